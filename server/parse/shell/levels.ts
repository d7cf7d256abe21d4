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
  /** Quotes, escapes and substitutions make it no keyword. */
  literal: boolean;
}

/**
 * A level of brackets that is being read: a list of commands, or a text such as `${…}`. Levels lie on a stack of our own,
 * so that no text is too deep.
 */
export interface Level {
  readonly kind: 'list' | 'text';
  readonly start: number;
  /** What ends it; empty at the outermost level. */
  readonly closer: string;
  nesting: Nesting | undefined;
  /** The keywords that are open: `if`, `for`, `case`, `{`. */
  readonly clauses: Nesting['kind'][];
  word: OpenWord | undefined;
  inDoubleQuotes: boolean;
  /** Brackets that are open inside a text. */
  brackets: number;
  /** The command that is being read begins here, or -1. */
  commandStart: number;
  commandEnd: number;
  words: Span[];
  assigned: boolean;
  before: Mark | undefined;
  /** The redirection whose target comes next. */
  redirection: string | undefined;
  /** What stands between a keyword and its first command: `for x in a b`, `case x`, `function f`. */
  header: 'for' | 'case' | 'function' | undefined;
  /** Between `in` or `;;` and the bracket of a `case`. */
  inPattern: boolean;
  /** Inside `[[ … ]]`, where `&&` parts no commands. */
  inTest: boolean;
  /** Behind `fi`, `done`, `}` or `)`, where only redirections may follow. */
  afterCompound: boolean;
}

export function newLevel(kind: Level['kind'], start: number, closer: string, nesting: Nesting | undefined): Level {
  return {
    kind,
    start,
    closer,
    nesting,
    clauses: [],
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

export function openClause(level: Level, kind: Nesting['kind']): void {
  level.clauses.push(kind);
  level.nesting = { kind, outer: level.nesting };
  level.before = undefined;
}

/** Closes the innermost clause if it is one of this kind; a stray keyword closes nothing. */
export function closeClause(level: Level, kind: Nesting['kind']): void {
  if (level.clauses[level.clauses.length - 1] !== kind) {
    return;
  }
  level.clauses.pop();
  level.nesting = level.nesting?.outer;
  level.afterCompound = true;
  level.before = undefined;
}

/** Takes a word at the beginning of a command as a keyword; false where it is none. */
export function takeKeyword(level: Level, word: string): boolean {
  switch (word) {
    case 'if':
      openClause(level, 'if');
      return true;
    case 'while':
    case 'until':
      openClause(level, 'loop');
      return true;
    case 'for':
    case 'select':
      openClause(level, 'loop');
      level.header = 'for';
      return true;
    case 'case':
      openClause(level, 'case');
      level.header = 'case';
      return true;
    case 'function':
      level.header = 'function';
      return true;
    case '{':
      openClause(level, 'group');
      return true;
    case '}':
      closeClause(level, 'group');
      return true;
    case 'fi':
      closeClause(level, 'if');
      return true;
    case 'done':
      closeClause(level, 'loop');
      return true;
    case 'esac':
      closeClause(level, 'case');
      return true;
    case 'then':
    case 'elif':
    case 'else':
    case 'do':
      level.before = undefined;
      return true;
    default:
      return false;
  }
}
