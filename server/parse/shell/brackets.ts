import type { Bracket } from './levels.ts';
import { endCommand, endWord, leaveLevel, openLevel, type ShellReader, write } from './reader.ts';

const subshell: Bracket = { kind: 'list', opener: '(', closer: ')', nesting: 'subshell' };
const substitution: Bracket = { kind: 'list', opener: '$(', closer: ')', nesting: 'substitution' };
const processSubstitution: Bracket = { kind: 'list', opener: '<(', closer: ')', nesting: 'substitution' };
export const backquotes: Bracket = { kind: 'list', opener: '`', closer: '`', nesting: 'substitution' };
const parameter: Bracket = { kind: 'text', opener: '${', closer: '}' };
const arithmetic: Bracket = { kind: 'text', opener: '$((', closer: '))' };
const arithmeticCommand: Bracket = { kind: 'text', opener: '((', closer: '))' };
/** An array, a pattern or anything else in round brackets that holds no commands. */
const group: Bracket = { kind: 'text', opener: '(', closer: ')' };

/** A `$`: a substitution, or the character itself. */
export function dollar(reader: ShellReader): void {
  const { text, at } = reader;
  if (reader.level.kind === 'list') {
    write(reader, '', true);
  }
  if (text.startsWith('$((', at)) {
    openLevel(reader, arithmetic);
  } else if (text.startsWith('$(', at)) {
    openLevel(reader, substitution);
  } else if (text.startsWith('{', at + 1)) {
    openLevel(reader, parameter);
  } else {
    if (reader.level.kind === 'list') {
      write(reader, '$', true);
    }
    reader.at++;
  }
}

export function backquote(reader: ShellReader): void {
  if (reader.level.closer === '`') {
    endCommand(reader, undefined);
    leaveLevel(reader, reader.at + 1);
  } else {
    openInWord(reader, backquotes);
  }
}

/** `<(…)` and `>(…)`. */
export const openProcessSubstitution = (reader: ShellReader): void => openInWord(reader, processSubstitution);

/** Opens a bracket that is part of a word. */
function openInWord(reader: ShellReader, bracket: Bracket): void {
  write(reader, '', true);
  openLevel(reader, bracket);
}

export function openBracket(reader: ShellReader): void {
  const { level, text, at } = reader;
  if (level.inPattern) {
    reader.at++;
  } else if (text.startsWith('((', at) && !level.word) {
    openInWord(reader, arithmeticCommand);
  } else if (level.word?.last.endsWith('=') || level.inTest || level.redirection !== undefined) {
    openInWord(reader, group);
  } else if (level.word || level.words.length > 0) {
    functionHead(reader);
  } else {
    openLevel(reader, subshell);
  }
}

/** `name()`: a body follows, not an argument. Any other bracket is part of a word. */
function functionHead(reader: ShellReader): void {
  const { level, text } = reader;
  let close = reader.at + 1;
  while (text[close] === ' ' || text[close] === '\t') {
    close++;
  }
  if (text[close] !== ')') {
    // Behind `?`, `*`, `+`, `@` and `!` it is a pattern of Bash.
    if (!/[?*+@!]/.test(text[reader.at - 1] ?? '')) {
      reader.fault ??= { text: '(', start: reader.at };
    }
    openInWord(reader, group);
    return;
  }
  level.word = undefined;
  level.words = [];
  level.commandStart = -1;
  reader.at = close + 1;
}

export function closeBracket(reader: ShellReader): void {
  endWord(reader);
  const { level } = reader;
  if (level.inPattern) {
    level.inPattern = false;
    level.before = undefined;
    reader.at++;
    return;
  }
  endCommand(reader, undefined);
  if (level.closer === ')') {
    leaveLevel(reader, reader.at + 1);
  } else {
    reader.at++;
  }
}
