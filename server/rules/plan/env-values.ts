/** Quotes a value, so that ENV reads it unchanged. */
export function quoted(value: string, escapeCharacter: string): string {
  if (/^[\w./:@%+,-]+$/.test(value)) {
    return value;
  }
  return `"${value.replace(/["$\\`]/g, (char) => (char === '`' && escapeCharacter !== '`' ? char : `${escapeCharacter}${char}`))}"`;
}

const switches: Readonly<Record<string, boolean>> = {
  '1': true,
  on: true,
  true: true,
  yes: true,
  '0': false,
  '': false,
  false: false,
  no: false,
  off: false,
};

/** Other ways to say the same. */
const synonyms: Readonly<Record<string, string>> = {
  '::': '0.0.0.0',
  '[::]': '0.0.0.0',
  '*': '0.0.0.0',
  warn: 'warning',
};

/** Whether two values of a variable mean the same: in upper or lower case, `1` or `true`, `::` or `0.0.0.0`. */
export function meansTheSame(one: string, other: string): boolean {
  const [a, b] = [one, other].map((value) => plain(value));
  return a === b;
}

function plain(value: string): string {
  const text = value.trim().toLowerCase();
  return String(switches[text] ?? synonyms[text] ?? (/^\d+$/.test(text) ? Number(text) : text));
}
