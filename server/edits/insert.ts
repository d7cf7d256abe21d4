import type { Dockerfile, Instruction, Stage } from '../model/dockerfile.ts';
import { lineStart, type Range, type TextEdit } from '../model/text.ts';
import { inCaseOf } from '../parse/dockerfile/casing.ts';
import { skipSpace, trimmedEnd, trimSpace } from '../parse/dockerfile/characters.ts';
import { commentsAbove, isBelowEmptyLine } from './lines.ts';

/** Inserts lines, written with `\n`, behind an instruction; undefined where the instruction would swallow them. */
export function insertAfter(file: Dockerfile, instruction: Instruction, lines: string): TextEdit | undefined {
  const range = endOf(file, instruction);
  return range && { range, text: `\n${indented(lines, instruction, file)}`.replaceAll('\n', file.newline) };
}

/**
 * The end of an instruction. A continuation at the end of the file would swallow lines that are inserted behind it; then the
 * range covers its blanks and escape characters, which the insertion replaces. Undefined where a here-document is still open,
 * or comments stand among such continuations.
 */
function endOf(file: Dockerfile, { range, heredocs }: Instruction): Range | undefined {
  const { text } = file;
  const last = heredocs.at(-1);
  if (last) {
    return trimSpace(text.slice(last.contentRange.end, range.end)) === '' ? undefined : empty(range.end);
  }
  if (trimSpace(text.slice(range.end)) !== '') {
    return empty(range.end);
  }
  let end: number | undefined;
  let comments = false;
  for (let next = range.end; next > range.start; ) {
    const start = Math.max(range.start, lineStart(text, next));
    const line = text.slice(start, trimmedEnd(text, start, next));
    const isComment = text[skipSpace(text, start, next)] === '#' && start > range.start;
    if (continues(line, file) && !isComment) {
      if (end !== undefined && comments) {
        return undefined;
      }
      end ??= start + line.length;
      const body = line.slice(0, trimmedEnd(line, 0, line.length - 1));
      // What stands before the escape character must not become one.
      if (body !== '') {
        return continues(body, file) ? undefined : { start: start + body.length, end };
      }
      comments = false;
    } else if (isComment) {
      comments = true;
    } else if (line !== '') {
      return end === undefined ? empty(range.end) : { start: start + line.length, end };
    }
    next = start - 1;
  }
  return end === undefined ? empty(range.end) : undefined;
}

const continues = (line: string, file: Dockerfile): boolean =>
  line.endsWith(file.escape) && line.at(-2) !== file.escape;

const empty = (at: number): Range => ({ start: at, end: at });

/** Inserts lines before an instruction and the comments directly above it, as a paragraph where these begin one. */
export function insertBefore(file: Dockerfile, instruction: Instruction, lines: string): TextEdit {
  const { text, newline } = file;
  const at = commentsAbove(text, lineStart(text, instruction.range.start));
  const gap = isBelowEmptyLine(text, at) ? '\n' : '';
  const inserted = `${indented(lines, instruction, file)}\n${gap}`;
  return { range: empty(at), text: inserted.replaceAll('\n', newline) };
}

/** Inserts lines between an instruction and the comments above it. */
export function insertAbove(file: Dockerfile, instruction: Instruction, lines: string): TextEdit {
  const at = lineStart(file.text, instruction.range.start);
  return { range: empty(at), text: `${indented(lines, instruction, file)}\n`.replaceAll('\n', file.newline) };
}

/**
 * Lines with the indentation of their neighbour, and their keywords in the case of the file. Behind FROM the indentation is
 * that of the stage's first instruction.
 */
function indented(written: string, neighbour: Instruction, file: Dockerfile): string {
  const lines = written.replace(/^[A-Z]+(?= )/gm, (keyword) => inCaseOf(file, keyword));
  const { text, stages } = file;
  const second =
    neighbour.keyword === 'FROM' ? stages.find(({ from }) => from === neighbour)?.instructions[1] : undefined;
  const { start } = (second ?? neighbour).range;
  const before = text.slice(lineStart(text, start), start);
  return /^[ \t]+$/.test(before) ? lines.replace(/^/gm, before) : lines;
}

/**
 * Inserts an ENV behind the last ENV of a stage, else behind its last WORKDIR, else behind FROM. Between two COPYs that
 * stand together it would split them, so it goes behind the group.
 */
export function insertEnv(file: Dockerfile, { instructions, from }: Stage, line: string): TextEdit | undefined {
  const last = (wanted: string) => instructions.findLastIndex(({ keyword }) => keyword === wanted);
  const env = last('ENV');
  const at = env < 0 ? last('WORKDIR') : env;
  const anchor = instructions[at] ?? from;
  const [before, after] = [instructions[at - 1], instructions[at + 1]];
  const isBetween =
    at > 0 &&
    before &&
    after &&
    [before, after].every(isCopy) &&
    touches(file, before, anchor) &&
    touches(file, anchor, after);
  return isBetween ? insertAfterGroup(file, after, line) : insertAfter(file, anchor, line);
}

/** Inserts lines behind an instruction, and behind the COPY and ADD that follow it without an empty line. */
export function insertAfterGroup(file: Dockerfile, instruction: Instruction, lines: string): TextEdit | undefined {
  const { instructions } = file;
  let last = instruction;
  if (isCopy(instruction)) {
    for (let at = instructions.indexOf(instruction) + 1; at > 0 && at < instructions.length; at++) {
      const next = instructions[at] as Instruction;
      if (!isCopy(next) || !touches(file, last, next)) {
        break;
      }
      last = next;
    }
  }
  return insertAfter(file, last, lines);
}

/** Whether no empty line stands between two instructions. */
const touches = ({ text }: Dockerfile, one: Instruction, next: Instruction): boolean =>
  !/\n[ \t\r]*\n/.test(text.slice(one.range.end, next.range.start));

const isCopy = ({ keyword }: Instruction): boolean => keyword === 'COPY' || keyword === 'ADD';

/** Inserts lines before the CMD or ENTRYPOINT of a stage, else at its end; undefined where neither is possible. */
export function insertAtEnd(file: Dockerfile, stage: Stage, lines: string): TextEdit | undefined {
  const start = stage.instructions.find(({ keyword }) => keyword === 'CMD' || keyword === 'ENTRYPOINT');
  if (start) {
    return insertBefore(file, start, lines);
  }
  return insertAfter(file, stage.instructions.at(-1) ?? stage.from, lines);
}
