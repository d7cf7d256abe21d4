import { type LexResult, lex } from './lex.ts';
import type { LexOptions } from './lexer.ts';
import type { Environment } from './value.ts';

/** A text after the expansion of its variables, quotes and escapes. */
export interface Expansion {
  /** Undefined where it depends on an unknown value, is absurdly long, or `error` is set. */
  readonly value: string | undefined;
  /** The unknown variables that the value depends on. */
  readonly usedUnknown: readonly string[];
  /** The variables in it that are not set. */
  readonly unset: readonly string[];
  /** Why BuildKit refuses the text, in its own words. */
  readonly error: string | undefined;
}

/**
 * Expands a word as BuildKit does it: `$X`, `${X}`, `${X:-word}` with `-`, `+`, `?`, `${X#pattern}`, `##`, `%`, `%%`,
 * `${X/pattern/text}`, `//`, quotes and escapes.
 */
export function expand(text: string, environment: Environment, escapeToken: string): Expansion {
  // Most words hold nothing to expand.
  if (!/[$\\`'"\ufeff]/.test(text)) {
    return { value: text, usedUnknown: [], unset: [], error: undefined };
  }
  return expansion(lex(text, options(environment, escapeToken)));
}

/** Expands a text and splits it at white space outside quotes, as EXPOSE does. Undefined where `expand` has no value. */
export function expandWords(
  text: string,
  environment: Environment,
  escapeToken: string,
): readonly string[] | undefined {
  const result = lex(text, { ...options(environment, escapeToken), words: true });
  return 'error' in result ? undefined : result.words?.map(({ value }) => value);
}

/** Expands the content of a here-document of COPY or ADD, where quotes are ordinary characters and the escape is always `\`. */
export function expandContent(text: string, environment: Environment): Expansion {
  return expansion(lex(text, { ...options(environment, '\\'), skipQuotes: true }));
}

const options = (environment: Environment, escapeToken: string): LexOptions => ({
  escape: escapeToken,
  get: (name) => environment.get(name),
});

function expansion(result: LexResult): Expansion {
  if ('error' in result) {
    return { value: undefined, usedUnknown: [], unset: [], error: result.error };
  }
  const { text, unknownNames, unsetNames } = result;
  return { value: text, usedUnknown: text === undefined ? unknownNames : [], unset: unsetNames, error: undefined };
}
