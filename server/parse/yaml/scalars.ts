/** The scalars of YAML 1.2, core schema. */

const integer = /^[-+]?\d+$/;
const octal = /^0o[0-7]+$/;
const hexadecimal = /^0x[0-9a-fA-F]+$/;
const float = /^[-+]?(?:\.\d+|\d+\.?\d*)(?:[eE][-+]?\d+)?$/;
const words: Readonly<Record<string, boolean | null>> = {
  '~': null,
  null: null,
  Null: null,
  NULL: null,
  true: true,
  True: true,
  TRUE: true,
  false: false,
  False: false,
  FALSE: false,
};

/** What a scalar without quotes means. */
export function plainValue(source: string): string | number | boolean | null {
  if (Object.hasOwn(words, source)) {
    return words[source] as boolean | null;
  }
  if (integer.test(source) || hexadecimal.test(source) || octal.test(source)) {
    return Number(source);
  }
  if (float.test(source)) {
    return Number(source);
  }
  const special = /^([-+]?)\.(?:inf|Inf|INF)$/.exec(source);
  if (special) {
    return special[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  return /^\.(?:nan|NaN|NAN)$/.test(source) ? Number.NaN : source;
}

/** Where the quote that opens at `at` closes; undefined where it does not on its line. */
export function closeQuote(text: string, at: number): number | undefined {
  const quote = text[at];
  for (let i = at + 1; i < text.length; i++) {
    const char = text[i];
    if (char === '\n' || char === '\r') {
      return undefined;
    }
    if (char === '\\' && quote === '"') {
      i += 1;
    } else if (char === quote) {
      if (quote === '"' || text[i + 1] !== quote) {
        return i;
      }
      i += 1;
    }
  }
  return undefined;
}

const escapes: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\u0007',
  b: '\b',
  e: '\u001b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  N: '\u0085',
  _: '\u00a0',
  L: '\u2028',
  P: '\u2029',
  ' ': ' ',
  '"': '"',
  '/': '/',
  '\\': '\\',
};

/** The content of a quoted scalar whose quotes stand at `open` and `close`; undefined where an escape is unknown. */
export function unquote(text: string, open: number, close: number): string | undefined {
  const inner = text.slice(open + 1, close);
  if (text[open] === "'") {
    return inner.replaceAll("''", "'");
  }
  if (!inner.includes('\\')) {
    return inner;
  }
  let unknown = false;
  const result = inner.replace(/\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|([\s\S]))/g, (_, x, u, char: string) => {
    const code = x ?? u;
    if (code !== undefined) {
      return String.fromCharCode(Number.parseInt(code, 16));
    }
    if (!Object.hasOwn(escapes, char)) {
      unknown = true;
    }
    return escapes[char] ?? '';
  });
  return unknown ? undefined : result;
}
