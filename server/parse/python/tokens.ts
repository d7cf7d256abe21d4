/** A token of a Python text; `newline` ends a logical line. */
export interface PythonToken {
  readonly kind: 'name' | 'number' | 'string' | 'operator' | 'newline';
  readonly text: string;
  readonly at: number;
}

/** The tokens up to the end or to the first thing that no Python reads. */
export interface PythonTokens {
  readonly tokens: readonly PythonToken[];
  readonly fault: PythonFault | undefined;
  /** Whether a string was read whose end depends on the version of Python. */
  readonly unsure: boolean;
}

export interface PythonFault {
  /** As a clause of a sentence. */
  readonly wrong: string;
  readonly at: number;
}

const space = /[ \t\f\r]+|\\\r?\n|#[^\n]*/y;
const prefix = /(?:[rbuft]|br|rb|fr|rf|tr|rt)?(?='|")/iy;
const word = /[\p{L}_][\p{L}\p{N}_]*/uy;
const number = /(?:0[xob][\da-f_]+|(?:\d[\d_]*)?\.?\d[\d_]*\.?(?:e[+-]?\d+)?j?)/iy;
const operator = /\*\*=|\/\/=|>>=|<<=|\.\.\.|:=|->|\*\*|\/\/|>>|<<|[-+*/%&|^@=<>!]=|[-+*/%&|^@=<>~.,:;()[\]{}]/y;

const closers: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** Reads a Python text. Linear; never throws. */
export function pythonTokens(text: string): PythonTokens {
  const tokens: PythonToken[] = [];
  const open: { readonly text: string; readonly at: number }[] = [];
  let unsure = false;
  let at = 0;
  const taken = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  const add = (kind: PythonToken['kind'], length: number): void => {
    tokens.push({ kind, text: text.slice(at, at + length), at });
    at += length;
  };
  const stop = (wrong: string, where = at): PythonTokens => ({ tokens, fault: { wrong, at: where }, unsure });
  while (at < text.length) {
    const character = text.charAt(at);
    if (character === '\n') {
      if (open.length === 0) {
        tokens.push({ kind: 'newline', text: '\n', at });
      }
      at++;
      continue;
    }
    const skipped = taken(space);
    if (skipped) {
      at += skipped.length;
      continue;
    }
    const lead = taken(prefix);
    if (lead !== undefined) {
      const end = stringEnd(text, at + lead.length);
      if (end === undefined) {
        return stop('a string is not closed');
      }
      // Since Python 3.12 the braces of an f-string may hold its own quotes.
      unsure ||= /[ft]/i.test(lead) && text.slice(at, end).includes('{');
      add('string', end - at);
      continue;
    }
    const found = taken(word);
    if (found) {
      add('name', found.length);
      continue;
    }
    const digits = /[\d.]/.test(character) ? taken(number) : undefined;
    if (digits) {
      add('number', digits.length);
      continue;
    }
    const sign = taken(operator);
    if (!sign) {
      return stop(
        character === '\\' ? 'a backslash stands outside of a string' : `${character} is not a sign of Python`,
      );
    }
    if (sign in closers) {
      open.push({ text: sign, at });
    } else if (/^[)\]}]$/.test(sign)) {
      const opener = open.pop();
      if (opener === undefined || closers[opener.text] !== sign) {
        return stop(`${sign} closes no bracket`);
      }
    } else if (sign === ';' && open.length > 0) {
      return stop(`${open.at(-1)?.text} is not closed`, open.at(-1)?.at);
    }
    add('operator', sign.length);
  }
  const last = open.at(-1);
  return last ? stop(`${last.text} is not closed`, last.at) : { tokens, fault: undefined, unsure };
}

/** Where a string ends whose quote stands at an offset; undefined where it does not. */
function stringEnd(text: string, start: number): number | undefined {
  const quote = text.charAt(start);
  const isLong = text.startsWith(quote.repeat(3), start);
  const mark = isLong ? quote.repeat(3) : quote;
  for (let at = start + mark.length; at < text.length; at++) {
    if (text[at] === '\\') {
      at++;
    } else if (text.startsWith(mark, at)) {
      return at + mark.length;
    } else if (text[at] === '\n' && !isLong) {
      return undefined;
    }
  }
  return undefined;
}
