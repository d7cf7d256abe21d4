import type { Comment, Logical, SyntaxProblem } from '../../model/dockerfile.ts';
import { problem } from '../refused/messages.ts';
import { exceedsBytes, skipSpace, trimmedEnd } from './characters.ts';
import { type DirectiveReader, newDirectiveReader, readDirective } from './directives.ts';
import type { HeredocMark } from './heredoc.ts';

/** How far a Dockerfile has been read, line by line, and what stood there besides instructions. */
export interface LineReader {
  readonly text: string;
  /** The line of the file that was read last, without its line break. */
  start: number;
  end: number;
  /** Its number, from 1. */
  line: number;
  /** Where the next line begins. */
  next: number;
  /** Line breaks so far, and how many of them are CRLF. */
  breaks: number;
  crlf: number;
  readonly directives: DirectiveReader;
  readonly comments: Comment[];
  readonly problems: SyntaxProblem[];
}

/** The line of an instruction with its continuations joined. */
export interface LogicalLine {
  readonly logical: Logical;
  /** From 1. */
  readonly startLine: number;
  /** The last line, with comments and blank lines of an open continuation, without here-documents. */
  readonly endLine: number;
  /** Where its last line ends, without the line break. */
  readonly end: number;
}

export interface HeredocBody {
  readonly content: string;
  readonly start: number;
  readonly terminated: boolean;
}

/** Go's `bufio.Scanner` stops at longer lines, so BuildKit reads no further. */
const longestLine = 65_535;

const hash = 0x23;
const carriageReturn = 0x0d;
const blank = 0x20;
const tab = 0x09;

export function newLineReader(text: string): LineReader {
  const start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  return {
    text,
    start,
    end: start,
    line: 0,
    next: start,
    breaks: 0,
    crlf: 0,
    directives: newDirectiveReader(),
    comments: [],
    problems: [],
  };
}

/** The kind of line break that most lines read so far have. */
export const newlineOf = ({ crlf, breaks }: LineReader): '\n' | '\r\n' => (crlf * 2 > breaks ? '\r\n' : '\n');

/** The next instruction's line. Reads the directives and comments before it on the way. */
export function nextLine(reader: LineReader): LogicalLine | undefined {
  const { text, directives, problems } = reader;
  while (readLine(reader)) {
    const first = skipSpace(text, reader.start, reader.end);
    const isComment = text.charCodeAt(first) === hash && first < reader.end;
    const meaning = readDirective(directives, text, first, reader.end);
    if (meaning?.problem) {
      problems.push(meaning.problem);
    }
    if (first === reader.end) {
      continue;
    }
    if (!isComment) {
      return join(reader, first);
    }
    if (!meaning?.directive) {
      addComment(reader, first);
    }
  }
  return undefined;
}

/** Reads on to the line that ends the here-document. */
export function readHeredoc(reader: LineReader, { name, stripTabs }: HeredocMark): HeredocBody {
  const { text, next: from } = reader;
  while (readLine(reader)) {
    const { start, end } = reader;
    let at = start;
    while (stripTabs && at < end && text.charCodeAt(at) === tab) {
      at++;
    }
    if (end - at === name.length && text.startsWith(name, at)) {
      return { content: text.slice(from, start), start: from, terminated: true };
    }
  }
  return { content: text.slice(from), start: from, terminated: false };
}

/** Goes on to the next line of the file. False at its end. */
function readLine(reader: LineReader): boolean {
  const { text, next: start } = reader;
  if (start >= text.length) {
    return false;
  }
  const lineFeed = text.indexOf('\n', start);
  const isLast = lineFeed < 0;
  let end = isLast ? text.length : lineFeed;
  if (exceedsBytes(text, start, end, longestLine)) {
    const wrong = `The line is longer than ${longestLine} bytes`;
    reader.problems.push(problem({ start, end }, wrong, 'Break it up with continuations.'));
  }
  if (!isLast) {
    reader.breaks++;
  }
  if (lineFeed > start && text.charCodeAt(lineFeed - 1) === carriageReturn) {
    reader.crlf++;
  }
  while (end > start && text.charCodeAt(end - 1) === carriageReturn) {
    end--;
  }
  reader.start = start;
  reader.end = end;
  reader.next = isLast ? text.length : lineFeed + 1;
  reader.line++;
  return true;
}

/** Joins the line that begins at `first` with its continuations. */
function join(reader: LineReader, first: number): LogicalLine {
  const { text, line: startLine } = reader;
  let open = continuation(reader, first);
  if (open === undefined) {
    const logical = { text: text.slice(first, reader.end), segments: [{ at: 0, source: first }] };
    return { logical, startLine, endLine: startLine, end: reader.end };
  }
  const pieces = [text.slice(first, open)];
  const segments = open > first ? [{ at: 0, source: first }] : [];
  let length = open - first;
  while (open !== undefined && readLine(reader)) {
    const { start, end } = reader;
    const content = skipSpace(text, start, end);
    if (content === end) {
      continue;
    }
    if (text.charCodeAt(content) === hash) {
      addComment(reader, content);
      continue;
    }
    open = continuation(reader, start);
    const stop = open ?? end;
    if (stop === start) {
      continue;
    }
    pieces.push(text.slice(start, stop));
    segments.push({ at: length, source: start });
    length += stop - start;
  }
  if (segments.length === 0) {
    segments.push({ at: 0, source: first });
  }
  return { logical: { text: pieces.join(''), segments }, startLine, endLine: reader.line, end: reader.end };
}

/** The offset of the escape character that continues the line. Undefined where the line ends the instruction. */
function continuation({ text, end, directives }: LineReader, from: number): number | undefined {
  let at = end;
  while (at > from && (text.charCodeAt(at - 1) === blank || text.charCodeAt(at - 1) === tab)) {
    at--;
  }
  if (at === from || text[at - 1] !== directives.escape) {
    return undefined;
  }
  return at - 1 > from && text[at - 2] === directives.escape ? undefined : at - 1;
}

function addComment({ text, end, comments }: LineReader, at: number): void {
  const stop = Math.max(at + 1, trimmedEnd(text, at, end));
  comments.push({ text: text.slice(skipSpace(text, at + 1, stop), stop), range: { start: at, end: stop } });
}
