import type { Span } from '../dockerfile/words.ts';

/** What a nested command stands in, from the innermost outwards. */
export interface Nesting {
  readonly kind: 'subshell' | 'substitution' | 'group' | 'if' | 'loop' | 'case';
  readonly outer: Nesting | undefined;
}

/** A separator as it is written. */
export interface Mark {
  readonly text: string;
  readonly start: number;
}

export interface FoundCommand {
  readonly words: readonly Span[];
  readonly start: number;
  readonly end: number;
  readonly before: Mark | undefined;
  readonly after: Mark | undefined;
  readonly nesting: Nesting | undefined;
}

/** A word that is being read. */
export interface OpenWord {
  readonly start: number;
  value: string;
  /** The piece that was added last. Asking `value` itself for its end takes time in proportion to its length. */
  last: string;
  /** True with quotes, escapes or substitutions in it: then it is never a keyword. */
  literal: boolean;
}

/** A kind of bracket: commands stand inside a `list`, anything else inside a `text`. */
export interface Bracket {
  readonly kind: 'list' | 'text';
  readonly opener: string;
  /** Empty for the whole text, which ends where it ends. */
  readonly closer: string;
  /** What the commands inside stand in, where the bracket adds to it. */
  readonly nesting?: 'subshell' | 'substitution';
}

export type AwaitedKeyword = 'then' | 'do';

/** A pair of brackets that is being read, with all that is known of the command inside. */
export interface Level {
  readonly kind: Bracket['kind'];
  readonly start: number;
  readonly closer: string;
  nesting: Nesting | undefined;
  /** The open keywords: `if`, `for`, `case`, `{`. */
  readonly clauses: Nesting['kind'][];
  /** For each open keyword, the one that must come next: `then` of `if`, `do` of a loop. */
  readonly awaited: (AwaitedKeyword | undefined)[];
  /** What an `if` or a loop lacked when it ended. */
  lacked: AwaitedKeyword | undefined;
  word: OpenWord | undefined;
  inDoubleQuotes: boolean;
  /** The open brackets inside a text. */
  brackets: number;
  /** Where the current command begins, or -1. */
  commandStart: number;
  commandEnd: number;
  words: Span[];
  assigned: boolean;
  before: Mark | undefined;
  /** The redirection whose target comes next. */
  redirection: string | undefined;
  /** The keyword whose own words come next: `for x in a b`, `case x`, `function f`. */
  header: 'for' | 'case' | 'function' | undefined;
  /** Between `in` or `;;` and the bracket of a `case`. */
  inPattern: boolean;
  /** Inside `[[ … ]]`, where `&&` separates no commands. */
  inTest: boolean;
  /** Behind `fi`, `done`, `}` or `)`, where only redirections may follow. */
  afterCompound: boolean;
}

export function newLevel({ kind, closer, nesting }: Bracket, start: number, around: Nesting | undefined): Level {
  return {
    kind,
    start,
    closer,
    nesting: nesting ? { kind: nesting, outer: around } : around,
    clauses: [],
    awaited: [],
    lacked: undefined,
    word: undefined,
    inDoubleQuotes: false,
    brackets: 0,
    commandStart: -1,
    commandEnd: -1,
    words: [],
    assigned: false,
    before: undefined,
    redirection: undefined,
    header: undefined,
    inPattern: false,
    inTest: false,
    afterCompound: false,
  };
}
