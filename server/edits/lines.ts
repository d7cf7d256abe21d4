import type { Dockerfile, Instruction } from '../model/dockerfile.ts';
import { lineStart, nextLine, type Range, type TextEdit } from '../model/text.ts';

/** Whether a comment, given as its lines without `#`, only describes what is removed. */
export type Describes = (comment: string) => boolean;

/** Takes a whole instruction away with its lines. */
export const withoutInstruction = (file: Dockerfile, instruction: Instruction, describes?: Describes): TextEdit =>
  withoutInstructions(file, [instruction], describes)[0] as TextEdit;

/**
 * Takes whole instructions away with their lines and the comments above them that only describe them. Where empty lines stand
 * on both sides, those behind go too.
 */
export function withoutInstructions(
  file: Dockerfile,
  instructions: readonly Instruction[],
  describes: Describes = () => false,
): readonly TextEdit[] {
  const { text } = file;
  const top = text.startsWith('\ufeff') ? 1 : 0;
  const stretches: Range[] = [];
  for (const { range } of [...instructions].sort((a, b) => a.range.start - b.range.start)) {
    const first = Math.max(top, lineStart(text, range.start));
    const stretch = { start: describedFrom(text, first, describes), end: nextLine(text, range.end) };
    const last = stretches.at(-1);
    if (last && text.slice(last.end, stretch.start).trim() === '') {
      stretches[stretches.length - 1] = { start: last.start, end: stretch.end };
    } else {
      stretches.push(stretch);
    }
  }
  return stretches.map((range) => ({ range: withEmptyLines(text, range, top), text: '' }));
}

/** An instruction with the comments above it that only describe it, as it is written; `\n` at line ends. */
export function linesOf(file: Dockerfile, { range }: Instruction, describes: Describes): string {
  const { text } = file;
  const start = lineStart(text, range.start);
  const comments = text.slice(describedFrom(text, start, describes), start).replace(/^[ \t]+/gm, '');
  return (comments + text.slice(range.start, range.end)).replaceAll('\r\n', '\n').trimEnd();
}

/** Takes the comments away that stand above an instruction and only describe a part of it that goes. */
export function withoutDescription(
  file: Dockerfile,
  { range }: Instruction,
  describes: Describes,
): readonly TextEdit[] {
  const end = lineStart(file.text, range.start);
  const start = describedFrom(file.text, end, describes);
  return start < end ? [{ range: { start, end }, text: '' }] : [];
}

/** The first of the lines directly above `at` that are comments; `at` where there are none. */
export function commentsAbove(text: string, at: number): number {
  let start = at;
  while (start > 0 && isComment(lineAbove(text, start))) {
    start = lineStart(text, start - 1);
  }
  return start;
}

/** Whether the line above an offset, which begins a line, is empty. */
export const isBelowEmptyLine = (text: string, at: number): boolean => at > 0 && lineAbove(text, at).trim() === '';

const isComment = (line: string): boolean => /^[ \t]*#/.test(line);

const lineAbove = (text: string, at: number): string => text.slice(lineStart(text, at - 1), at);

/** Where the comments begin that go with the instruction at `at`: all of those directly above it, else the last of them. */
function describedFrom(text: string, at: number, describes: Describes): number {
  const top = commentsAbove(text, at);
  if (describes(contentOf(text.slice(top, at)))) {
    return top;
  }
  let start = at;
  while (start > top) {
    const line = contentOf(lineAbove(text, start));
    if (!isPragma.test(line) && !describes(line)) {
      break;
    }
    start = lineStart(text, start - 1);
  }
  return start;
}

/** A comment for a linter, about the next instruction alone. */
const isPragma = /^(?:hadolint\s+ignore\s*=|lucid:\s*ignore=)/i;

/** The text of comment lines: without `#`, and without lines that only draw a rule. */
const contentOf = (lines: string): string =>
  lines
    .split('\n')
    .map((line) => line.replace(/^[ \t]*#+/, '').trim())
    .filter((line) => /\w/.test(line))
    .join('\n');

/** With the empty lines behind a stretch, or before it at the end of the text, that would stand next to others. */
function withEmptyLines(text: string, { start, end }: Range, top: number): Range {
  if (text.slice(end).trim() === '') {
    const kept = text.slice(0, start).trimEnd().length;
    return { start: Math.min(start, Math.max(top, nextLine(text, kept))), end: text.length };
  }
  let last = end;
  if (start <= top || isBelowEmptyLine(text, start)) {
    for (let next = nextLine(text, last); text.slice(last, next).trim() === ''; next = nextLine(text, last)) {
      last = next;
    }
  }
  return { start, end: last };
}
