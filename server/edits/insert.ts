import type { Dockerfile, Instruction, Stage } from '../model/dockerfile.ts';
import { lineStart, type Range, type TextEdit } from '../model/text.ts';
import { skipSpace, trimmedEnd, trimSpace } from '../parse/dockerfile/characters.ts';

/** Inserts lines, written with `\n`, behind an instruction; undefined where the instruction would swallow them. */
export function insertAfter(file: Dockerfile, instruction: Instruction, lines: string): TextEdit | undefined {
  const range = endOf(file, instruction);
  return range && { range, text: `\n${lines}`.replaceAll('\n', file.newline) };
}

/**
 * The end of an instruction. A continuation at the end of the file would swallow lines that are inserted behind it; then the
 * range covers its blanks and escape characters, which the insertion replaces. Undefined where a here-document is still open,
 * or comments stand among such continuations.
 */
export function endOf(file: Dockerfile, { range, heredocs }: Instruction): Range | undefined {
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

/** Inserts lines before an instruction and the comments that stand directly above it. */
function insertBefore(file: Dockerfile, instruction: Instruction, lines: string): TextEdit {
  const above = new Set(file.comments.map((comment) => lineStart(file.text, comment.range.start)));
  let at = lineStart(file.text, instruction.range.start);
  while (at > 0 && above.has(lineStart(file.text, at - 1))) {
    at = lineStart(file.text, at - 1);
  }
  return { range: { start: at, end: at }, text: `${lines}\n`.replaceAll('\n', file.newline) };
}

/** Inserts an ENV behind the last ENV of a stage, else behind its last WORKDIR, else behind FROM. */
export function insertEnv(file: Dockerfile, { instructions, from }: Stage, line: string): TextEdit | undefined {
  const last = (wanted: string) => instructions.findLast(({ keyword }) => keyword === wanted);
  return insertAfter(file, last('ENV') ?? last('WORKDIR') ?? from, line);
}

/** Inserts lines before the CMD or ENTRYPOINT of a stage, else at its end; undefined where neither is possible. */
export function insertAtEnd(file: Dockerfile, stage: Stage, lines: string): TextEdit | undefined {
  const start = stage.instructions.find(({ keyword }) => keyword === 'CMD' || keyword === 'ENTRYPOINT');
  if (start) {
    return insertBefore(file, start, lines);
  }
  return insertAfter(file, stage.instructions.at(-1) ?? stage.from, lines);
}
