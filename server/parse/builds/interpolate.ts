/** Variables as Compose knows them: `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME:?message}`, `${NAME:+other}`, `$$`. */
export type Variables = ReadonlyMap<string, string>;

/** Defaults inside defaults are followed this deep. */
const deepest = 20;

/** The text with its variables filled in. Undefined where one is not set and has no default. */
export function interpolate(text: string, variables: Variables, depth = 0): string | undefined {
  let result = '';
  let at = 0;
  for (let dollar = text.indexOf('$'); dollar >= 0; dollar = text.indexOf('$', at)) {
    result += text.slice(at, dollar);
    const found = reference(text, dollar, variables, depth);
    if (found === undefined) {
      return undefined;
    }
    result += found.value;
    at = found.end;
  }
  return result + text.slice(at);
}

interface Reference {
  readonly value: string;
  readonly end: number;
}

function reference(text: string, dollar: number, variables: Variables, depth: number): Reference | undefined {
  const next = text[dollar + 1];
  if (next === '$') {
    return { value: '$', end: dollar + 2 };
  }
  if (next === '{') {
    return braced(text, dollar, variables, depth);
  }
  const name = nameAt(text, dollar + 1);
  if (name === '') {
    return { value: '$', end: dollar + 1 };
  }
  const value = variables.get(name);
  return value === undefined ? undefined : { value, end: dollar + 1 + name.length };
}

function nameAt(text: string, at: number): string {
  const name = /[A-Za-z_][A-Za-z0-9_]*/y;
  name.lastIndex = at;
  return name.exec(text)?.[0] ?? '';
}

function braced(text: string, dollar: number, variables: Variables, depth: number): Reference | undefined {
  const name = nameAt(text, dollar + 2);
  const close = closingBrace(text, dollar + 2);
  if (name === '' || close === undefined || depth > deepest) {
    return undefined;
  }
  const [, operator = '', word = ''] = /^(:?[-+?])?([\s\S]*)$/.exec(text.slice(dollar + 2 + name.length, close)) ?? [];
  if (operator === '' && word !== '') {
    return undefined;
  }
  const set = variables.get(name);
  const given = operator.startsWith(':') && set === '' ? undefined : set;
  const value = operator.endsWith('+') ? (given === undefined ? '' : word) : (given ?? fallback(operator, word));
  const filled = value === set || value === undefined ? value : interpolate(value, variables, depth + 1);
  return filled === undefined ? undefined : { value: filled, end: close + 1 };
}

const fallback = (operator: string, word: string): string | undefined => (operator.endsWith('-') ? word : undefined);

/** The brace that closes the one before `from`, with those of nested references in between. */
function closingBrace(text: string, from: number): number | undefined {
  let open = 1;
  for (let at = from; at < text.length; at++) {
    if (text[at] === '$' && text[at + 1] === '{') {
      open += 1;
    } else if (text[at] === '}') {
      open -= 1;
    }
    if (open === 0) {
      return at;
    }
  }
  return undefined;
}

/** The variables of a `.env` file: `NAME=value`, with quotes, comments, `export`, and variables set above. */
export function parseEnv(text: string): Variables {
  const variables = new Map<string, string>();
  for (const line of text.replace(/^\ufeff/, '').split(/\r?\n/)) {
    const [, name = '', rest = ''] = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_.-]*)\s*[=:]\s*(.*)$/.exec(line) ?? [];
    if (name === '') {
      continue;
    }
    const value = envValue(rest, variables);
    if (value !== undefined) {
      variables.set(name, value);
    }
  }
  return variables;
}

function envValue(written: string, variables: Variables): string | undefined {
  const single = /^'([^']*)'/.exec(written)?.[1];
  if (single !== undefined) {
    return single;
  }
  const double = /^"((?:[^"\\]|\\.)*)"/.exec(written)?.[1];
  const bare = double === undefined ? written.replace(/(?:^|\s)#.*$/, '').trim() : double.replace(/\\(["\\$])/g, '$1');
  return interpolate(bare, variables);
}
