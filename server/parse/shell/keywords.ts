import type { AwaitedKeyword, Level, Nesting } from './levels.ts';

/** Takes a word at the beginning of a command as a keyword. False for any other word. */
export function takeKeyword(level: Level, word: string): boolean {
  switch (word) {
    case 'if':
      openClause(level, 'if', 'then');
      return true;
    case 'while':
    case 'until':
      openClause(level, 'loop', 'do');
      return true;
    case 'for':
    case 'select':
      openClause(level, 'loop', 'do');
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
    case 'do':
      takeAwaited(level, word);
      level.before = undefined;
      return true;
    case 'elif':
      if (level.clauses.at(-1) === 'if') {
        level.awaited[level.awaited.length - 1] = 'then';
      }
      level.before = undefined;
      return true;
    case 'else':
      level.before = undefined;
      return true;
    default:
      return false;
  }
}

/** The `then` or `do` of the innermost clause. */
export function takeAwaited({ awaited }: Level, word: AwaitedKeyword): void {
  if (awaited.at(-1) === word) {
    awaited[awaited.length - 1] = undefined;
  }
}

function openClause(level: Level, kind: Nesting['kind'], next?: AwaitedKeyword): void {
  level.clauses.push(kind);
  level.awaited.push(next);
  level.nesting = { kind, outer: level.nesting };
  level.before = undefined;
}

/** Closes the innermost clause if it is of this kind. A stray keyword closes nothing. */
export function closeClause(level: Level, kind: Nesting['kind']): void {
  if (level.clauses[level.clauses.length - 1] !== kind) {
    return;
  }
  level.clauses.pop();
  const awaited = level.awaited.pop();
  level.lacked ??= awaited;
  level.nesting = level.nesting?.outer;
  level.afterCompound = true;
  level.before = undefined;
}
