import { fail, known, type Lexer, lookUp, type Piece } from './lexer.ts';
import { replacePattern, trimPrefix, trimSuffix } from './pattern.ts';
import { unknown, type Value } from './value.ts';

/** `${NAME-word}` and its kind, with the word already expanded. */
export interface Substitution {
  readonly variable: string;
  /** `-`, `+`, `?`, `#` or `%`. */
  readonly operator: string;
  /** `:-`, `:+`, `:?`: an empty value counts as not set. */
  readonly emptyIsUnset: boolean;
  readonly word: Piece;
}

/** `${NAME/pattern/text}`, and with `//` for all matches. */
export interface Replacement {
  readonly variable: string;
  readonly pattern: Piece;
  readonly text: Piece;
  readonly all: boolean;
}

/** An operator as it is written, with its colon. */
export const writtenOperator = ({ operator, emptyIsUnset }: Pick<Substitution, 'operator' | 'emptyIsUnset'>): string =>
  emptyIsUnset ? `:${operator}` : operator;

export const refuseOperator = (written: string): never => fail(`unsupported modifier (${written}) in substitution`);

export function substitute(lexer: Lexer, substitution: Substitution): Piece {
  const { variable, operator, emptyIsUnset, word } = substitution;
  const written = writtenOperator(substitution);
  const value = lookUp(lexer, variable);
  if (value === undefined && lexer.keepUnset) {
    return word === undefined ? undefined : `\${${variable}${written}${word}}`;
  }
  const isAbsent = value === undefined || (emptyIsUnset && value === '');
  switch (operator) {
    case '-':
      return value === unknown ? undefined : isAbsent ? word : value;
    case '+':
      if (value === unknown) {
        return word === '' ? '' : undefined;
      }
      return isAbsent ? '' : word;
    case '?':
      return isAbsent ? fail(`${variable}: ${word || absence(value)}`) : known(value, '');
    case '#':
    case '%':
      return word === undefined ? undefined : trimmed(value, operator, word);
    default:
      return refuseOperator(written);
  }
}

const absence = (value: Value): string =>
  value === undefined ? 'is not allowed to be unset' : 'is not allowed to be empty';

/** `#` and `%`; doubled they take the longest match. */
function trimmed(value: Value, operator: '#' | '%', word: string): Piece {
  const isLongest = word.startsWith(operator);
  const trim = operator === '#' ? trimPrefix : trimSuffix;
  // The pattern counts even where the value is unknown: a wrong one fails the build in any case.
  const result = trim(known(value, '') ?? '', isLongest ? word.slice(1) : word, isLongest);
  return ofPattern(value, result, word);
}

export function replace(lexer: Lexer, { variable, pattern, text, all }: Replacement): Piece {
  const value = lookUp(lexer, variable);
  if (pattern === undefined || text === undefined) {
    return undefined;
  }
  if (value === undefined && lexer.keepUnset) {
    return `\${${variable}/${pattern}/${text}}`;
  }
  return ofPattern(value, replacePattern(known(value, '') ?? '', pattern, text, all), pattern);
}

function ofPattern(value: Value, result: string | undefined, pattern: string): Piece {
  if (result === undefined) {
    return fail(`invalid pattern (${pattern}) in substitution`);
  }
  return value === unknown ? undefined : result;
}
