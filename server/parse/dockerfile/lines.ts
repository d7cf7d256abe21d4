import type { Comment, Directive, Heredoc, Logical, SyntaxProblem } from '../../model/dockerfile.ts';
import { exceedsBytes, skipSpace, trimmedEnd } from './characters.ts';
import { type DirectiveReader, directiveReader } from './directives.ts';

/** An instruction's line with its continuations joined. */
export interface LogicalLine {
  readonly logical: Logical;
  /** From 1. */
  readonly startLine: number;
  /** The last line that belongs to it, here-documents not included; trailing comments and blank lines of an open continuation are. */
  readonly endLine: number;
  /** Where its last line ends, without the line break. */
  readonly end: number;
}

export interface HeredocBody {
  readonly content: string;
  readonly start: number;
  readonly terminated: boolean;
}

/** Reads a Dockerfile from its top: one joined line after the other, and the lines of here-documents in between. */
export interface LineReader {
  next(): LogicalLine | undefined;
  /** Reads on to the line that ends the here-document. */
  heredoc(doc: Pick<Heredoc, 'name' | 'stripTabs'>): HeredocBody;
  /** The number of the last line read, and where it ends. */
  position(): { readonly line: number; readonly end: number };
  /** What the reading met so far, in order. */
  readonly comments: readonly Comment[];
  readonly directives: readonly Directive[];
  readonly problems: readonly SyntaxProblem[];
  escape(): string;
  newline(): '\n' | '\r\n';
}

/** Go's `bufio.Scanner` gives up on longer lines, so BuildKit reads no further. */
const longestLine = 65_535;

const hash = 0x23;
const carriageReturn = 0x0d;

export function lineReader(text: string): LineReader {
  const comments: Comment[] = [];
  const problems: SyntaxProblem[] = [];
  const directives: DirectiveReader = directiveReader();
  let next = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let line = 0;
  let breaks = 0;
  let crlf = 0;
  // The physical line that was read last: from `start` to `end` without and to `next` with its line break.
  let start = next;
  let end = next;

  function readLine(): boolean {
    if (next >= text.length) {
      return false;
    }
    start = next;
    const lf = text.indexOf('\n', start);
    end = lf < 0 ? text.length : lf;
    next = lf < 0 ? text.length : lf + 1;
    line++;
    if (exceedsBytes(text, start, end, longestLine)) {
      problems.push({
        message: `This line is longer than ${longestLine} bytes, which BuildKit refuses. Break it up with continuations.`,
        range: { start, end },
      });
    }
    if (lf >= 0) {
      breaks++;
    }
    if (lf > start && text.charCodeAt(lf - 1) === carriageReturn) {
      crlf++;
    }
    while (end > start && text.charCodeAt(end - 1) === carriageReturn) {
      end--;
    }
    return true;
  }

  /** The offset of the escape character that continues the line, or undefined where the line ends the instruction. */
  function continuation(from: number): number | undefined {
    let at = end;
    while (at > from && (text.charCodeAt(at - 1) === 0x20 || text.charCodeAt(at - 1) === 0x09)) {
      at--;
    }
    const escapeToken = directives.escape();
    if (at === from || text[at - 1] !== escapeToken) {
      return undefined;
    }
    return at - 1 > from && text[at - 2] === escapeToken ? undefined : at - 1;
  }

  function comment(at: number): void {
    const stop = Math.max(at + 1, trimmedEnd(text, at, end));
    comments.push({ text: text.slice(skipSpace(text, at + 1, stop), stop), range: { start: at, end: stop } });
  }

  function join(first: number): LogicalLine {
    const startLine = line;
    let open = continuation(first);
    if (open === undefined) {
      return {
        logical: { text: text.slice(first, end), segments: [{ at: 0, source: first }] },
        startLine,
        endLine: line,
        end,
      };
    }
    const pieces = [text.slice(first, open)];
    const segments = open > first ? [{ at: 0, source: first }] : [];
    let length = open - first;
    while (open !== undefined && readLine()) {
      const content = skipSpace(text, start, end);
      if (content === end) {
        continue;
      }
      if (text.charCodeAt(content) === hash) {
        comment(content);
        continue;
      }
      open = continuation(start);
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
    return { logical: { text: pieces.join(''), segments }, startLine, endLine: line, end };
  }

  function nextLine(): LogicalLine | undefined {
    while (readLine()) {
      const first = skipSpace(text, start, end);
      const isComment = text.charCodeAt(first) === hash && first < end;
      const meaning = directives.read(text, first, end);
      if (meaning?.problem) {
        problems.push(meaning.problem);
      }
      if (first === end) {
        continue;
      }
      if (!isComment) {
        return join(first);
      }
      if (!meaning?.directive) {
        comment(first);
      }
    }
    return undefined;
  }

  function heredoc({ name, stripTabs }: Pick<Heredoc, 'name' | 'stripTabs'>): HeredocBody {
    const from = next;
    while (readLine()) {
      let at = start;
      if (stripTabs) {
        while (at < end && text.charCodeAt(at) === 0x09) {
          at++;
        }
      }
      if (end - at === name.length && text.startsWith(name, at)) {
        return { content: text.slice(from, start), start: from, terminated: true };
      }
    }
    return { content: text.slice(from), start: from, terminated: false };
  }

  return {
    next: nextLine,
    heredoc,
    position: () => ({ line, end }),
    comments,
    directives: directives.found,
    problems,
    escape: directives.escape,
    newline: () => (crlf * 2 > breaks ? '\r\n' : '\n'),
  };
}
