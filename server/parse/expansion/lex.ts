import { isSpace } from '../dockerfile/characters.ts';
import type { Span } from '../dockerfile/words.ts';
import { replacePattern, trimPrefix, trimSuffix } from './pattern.ts';
import { unknown, type Value } from './value.ts';

export interface LexOptions {
  /** Escapes quotes and `$`. */
  readonly escape: string;
  get(name: string): Value;
  /** Quotes stay in the result. */
  readonly rawQuotes?: boolean;
  /** Escape characters stay in the result. */
  readonly rawEscapes?: boolean;
  /** Quotes mean nothing, as in the content of here-documents. */
  readonly skipQuotes?: boolean;
  /** Variables that are not set stay as they are written. */
  readonly keepUnset?: boolean;
  /** Also part the result into words. */
  readonly words?: boolean;
}

export interface Lexed {
  /** Undefined where it depends on an unknown value, or is absurdly long. */
  readonly text: string | undefined;
  /** The same parted at white space outside quotes; undefined where nobody asked. */
  readonly words: readonly Span[] | undefined;
  /** Variables that were looked at and are unknown. */
  readonly unknownNames: readonly string[];
  /** Variables that were looked at and are not set. */
  readonly unsetNames: readonly string[];
}

export type LexResult = Lexed | { readonly error: string };

/** Part of a result; undefined where it depends on an unknown value, or is absurdly long. */
type Piece = string | undefined;

class LexError extends Error {}

/** `${A:-${B:-…}}`: deeper than a person writes, shallower than the stack. */
const deepest = 500;
/** How much longer than its text a result may get: `ENV A=$A$A` doubles with every line. */
const mostGrowth = 65_536;
const isNameStart = /^[\p{L}_]$/u;
const isNamePart = /^[\p{L}\p{Nd}_]$/u;
const isDigit = /^\p{Nd}$/u;
const specialParameters = '@*#?-$!';

/** BuildKit's shell lexer: variables, quotes and escapes of one text. Errors are BuildKit's own words. */
export function lex(text: string, options: LexOptions): LexResult {
  try {
    return lexer(text, options);
  } catch (error) {
    if (error instanceof LexError) {
      return { error: error.message };
    }
    throw error;
  }
}

function lexer(text: string, options: LexOptions): Lexed {
  const { escape: escapeToken, rawQuotes = false, skipQuotes = false, keepUnset = false } = options;
  const unknownNames = new Set<string>();
  const unsetNames = new Set<string>();
  let rawEscapes = options.rawEscapes ?? false;
  // Go's scanner drops a byte-order mark.
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let depth = 0;
  const longest = text.length + mostGrowth;
  // BuildKit has one buffer for the words of all levels: `a${X:-b}` loses the `a` when it is parted into words.
  let buffer: Piece = '';

  const concat = (a: Piece, b: Piece): Piece =>
    a === undefined || b === undefined || a.length + b.length > longest ? undefined : a + b;

  const fail = (message: string): never => {
    throw new LexError(message);
  };

  function get(name: string): Value {
    const value = options.get(name);
    if (value === unknown) {
      unknownNames.add(name);
    } else if (value === undefined) {
      unsetNames.add(name);
    }
    return value;
  }

  function until(stop: string | undefined, raw: boolean): { text: Piece; words: Span[] | undefined } {
    if (++depth > deepest) {
      fail('the expression is nested too deeply');
    }
    const outerRaw = rawEscapes;
    rawEscapes = raw;
    buffer = '';
    let result: Piece = '';
    let words: Span[] | undefined = options.words ? [] : undefined;
    let start = at;
    let inWord = false;

    const write = (piece: Piece, from: number): void => {
      if (!words) {
        return;
      }
      if (buffer === '') {
        start = from;
      }
      buffer = concat(buffer, piece);
      inWord = true;
    };
    const part = (end: number): void => {
      if (!words) {
        return;
      }
      if (buffer === undefined) {
        words = undefined;
      } else if (buffer !== '') {
        words.push({ value: buffer, start, end });
      }
      buffer = '';
      inWord = false;
    };
    const writeOrPart = (piece: Piece, from: number): void => {
      if (!words) {
        return;
      }
      if (piece === undefined) {
        write(piece, from);
        return;
      }
      let begin = 0;
      for (let i = 0; i <= piece.length; i++) {
        if (i < piece.length && !isSpace(piece.charCodeAt(i))) {
          continue;
        }
        if (i > begin) {
          write(piece.slice(begin, i), from);
        }
        if (i < piece.length && inWord && buffer !== '') {
          part(i === 0 ? from : at);
        }
        begin = i + 1;
      }
    };

    let stopped = stop === undefined;
    while (at < text.length) {
      const from = at;
      const character = text.charAt(at);
      if (character === stop) {
        at++;
        stopped = true;
        break;
      }
      if (character === '$') {
        const piece = dollar();
        result = concat(result, piece);
        writeOrPart(piece, from);
      } else if (character === '<' || (!skipQuotes && (character === '"' || character === "'"))) {
        const piece = character === '<' ? angle() : character === '"' ? doubleQuoted() : singleQuoted();
        result = concat(result, piece);
        write(piece, from);
      } else if (character === escapeToken) {
        if (rawEscapes) {
          write(character, from);
          result = concat(result, character);
        }
        at++;
        if (at === text.length) {
          break;
        }
        write(text.charAt(at), from);
        result = concat(result, text.charAt(at++));
      } else {
        at++;
        result = concat(result, character);
        if (!isSpace(character.charCodeAt(0))) {
          write(character, from);
        } else if (inWord && buffer !== '') {
          part(from);
        }
      }
    }
    if (!stopped) {
      fail(`unexpected end of statement while looking for matching ${stop}`);
    }
    if (buffer !== '') {
      part(at);
    }
    rawEscapes = outerRaw;
    depth--;
    return { text: result, words };
  }

  function singleQuoted(): string {
    const end = text.indexOf("'", at + 1);
    if (end < 0) {
      at = text.length;
      fail('unexpected end of statement while looking for matching single-quote');
    }
    const content = rawQuotes ? text.slice(at, end + 1) : text.slice(at + 1, end);
    at = end + 1;
    return content;
  }

  function doubleQuoted(): Piece {
    let result: Piece = rawQuotes ? '"' : '';
    at++;
    for (;;) {
      if (at >= text.length) {
        fail('unexpected end of statement while looking for matching double-quote');
      }
      const character = text.charAt(at);
      if (character === '$') {
        result = concat(result, dollar());
        continue;
      }
      at++;
      if (character === '"') {
        return rawQuotes ? concat(result, '"') : result;
      }
      if (character !== escapeToken) {
        result = concat(result, character);
        continue;
      }
      if (rawEscapes) {
        result = concat(result, character);
      }
      if (at >= text.length) {
        continue;
      }
      const next = text.charAt(at);
      const escapes = next === '"' || next === '$' || next === escapeToken;
      if (escapes) {
        at++;
      }
      result = concat(result, escapes ? next : character);
    }
  }

  /** `<`, or `<<` with the blanks behind it, which belong to the word of a here-document. */
  function angle(): string {
    const start = at++;
    if (text[at] !== '<') {
      return '<';
    }
    at++;
    while (text[at] === ' ' || text[at] === '\t' || text[at] === '\r') {
      at++;
    }
    return text.slice(start, at);
  }

  function next(): string {
    const code = text.codePointAt(at);
    const character = code === undefined ? '' : String.fromCodePoint(code);
    at += character.length;
    return character;
  }

  function name(): string {
    const start = at;
    const character = (): string => String.fromCodePoint(text.codePointAt(at) ?? 0);
    if (at < text.length && isDigit.test(character())) {
      while (at < text.length && isDigit.test(character())) {
        at += character().length;
      }
    } else if (at < text.length && specialParameters.includes(text.charAt(at))) {
      at++;
    } else if (at < text.length && isNameStart.test(character())) {
      while (at < text.length && isNamePart.test(character())) {
        at += character().length;
      }
    }
    return text.slice(start, at);
  }

  function dollar(): Piece {
    at++;
    if (text[at] === '{') {
      return braces();
    }
    const variable = name();
    if (variable === '') {
      return '$';
    }
    return known(get(variable), keepUnset ? `$${variable}` : '');
  }

  function braces(): Piece {
    at++;
    if (at >= text.length) {
      fail("syntax error: missing '}'");
    }
    if ('{}:'.includes(text.charAt(at))) {
      fail('syntax error: bad substitution');
    }
    const variable = name();
    let operator = next();
    if (operator === '}') {
      return known(get(variable), keepUnset ? `\${${variable}}` : '');
    }
    if (operator === '') {
      fail("syntax error: missing '}'");
    }
    if (operator === '/') {
      return replacement(variable);
    }
    const emptyIsUnset = operator === ':';
    if (emptyIsUnset) {
      operator = next();
    }
    const written = emptyIsUnset ? `:${operator}` : operator;
    const unsupported = `unsupported modifier (${written}) in substitution`;
    const isPattern = operator === '#' || operator === '%';
    if (emptyIsUnset ? isPattern : !'+-?#%'.includes(operator)) {
      fail(unsupported);
    }
    const word = nested('}', isPattern, "syntax error: missing '}'");
    const value = get(variable);
    if (value === undefined && keepUnset) {
      return word === undefined ? undefined : `\${${variable}${written}${word}}`;
    }
    const absent = value === undefined || (emptyIsUnset && value === '');
    switch (operator) {
      case '-':
        return value === unknown ? undefined : absent ? word : value;
      case '+':
        if (value === unknown) {
          return word === '' ? '' : undefined;
        }
        return absent ? '' : word;
      case '?':
        if (absent) {
          fail(
            `${variable}: ${word || (value === undefined ? 'is not allowed to be unset' : 'is not allowed to be empty')}`,
          );
        }
        return known(value, '');
      case '#':
      case '%': {
        if (word === undefined) {
          return undefined;
        }
        const greedy = word.startsWith(operator);
        const trim = operator === '#' ? trimPrefix : trimSuffix;
        // The pattern is looked at even where the value is unknown: a wrong one fails the build in any case.
        const trimmed = orFail(trim(known(value, '') ?? '', greedy ? word.slice(1) : word, greedy), word);
        return value === unknown ? undefined : trimmed;
      }
      default:
        return fail(unsupported);
    }
  }

  /** `${NAME/pattern/replacement}`, with `//` for all matches. */
  function replacement(variable: string): Piece {
    const all = text[at] === '/';
    if (all) {
      at++;
    }
    const pattern = nested('/', true, `syntax error: missing '/' in \${}`);
    const by = nested('}', true, "syntax error: missing '}'");
    const value = get(variable);
    if (value === undefined && keepUnset) {
      return pattern === undefined || by === undefined ? undefined : `\${${variable}/${pattern}/${by}}`;
    }
    if (pattern === undefined || by === undefined) {
      return undefined;
    }
    const replaced = orFail(replacePattern(known(value, '') ?? '', pattern, by, all), pattern);
    return value === unknown ? undefined : replaced;
  }

  function nested(stop: string, raw: boolean, missing: string): Piece {
    try {
      return until(stop, raw).text;
    } catch (error) {
      if (error instanceof LexError && at >= text.length) {
        fail(missing);
      }
      throw error;
    }
  }

  function orFail(result: string | undefined, pattern: string): string {
    return result ?? fail(`invalid pattern (${pattern}) in substitution`);
  }

  const { text: result, words } = until(undefined, rawEscapes);
  return { text: result, words, unknownNames: [...unknownNames], unsetNames: [...unsetNames] };
}

const known = (value: Value, otherwise: string): Piece => (value === unknown ? undefined : (value ?? otherwise));
