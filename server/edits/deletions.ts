import type { Dockerfile, Instruction } from '../model/dockerfile.ts';
import { lineStart, nextLine, type Range, type TextEdit } from '../model/text.ts';
import type { Describes } from './lines.ts';

/**
 * Deletes stretches of an instruction: whole lines where nothing else is on them, with the comments above them that only
 * describe them, and a continuation that would dangle.
 */
export function deletions(
  file: Dockerfile,
  run: Instruction,
  stretches: readonly Range[],
  describes: Describes,
): readonly TextEdit[] {
  const { text } = file;
  const from = lineStart(text, run.range.start);
  const until = nextLine(text, run.range.end);
  const isGone = (at: number) => masked[at - from] !== 0;
  const masked = new Uint8Array(until - from);
  for (const { start, end } of stretches) {
    masked.fill(1, start - from, end - from);
  }
  const comments = new Set(
    file.comments.filter(({ range }) => range.start >= from && range.end <= until).map(({ range }) => range.start),
  );
  const read = readLines(text, from, until, file.escape).map((line): DeletedLine => {
    const first = firstVisible(text, line.start, line.end);
    const isComment = comments.has(first) || (first < line.end && text[first] === '#' && isInHeredoc(run, first));
    if (isComment) {
      const isInside = isGone(first);
      masked.fill(0, line.start - from, line.end - from);
      return { ...line, isComment, kept: !isInside, hit: isInside };
    }
    const kept = someVisible(text, line.start, line.bodyEnd, (at) => !isGone(at));
    const hit = someVisible(text, line.start, line.bodyEnd, isGone);
    return { ...line, isComment, kept, hit };
  });
  const lines = withoutEmptyPairs(withoutDescriptions(read, text, describes), run.heredocs.length > 0);
  const removal: Range[] = [];
  for (const line of lines) {
    if (!line.hit) {
      continue;
    }
    if (!line.kept) {
      removal.push({ start: line.start, end: line.next });
    } else {
      removal.push(...gaps(text, line, isGone));
    }
  }
  const content = lines.filter((line) => line.kept && !line.isComment && line.start < instructionEnd(run));
  const last = content.at(-1);
  const original = lines.filter((line) => (line.kept || line.hit) && !line.isComment).at(-1);
  // The new last line must not continue into the next instruction.
  if (last?.continued && original !== last) {
    removal.push({ start: trimmedEnd(text, last.start, last.bodyEnd, isGone), end: last.end });
  }
  return merge(joinFirstLine(file, run, lines, merge(removal))).map((range) => ({ range, text: '' }));
}

const instructionEnd = (run: Instruction): number => run.heredocs[0]?.contentRange.end ?? run.range.end;
const isInHeredoc = (run: Instruction, at: number): boolean =>
  run.heredocs.some(({ contentRange }) => at >= contentRange.start && at < contentRange.end);

interface DeletedLine extends Line {
  readonly isComment: boolean;
  /** Something on it stays. */
  readonly kept: boolean;
  /** Something on it goes. */
  readonly hit: boolean;
}

const goes = ({ hit, kept }: DeletedLine): boolean => hit && !kept;

/** The comments go that stand directly above a line that goes, and only describe it. */
function withoutDescriptions(
  lines: readonly DeletedLine[],
  text: string,
  describes: Describes,
): readonly DeletedLine[] {
  const result: DeletedLine[] = [];
  let isAboveGone = false;
  for (const line of lines.toReversed()) {
    const isDescription = isAboveGone && line.isComment && line.kept && describes(commentIn(text, line));
    const next = isDescription ? { ...line, kept: false, hit: true } : line;
    isAboveGone = goes(next);
    result.push(next);
  }
  return result.reverse();
}

const commentIn = (text: string, { start, end }: Line): string =>
  text
    .slice(start, end)
    .replace(/^\s*#+/, '')
    .trim();

/** An empty line goes if it would stand below another one, or at the top of a here-document. */
function withoutEmptyPairs(lines: readonly DeletedLine[], isHeredoc: boolean): readonly DeletedLine[] {
  let isBelowEmpty = false;
  let isBelowGone = false;
  return lines.map((line, index) => {
    const isEmpty = (!line.kept && !line.hit) || (isHeredoc && index === 0);
    const isSecond = isEmpty && isBelowEmpty && isBelowGone && index > 0;
    if (goes(line)) {
      isBelowGone = true;
    } else if (!isSecond) {
      isBelowEmpty = isEmpty;
      isBelowGone = false;
    }
    return isSecond ? { ...line, hit: true } : line;
  });
}

interface Line {
  readonly start: number;
  /** Without the continuation and the blanks before it. */
  readonly bodyEnd: number;
  /** Without the line break. */
  readonly end: number;
  readonly next: number;
  readonly continued: boolean;
}

function readLines(text: string, from: number, until: number, escapeToken: string): readonly Line[] {
  const lines: Line[] = [];
  for (let start = from; start < until; ) {
    const next = Math.min(nextLine(text, start), until);
    let end = next;
    while (end > start && (text[end - 1] === '\n' || text[end - 1] === '\r')) {
      end--;
    }
    let last = end;
    while (last > start && isBlank(text[last - 1])) {
      last--;
    }
    const continued = last > start && text[last - 1] === escapeToken;
    lines.push({ start, bodyEnd: continued ? last - 1 : end, end, next, continued });
    start = next;
  }
  return lines;
}

const isBlank = (character: string | undefined): boolean => character === ' ' || character === '\t';

function firstVisible(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && isBlank(text[at])) {
    at++;
  }
  return at;
}

function someVisible(text: string, start: number, end: number, test: (at: number) => boolean): boolean {
  for (let at = start; at < end; at++) {
    if (!isBlank(text[at]) && test(at)) {
      return true;
    }
  }
  return false;
}

/** The end of what stays on a line. */
function trimmedEnd(text: string, start: number, end: number, isGone: (at: number) => boolean): number {
  let at = end;
  while (at > start && (isBlank(text[at - 1]) || isGone(at - 1))) {
    at--;
  }
  return at;
}

/** What goes of a line that stays, with the blanks on one side of it. */
function gaps(text: string, line: Line, isGone: (at: number) => boolean): readonly Range[] {
  const found: Range[] = [];
  for (let at = line.start; at < line.bodyEnd; at++) {
    if (!isGone(at)) {
      continue;
    }
    let end = at;
    for (let next = at; next < line.bodyEnd && (isGone(next) || isBlank(text[next])); next++) {
      if (isGone(next)) {
        end = next + 1;
      }
    }
    let start = at;
    let stop = end;
    while (stop < line.bodyEnd && isBlank(text[stop])) {
      stop++;
    }
    if (stop === line.bodyEnd || text[stop] === ';') {
      // Nothing or a semicolon follows: the blanks before it go, those before a continuation stay.
      if (line.continued || stop < line.bodyEnd) {
        stop = end;
      }
      while (start > line.start && isBlank(text[start - 1])) {
        start--;
      }
    }
    found.push({ start, end: stop });
    at = stop;
  }
  return found;
}

/** `RUN \` and the first command on the next line: they are joined when no comment stands between them. */
function joinFirstLine(
  { text }: Dockerfile,
  run: Instruction,
  lines: readonly DeletedLine[],
  removal: readonly Range[],
): readonly Range[] {
  const [first, ...others] = lines;
  const head = removal[0];
  const bodyStart = run.flags.at(-1)?.range.end ?? run.keywordRange.end;
  if (!first?.hit || !first.continued || !head || text.slice(bodyStart, head.start).trim() !== '') {
    return removal;
  }
  if (text.slice(head.end, first.bodyEnd).trim() !== '') {
    return removal;
  }
  const next = others.find(({ kept }) => kept);
  if (!next || next.isComment) {
    return removal;
  }
  const start = firstVisible(text, bodyStart, head.end);
  const begin = firstVisible(text, next.start, next.end);
  const end = removal.find((range) => range.start <= begin && range.end > begin)?.end ?? begin;
  return [{ start, end }, ...removal.slice(1)];
}

function merge(ranges: readonly Range[]): readonly Range[] {
  const merged: Range[] = [];
  for (const range of [...ranges].sort((a, b) => a.start - b.start || a.end - b.end)) {
    const last = merged.at(-1);
    if (last && range.start <= last.end) {
      merged[merged.length - 1] = { ...last, end: Math.max(last.end, range.end) };
    } else {
      merged.push(range);
    }
  }
  return merged;
}
