import { backquote, backquotes, closeBracket, dollar, openBracket, openProcessSubstitution } from './brackets.ts';
import type { FoundCommand, Level, Mark, Nesting } from './levels.ts';
import {
  endCommand,
  endWord,
  extendCommand,
  leaveLevel,
  matched,
  newReader,
  type OperatorFault,
  openLevel,
  type ShellReader,
  write,
} from './reader.ts';

const plain = /[^\s\\'"`$()<>&|;]+/y;
const plainQuoted = /[^\\"`$]+/y;
const plainText = /[^\\'"`$(){}]+/y;
const redirectionOperator = /&>>|&>|<<<|<<-|<<|<>|<&|<|>>|>\||>&|>/y;
const separatorOperator = /;;&|;;|;&|;|&&|&|\|\||\|&|\|/y;
const digits = /^\d+$/;

/**
 * The simple commands of a POSIX or Bash text, in the order in which they begin: those of `&&` and `;` chains and
 * pipelines, and those inside brackets, substitutions and keywords. Of a text that shells refuse, it gives what is
 * readable. Linear in the text.
 */
export const readShell = (text: string): readonly FoundCommand[] => readText(text).found;

/** A shell text that was read to its end. */
export interface ShellText {
  readonly found: readonly FoundCommand[];
  /** The operators that lack a command. */
  readonly lacking: readonly OperatorFault[];
  readonly open: OpenEnd;
}

/** What is still open at the end of a text. */
export interface OpenEnd {
  /** The first thing that shells certainly refuse, and where. */
  readonly fault: Mark | undefined;
  readonly inDoubleQuotes: boolean;
  /** Where the innermost open bracket stands. */
  readonly bracket: number | undefined;
  readonly clause: Nesting['kind'] | undefined;
}

/** Reads the commands of a text, what they lack, and what is open at its end. */
export function readText(text: string): ShellText {
  const reader = readTokens(text);
  const { inDoubleQuotes, start } = reader.level;
  const bracket = reader.levels.length > 1 ? start : undefined;
  reader.at = text.length;
  while (reader.levels.length > 1) {
    if (reader.level.kind === 'list') {
      endCommand(reader, undefined);
    }
    leaveLevel(reader, text.length);
  }
  endCommand(reader, undefined);
  const found = reader.found.sort((a, b) => a.start - b.start || b.end - a.end);
  const clause = reader.level.clauses.at(-1);
  const { fault, lacking } = reader;
  return { found, lacking, open: { fault, inDoubleQuotes, bracket, clause } };
}

/** Reads a text to its end, where brackets and quotes may still be open. */
function readTokens(text: string): ShellReader {
  const reader = newReader(text);
  while (reader.at < text.length) {
    if (reader.level.kind === 'text') {
      readInside(reader);
    } else if (reader.level.inDoubleQuotes) {
      readQuoted(reader);
    } else {
      readList(reader);
    }
  }
  return reader;
}

/** One token outside quotes. */
function readList(reader: ShellReader): void {
  switch (reader.text.charAt(reader.at)) {
    case '\n':
      newline(reader);
      break;
    case '\\':
      escaped(reader);
      break;
    case "'":
      singleQuotes(reader);
      break;
    case '"':
      write(reader, '', true);
      reader.level.inDoubleQuotes = true;
      reader.at++;
      break;
    case '`':
      backquote(reader);
      break;
    case '$':
      dollarOrQuote(reader);
      break;
    case '(':
      openBracket(reader);
      break;
    case ')':
      closeBracket(reader);
      break;
    case '<':
    case '>':
      redirection(reader);
      break;
    case '&':
    case '|':
    case ';':
      if (reader.text.startsWith('&>', reader.at)) {
        redirection(reader);
      } else {
        separator(reader);
      }
      break;
    default:
      plainRun(reader);
  }
}

function escaped(reader: ShellReader): void {
  const next = reader.text.charAt(reader.at + 1);
  if (next !== '\n') {
    write(reader, next, true);
  }
  reader.at += 2;
}

function singleQuotes(reader: ShellReader): void {
  const { text, at } = reader;
  const close = text.indexOf("'", at + 1);
  const end = close < 0 ? text.length : close;
  if (close < 0) {
    reader.fault ??= { text: "'", start: at };
  }
  write(reader, text.slice(at + 1, end), true);
  reader.at = end + 1;
}

/** `$'…'` and `$"…"` are quotes. */
function dollarOrQuote(reader: ShellReader): void {
  const next = reader.text[reader.at + 1];
  if (next === "'" || next === '"') {
    write(reader, '', true);
    reader.at++;
  } else {
    dollar(reader);
  }
}

function redirection(reader: ShellReader): void {
  const operator = matched(reader, redirectionOperator);
  const { text, at, level } = reader;
  if (text[at + 1] === '(') {
    openProcessSubstitution(reader);
    return;
  }
  const { word } = level;
  // `2>`: the number belongs to the redirection.
  if (word && !word.literal && digits.test(word.value)) {
    level.word = undefined;
    extendCommand(level, word.start, at);
  } else {
    endWord(reader);
  }
  extendCommand(level, at, at + operator.length);
  reader.at += operator.length;
  level.redirection = operator;
}

function separator(reader: ShellReader): void {
  const operator = matched(reader, separatorOperator);
  const { level } = reader;
  const mark = { text: operator, start: reader.at };
  endWord(reader);
  if (!level.inPattern && !level.inTest) {
    endCommand(reader, mark);
    if (operator.startsWith(';;') || operator === ';&') {
      level.inPattern = level.clauses.at(-1) === 'case';
    }
  }
  reader.at += operator.length;
}

function newline(reader: ShellReader): void {
  endWord(reader);
  if (!reader.level.inPattern) {
    endCommand(reader, { text: '\n', start: reader.at });
  }
  reader.at++;
  for (const { name, stripTabs } of reader.heredocs) {
    skipHeredoc(reader, name, stripTabs);
  }
  reader.heredocs = [];
}

function skipHeredoc(reader: ShellReader, name: string, stripTabs: boolean): void {
  const { text } = reader;
  while (reader.at < text.length) {
    const lineEnd = text.indexOf('\n', reader.at);
    const end = lineEnd < 0 ? text.length : lineEnd;
    let line = text.slice(reader.at, end);
    if (stripTabs) {
      line = line.replace(/^\t+/, '');
    }
    reader.at = Math.min(text.length, end + 1);
    if (line === name || line === `${name}\r`) {
      return;
    }
  }
}

/** White space, a comment, or characters without a meaning of their own. */
function plainRun(reader: ShellReader): void {
  const { text, at } = reader;
  const run = matched(reader, plain);
  if (run === '') {
    endWord(reader);
    reader.at++;
  } else if (run.startsWith('#') && !reader.level.word) {
    const lineEnd = text.indexOf('\n', at);
    reader.at = lineEnd < 0 ? text.length : lineEnd;
  } else {
    write(reader, run, false);
    reader.at += run.length;
  }
}

/** One token inside double quotes. */
function readQuoted(reader: ShellReader): void {
  const { text, at } = reader;
  switch (text.charAt(at)) {
    case '"':
      reader.level.inDoubleQuotes = false;
      reader.at++;
      break;
    case '\\': {
      const next = text.charAt(at + 1);
      if (next !== '\n') {
        write(reader, '$`"\\'.includes(next) ? next : `\\${next}`, true);
      }
      reader.at += 2;
      break;
    }
    case '$':
      dollar(reader);
      break;
    case '`':
      backquote(reader);
      break;
    default: {
      const run = matched(reader, plainQuoted);
      write(reader, run, true);
      reader.at += run.length;
    }
  }
}

/** One token inside `${…}`, `$((…))` and the like, of which only the end and the substitutions matter. */
function readInside(reader: ShellReader): void {
  const { text, at, level } = reader;
  const character = text.charAt(at);
  if (!level.inDoubleQuotes && level.brackets === 0 && text.startsWith(level.closer, at)) {
    leaveLevel(reader, at + level.closer.length);
  } else if (character === '\\') {
    reader.at += 2;
  } else if (character === '"') {
    level.inDoubleQuotes = !level.inDoubleQuotes;
    reader.at++;
  } else if (character === "'" && !level.inDoubleQuotes && !isInDoubleQuotes(reader)) {
    const close = text.indexOf("'", at + 1);
    reader.at = close < 0 ? text.length : close + 1;
  } else if (character === '$') {
    dollar(reader);
  } else if (character === '`') {
    openLevel(reader, backquotes);
  } else {
    countBrackets(level, character);
    reader.at += Math.max(1, matched(reader, plainText).length);
  }
}

/** Whether the innermost bracket stands in double quotes. */
const isInDoubleQuotes = ({ levels }: ShellReader): boolean => levels[levels.length - 2]?.inDoubleQuotes === true;

/** Round brackets inside round brackets come in pairs. */
function countBrackets(level: Level, character: string): void {
  if (level.closer === '}') {
    return;
  }
  if (character === '(') {
    level.brackets++;
  } else if (character === ')' && level.brackets > 0) {
    level.brackets--;
  }
}
