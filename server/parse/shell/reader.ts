import { closeClause, takeAwaited, takeKeyword } from './keywords.ts';
import { type Bracket, type FoundCommand, type Level, type Mark, newLevel, type OpenWord } from './levels.ts';

/** How far a shell text has been read, and the brackets around that place. */
export interface ShellReader {
  readonly text: string;
  at: number;
  /** The open brackets from the outside in. A stack of its own, so that no text is nested too deeply. */
  readonly levels: Level[];
  /** The last of `levels`. */
  level: Level;
  /** Here-documents whose lines begin after the next line break. */
  heredocs: { readonly name: string; readonly stripTabs: boolean }[];
  readonly found: FoundCommand[];
  /** The first thing that shells certainly refuse, and where; found in passing. */
  fault: Mark | undefined;
  readonly lacking: OperatorFault[];
}

/** An operator without a command on one of its sides: shells refuse the whole text. */
export interface OperatorFault {
  readonly kind: 'doubled' | 'leading' | 'trailing';
  /** The operator; the second one where two follow each other. */
  readonly mark: Mark;
  /** The first of two operators. */
  readonly before: Mark | undefined;
}

const wholeText: Bracket = { kind: 'list', opener: '', closer: '' };
const assignment = /[A-Za-z_]\w*(?:\[[^\]\s]*\])?\+?=/y;

export function newReader(text: string): ShellReader {
  const level = newLevel(wholeText, 0, undefined);
  return { text, at: 0, levels: [level], level, heredocs: [], found: [], fault: undefined, lacking: [] };
}

/** What a sticky pattern matches here; empty where it does not match. */
export function matched(reader: ShellReader, pattern: RegExp): string {
  pattern.lastIndex = reader.at;
  return pattern.exec(reader.text)?.[0] ?? '';
}

export function openLevel(reader: ShellReader, bracket: Bracket): void {
  reader.level = newLevel(bracket, reader.at, reader.level.nesting);
  reader.levels.push(reader.level);
  reader.at += bracket.opener.length;
}

/** Leaves the innermost bracket. Its text belongs to the word around it, if there is one. */
export function leaveLevel(reader: ShellReader, end: number): void {
  const { start } = reader.level;
  reader.levels.pop();
  const level = reader.levels[reader.levels.length - 1] as Level;
  reader.level = level;
  reader.at = end;
  if (level.kind === 'text') {
    return;
  }
  if (level.word) {
    level.word.last = reader.text.slice(start, end);
    level.word.value += level.word.last;
  } else {
    level.afterCompound = true;
  }
}

/** Adds to the word that is being read, which begins here if there is none. */
export function write({ level, at }: ShellReader, value: string, literal: boolean): void {
  level.word ??= { start: at, value: '', last: '', literal: false };
  const { word } = level;
  if (value !== '') {
    word.value += value;
    word.last = value;
  }
  word.literal ||= literal;
}

/** Makes a stretch of the text part of the command. */
export function extendCommand(level: Level, start: number, end: number): void {
  if (level.commandStart < 0) {
    level.commandStart = start;
  }
  level.commandEnd = end;
}

/** Ends the word that is being read, and does what its place asks for. */
export function endWord(reader: ShellReader): void {
  const { level } = reader;
  const { word } = level;
  if (!word) {
    return;
  }
  level.word = undefined;
  if (level.inPattern) {
    takePattern(level, word);
  } else if (level.header) {
    takeHeader(level, word);
  } else if (level.redirection !== undefined) {
    takeTarget(reader, word);
  } else {
    takeArgument(reader, word);
    // What stands in backquotes is read when it runs.
    if (level.lacked && level.closer !== '`') {
      reader.fault ??= { text: level.lacked, start: word.start };
    }
  }
}

/** A pattern of `case`, or the `esac` that ends it. */
function takePattern(level: Level, word: OpenWord): void {
  if (word.value === 'esac' && !word.literal) {
    level.inPattern = false;
    closeClause(level, 'case');
  }
}

function takeHeader(level: Level, word: OpenWord): void {
  if (level.header === 'case' && word.value === 'in') {
    level.inPattern = true;
  }
  // `for x do`, without a list.
  if (level.header === 'for' && word.value === 'do') {
    takeAwaited(level, 'do');
  }
  if (level.header === 'function' || level.inPattern) {
    level.header = undefined;
  }
}

/** The target of a redirection, or the name of a here-document. */
function takeTarget({ level, heredocs, at }: ShellReader, word: OpenWord): void {
  if (level.redirection === '<<' || level.redirection === '<<-') {
    heredocs.push({ name: word.value, stripTabs: level.redirection === '<<-' });
  }
  level.redirection = undefined;
  extendCommand(level, word.start, at);
}

function takeArgument({ level, text, at: end }: ShellReader, word: OpenWord): void {
  const isFirst = level.words.length === 0;
  if (isFirst && !level.assigned && !word.literal && takeKeyword(level, word.value)) {
    level.commandStart = -1;
    return;
  }
  extendCommand(level, word.start, end);
  // A negation belongs to the command: without it, what remains would be negated.
  if (isFirst && word.value === '!' && !word.literal) {
    return;
  }
  assignment.lastIndex = word.start;
  if (isFirst && assignment.test(text)) {
    level.assigned = true;
  } else {
    level.words.push({ value: word.value, start: word.start, end });
  }
  if (isFirst && word.value === '[[') {
    level.inTest = true;
  }
  if (word.value === ']]') {
    level.inTest = false;
  }
}

/** Ends the command; `after` separates it from the next one. */
export function endCommand(reader: ShellReader, after: Mark | undefined): void {
  endWord(reader);
  const { level } = reader;
  const { commandStart: start, commandEnd: end, words, before, nesting, assigned, afterCompound } = level;
  const isCommand = start >= 0 && (words.length > 0 || assigned || !afterCompound);
  if (isCommand) {
    reader.found.push({ words, start, end, before, after, nesting });
  } else if (!afterCompound && !level.header) {
    addFault(reader, before, after);
  }
  // A line break behind another separator separates nothing.
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

const operators = new Set(['&&', '||', '|']);

/** Between two separators stands no command. A line break may follow an operator, and `;` another line. */
function addFault({ lacking, levels }: ShellReader, before: Mark | undefined, after: Mark | undefined): void {
  // What stands in backquotes is read when it runs, and its failure may not matter.
  if (levels.some(({ closer }) => closer === '`')) {
    return;
  }
  const isOpen = before !== undefined && operators.has(before.text);
  if (after === undefined) {
    if (isOpen) {
      lacking.push({ kind: 'trailing', mark: before, before: undefined });
    }
  } else if (operators.has(after.text) || (isOpen && /^[;&]$/.test(after.text))) {
    lacking.push({ kind: before && before.text !== '\n' ? 'doubled' : 'leading', mark: after, before });
  }
}
