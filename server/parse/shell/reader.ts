import { closeClause, type FoundCommand, type Level, type Mark, newLevel, takeKeyword } from './levels.ts';

const plain = /[^\s\\'"`$()<>&|;]+/y;
const plainQuoted = /[^\\"`$]+/y;
const plainText = /[^\\'"`$(){}]+/y;
const redirectionOperator = /&>>|&>|<<<|<<-|<<|<>|<&|<|>>|>\||>&|>/y;
const separatorOperator = /;;&|;;|;&|;|&&|&|\|\||\|&|\|/y;
const assignment = /[A-Za-z_]\w*(?:\[[^\]\s]*\])?\+?=/y;
const digits = /^\d+$/;

/**
 * The simple commands of a POSIX or Bash text, in the order in which they begin: those of `&&` and `;` chains and
 * pipelines, and those inside brackets, substitutions and keywords. A text that no shell would take gives what can be
 * made of it. Linear in the text.
 */
export function readShell(text: string): readonly FoundCommand[] {
  const found: FoundCommand[] = [];
  const outermost = newLevel('list', 0, '', undefined);
  const levels: Level[] = [outermost];
  let level = outermost;
  let at = 0;
  /** Here-documents whose lines come behind the next line break. */
  let heredocs: { readonly name: string; readonly stripTabs: boolean }[] = [];

  const matched = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0] ?? '';
  };

  function push(kind: Level['kind'], opener: string, closer: string, nested?: 'subshell' | 'substitution'): void {
    const nesting = nested ? { kind: nested, outer: level.nesting } : level.nesting;
    level = newLevel(kind, at, closer, nesting);
    levels.push(level);
    at += opener.length;
  }

  /** Leaves the level; what it held belongs to the word around it, if there is one. */
  function pop(end: number): void {
    at = end;
    const { start } = level;
    levels.pop();
    level = levels[levels.length - 1] ?? outermost;
    if (level.kind === 'text') {
      return;
    }
    if (level.word) {
      level.word.value += text.slice(start, end);
    } else {
      level.afterCompound = true;
    }
  }

  function write(value: string, literal: boolean): void {
    level.word ??= { start: at, value: '', literal: false };
    level.word.value += value;
    level.word.literal ||= literal;
  }

  function touch(start: number, end: number): void {
    if (level.commandStart < 0) {
      level.commandStart = start;
    }
    level.commandEnd = end;
  }

  function endWord(): void {
    const { word } = level;
    if (!word) {
      return;
    }
    level.word = undefined;
    if (level.inPattern) {
      if (word.value !== 'esac' || word.literal) {
        return;
      }
      level.inPattern = false;
      closeClause(level, 'case');
    } else if (level.header) {
      if (level.header === 'case' && word.value === 'in') {
        level.inPattern = true;
      }
      if (level.header === 'function' || level.inPattern) {
        level.header = undefined;
      }
    } else if (level.redirection !== undefined) {
      if (/^<<-?$/.test(level.redirection)) {
        heredocs.push({ name: word.value, stripTabs: level.redirection === '<<-' });
      }
      level.redirection = undefined;
      touch(word.start, at);
    } else {
      const first = level.words.length === 0;
      if (first && !level.assigned && !word.literal && takeKeyword(level, word.value)) {
        level.commandStart = -1;
        return;
      }
      touch(word.start, at);
      // A negation belongs to the command: without it, what remains would be negated.
      if (first && word.value === '!' && !word.literal) {
        return;
      }
      assignment.lastIndex = word.start;
      if (first && assignment.test(text)) {
        level.assigned = true;
      } else {
        level.words.push({ value: word.value, start: word.start, end: at });
      }
      if (first && word.value === '[[') {
        level.inTest = true;
      }
      if (word.value === ']]') {
        level.inTest = false;
      }
    }
  }

  /** Ends the command; `after` is what parts it from the next one. */
  function endCommand(after: Mark | undefined): void {
    endWord();
    const { commandStart: start, commandEnd: end, words, before, nesting, assigned, afterCompound } = level;
    const isCommand = start >= 0 && (words.length > 0 || assigned || !afterCompound);
    if (isCommand) {
      found.push({ words, start, end, before, after, nesting });
    }
    // A line break behind a separator parts nothing.
    if (after && (after.text !== '\n' || isCommand || afterCompound)) {
      level.before = after;
    }
    level.commandStart = -1;
    level.words = [];
    level.assigned = level.inTest = level.afterCompound = false;
    level.redirection = undefined;
    if (level.header === 'for') {
      level.header = undefined;
    }
  }

  /** A substitution, which is a level of its own, or a bare `$`. */
  function dollar(): void {
    if (level.kind === 'list') {
      write('', true);
    }
    if (text.startsWith('$((', at)) {
      push('text', '$((', '))');
    } else if (text.startsWith('$(', at)) {
      push('list', '$(', ')', 'substitution');
    } else if (text.startsWith('{', at + 1)) {
      push('text', text.slice(at, at + 2), '}');
    } else {
      if (level.kind === 'list') {
        write('$', true);
      }
      at++;
    }
  }

  function singleQuotes(): void {
    const close = text.indexOf("'", at + 1);
    const end = close < 0 ? text.length : close;
    write(text.slice(at + 1, end), true);
    at = end + 1;
  }

  function backquote(): void {
    if (level.closer === '`') {
      endCommand(undefined);
      pop(at + 1);
    } else {
      write('', true);
      push('list', '`', '`', 'substitution');
    }
  }

  function openBracket(): void {
    if (level.inPattern) {
      at++;
    } else if (text.startsWith('((', at) && !level.word) {
      write('', true);
      push('text', '((', '))');
    } else if (level.word?.value.endsWith('=') || level.inTest || level.redirection !== undefined) {
      write('', true);
      push('text', '(', ')');
    } else if (level.word || level.words.length > 0) {
      functionHead();
    } else {
      push('list', '(', ')', 'subshell');
    }
  }

  /** `name()`: what follows is a body, not an argument. Any other bracket is taken as part of a word. */
  function functionHead(): void {
    let close = at + 1;
    while (text[close] === ' ' || text[close] === '\t') {
      close++;
    }
    if (text[close] !== ')') {
      write('', true);
      push('text', '(', ')');
      return;
    }
    level.word = undefined;
    level.words = [];
    level.commandStart = -1;
    at = close + 1;
  }

  function closeBracket(): void {
    endWord();
    if (level.inPattern) {
      level.inPattern = false;
      level.before = undefined;
      at++;
      return;
    }
    endCommand(undefined);
    if (level.closer === ')') {
      pop(at + 1);
    } else {
      at++;
    }
  }

  function redirection(operator: string): void {
    if (text[at + 1] === '(') {
      write('', true);
      push('list', `${operator.charAt(0)}(`, ')', 'substitution');
      return;
    }
    const { word } = level;
    if (word && !word.literal && digits.test(word.value)) {
      level.word = undefined;
      touch(word.start, at);
    } else {
      endWord();
    }
    touch(at, at + operator.length);
    at += operator.length;
    level.redirection = operator;
  }

  function separator(operator: string): void {
    const mark = { text: operator, start: at };
    endWord();
    if (!level.inPattern && !level.inTest) {
      endCommand(mark);
      if (operator.startsWith(';;') || operator === ';&') {
        level.inPattern = level.clauses.at(-1) === 'case';
      }
    }
    at += operator.length;
  }

  function newline(): void {
    endWord();
    if (!level.inPattern) {
      endCommand({ text: '\n', start: at });
    }
    at++;
    for (const { name, stripTabs } of heredocs) {
      skipHeredoc(name, stripTabs);
    }
    heredocs = [];
  }

  function skipHeredoc(name: string, stripTabs: boolean): void {
    while (at < text.length) {
      const lineEnd = text.indexOf('\n', at);
      const end = lineEnd < 0 ? text.length : lineEnd;
      let line = text.slice(at, end);
      if (stripTabs) {
        line = line.replace(/^\t+/, '');
      }
      at = Math.min(text.length, end + 1);
      if (line === name || line === `${name}\r`) {
        return;
      }
    }
  }

  /** Outside quotes. */
  function stepList(): void {
    const character = text.charAt(at);
    switch (character) {
      case '\n':
        newline();
        return;
      case '\\':
        if (text[at + 1] !== '\n') {
          write(text.charAt(at + 1), true);
        }
        at += 2;
        return;
      case "'":
        singleQuotes();
        return;
      case '"':
        write('', true);
        level.inDoubleQuotes = true;
        at++;
        return;
      case '`':
        backquote();
        return;
      case '$':
        if (text[at + 1] === "'" || text[at + 1] === '"') {
          write('', true);
          at++;
        } else {
          dollar();
        }
        return;
      case '(':
        openBracket();
        return;
      case ')':
        closeBracket();
        return;
      case '<':
      case '>':
        redirection(matched(redirectionOperator));
        return;
      case '&':
      case '|':
      case ';':
        if (text.startsWith('&>', at)) {
          redirection(matched(redirectionOperator));
        } else {
          separator(matched(separatorOperator));
        }
        return;
    }
    const run = matched(plain);
    if (run === '') {
      endWord();
      at++;
    } else if (run.startsWith('#') && !level.word) {
      const lineEnd = text.indexOf('\n', at);
      at = lineEnd < 0 ? text.length : lineEnd;
    } else {
      write(run, false);
      at += run.length;
    }
  }

  /** Inside double quotes. */
  function stepQuoted(): void {
    const character = text.charAt(at);
    if (character === '"') {
      level.inDoubleQuotes = false;
      at++;
    } else if (character === '\\') {
      const next = text.charAt(at + 1);
      if (next !== '\n') {
        write('$`"\\'.includes(next) ? next : `\\${next}`, true);
      }
      at += 2;
    } else if (character === '$') {
      dollar();
    } else if (character === '`') {
      backquote();
    } else {
      const run = matched(plainQuoted);
      write(run, true);
      at += run.length;
    }
  }

  /** Inside `${…}`, `$((…))` and the like, of which only the end and the substitutions matter. */
  function stepText(): void {
    const character = text.charAt(at);
    if (!level.inDoubleQuotes && level.brackets === 0 && text.startsWith(level.closer, at)) {
      pop(at + level.closer.length);
    } else if (character === '\\') {
      at += 2;
    } else if (character === '"') {
      level.inDoubleQuotes = !level.inDoubleQuotes;
      at++;
    } else if (character === "'" && !level.inDoubleQuotes && !levels[levels.length - 2]?.inDoubleQuotes) {
      const close = text.indexOf("'", at + 1);
      at = close < 0 ? text.length : close + 1;
    } else if (character === '$') {
      dollar();
    } else if (character === '`') {
      push('list', '`', '`', 'substitution');
    } else {
      if (level.closer !== '}' && character === '(') {
        level.brackets++;
      }
      if (level.closer !== '}' && character === ')' && level.brackets > 0) {
        level.brackets--;
      }
      at += Math.max(1, matched(plainText).length);
    }
  }

  while (at < text.length) {
    if (level.kind === 'text') {
      stepText();
    } else if (level.inDoubleQuotes) {
      stepQuoted();
    } else {
      stepList();
    }
  }
  at = text.length;
  while (levels.length > 1) {
    if (level.kind === 'list') {
      endCommand(undefined);
    }
    pop(text.length);
  }
  endCommand(undefined);
  return found.sort((a, b) => a.start - b.start || b.end - a.end);
}
