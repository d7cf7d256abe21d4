import { unknown, type Value } from './value.ts';

export interface LexOptions {
  /** Escapes quotes and `$`. */
  readonly escape: string;
  readonly get: (name: string) => Value;
  /** Quotes stay in the result. */
  readonly rawQuotes?: boolean;
  /** Escape characters stay in the result. */
  readonly rawEscapes?: boolean;
  /** Quotes are ordinary characters, as in the content of here-documents. */
  readonly skipQuotes?: boolean;
  /** Variables that are not set stay as written. */
  readonly keepUnset?: boolean;
  /** Also split the result into words. */
  readonly words?: boolean;
}

/** Part of a result. Undefined where it depends on an unknown value, and where it is absurdly long. */
export type Piece = string | undefined;

/** How far a text has been lexed. */
export interface Lexer {
  readonly text: string;
  readonly escape: string;
  readonly rawQuotes: boolean;
  readonly skipQuotes: boolean;
  readonly keepUnset: boolean;
  readonly splitsWords: boolean;
  readonly get: (name: string) => Value;
  /** Longer results are given up. */
  readonly longest: number;
  at: number;
  /** How many `${…}` are open. */
  depth: number;
  rawEscapes: boolean;
  /**
   * The word that is being read. BuildKit has one buffer for the words of all levels: `a${X:-b}` loses the `a` when it
   * is split into words.
   */
  buffer: Piece;
  readonly unknownNames: Set<string>;
  readonly unsetNames: Set<string>;
}

/** Why BuildKit refuses a text, in its own words. */
export class LexError extends Error {}

/** How much longer than its text a result may get: `ENV A=$A$A` doubles with every line. */
const mostGrowth = 65_536;
const isNameStart = /^[\p{L}_]$/u;
const isNamePart = /^[\p{L}\p{Nd}_]$/u;
const isDigit = /^\p{Nd}$/u;
const specialParameters = '@*#?-$!';

export const newLexer = (text: string, options: LexOptions): Lexer => ({
  text,
  escape: options.escape,
  rawQuotes: options.rawQuotes ?? false,
  skipQuotes: options.skipQuotes ?? false,
  keepUnset: options.keepUnset ?? false,
  splitsWords: options.words ?? false,
  get: options.get,
  longest: text.length + mostGrowth,
  // Go's scanner drops a byte-order mark.
  at: text.charCodeAt(0) === 0xfeff ? 1 : 0,
  depth: 0,
  rawEscapes: options.rawEscapes ?? false,
  buffer: '',
  unknownNames: new Set(),
  unsetNames: new Set(),
});

export function fail(message: string): never {
  throw new LexError(message);
}

export const concat = ({ longest }: Lexer, a: Piece, b: Piece): Piece =>
  a === undefined || b === undefined || a.length + b.length > longest ? undefined : a + b;

/** The value of a variable. The lexer notes the names that are unknown or not set. */
export function lookUp(lexer: Lexer, name: string): Value {
  const value = lexer.get(name);
  if (value === unknown) {
    lexer.unknownNames.add(name);
  } else if (value === undefined) {
    lexer.unsetNames.add(name);
  }
  return value;
}

/** The value; `otherwise` where the variable is not set. */
export const known = (value: Value, otherwise: string): Piece => (value === unknown ? undefined : (value ?? otherwise));

/** The next character, which may be two code units; empty at the end. */
export function takeCharacter(lexer: Lexer): string {
  const character = characterAt(lexer);
  lexer.at += character.length;
  return character;
}

function characterAt({ text, at }: Lexer): string {
  const code = text.codePointAt(at);
  return code === undefined ? '' : String.fromCodePoint(code);
}

/** The name of a variable: letters and digits, digits alone, or one special parameter such as `@`. Empty for none. */
export function takeName(lexer: Lexer): string {
  const { text, at: start } = lexer;
  const first = characterAt(lexer);
  if (isDigit.test(first)) {
    skipWhile(lexer, isDigit);
  } else if (first !== '' && specialParameters.includes(first)) {
    lexer.at++;
  } else if (isNameStart.test(first)) {
    skipWhile(lexer, isNamePart);
  }
  return text.slice(start, lexer.at);
}

function skipWhile(lexer: Lexer, pattern: RegExp): void {
  for (let next = characterAt(lexer); pattern.test(next); next = characterAt(lexer)) {
    lexer.at += next.length;
  }
}
