import type { Level, Nesting } from './levels.ts';

/** Takes a word at the beginning of a command as a keyword. False for any other word. */
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

function openClause(level: Level, kind: Nesting['kind']): void {
  level.clauses.push(kind);
  level.nesting = { kind, outer: level.nesting };
  level.before = undefined;
}

/** Closes the innermost clause if it is of this kind. A stray keyword closes nothing. */
export function closeClause(level: Level, kind: Nesting['kind']): void {
  if (level.clauses[level.clauses.length - 1] !== kind) {
    return;
  }
  level.clauses.pop();
  level.nesting = level.nesting?.outer;
  level.afterCompound = true;
  level.before = undefined;
}
