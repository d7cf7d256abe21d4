import type { Dockerfile, Instruction, Stage } from '../model/dockerfile.ts';
import type { Range, TextEdit } from '../model/text.ts';
import { lineStart } from './edits.ts';

/** Inserts lines, written with `\n`, behind an instruction. */
export function insertAfter(file: Dockerfile, instruction: Instruction, lines: string): TextEdit {
  const at = instruction.range.end;
  const range = openEnd(file, instruction) ?? { start: at, end: at };
  return { range, text: `\n${lines}`.replaceAll('\n', file.newline) };
}

/**
 * A continuation at the end of the file continues nothing yet, but would take in whatever is put behind it: its blanks
 * and its escape character, to be replaced by what is inserted.
 */
export function openEnd(file: Dockerfile, { range, heredocs }: Instruction): Range | undefined {
  const { text } = file;
  if (heredocs.length > 0 || text.slice(range.end).trim() !== '') return undefined;
  for (let end = range.end; end > range.start; ) {
    const start = Math.max(range.start, lineStart(text, end));
    const line = text.slice(start, end);
    if (/^\s*(?:#|$)/.test(line) && start > range.start) {
      end = start - 1;
      continue;
    }
    const body = line.trimEnd();
    if (!body.endsWith(file.escape) || body.at(-2) === file.escape) return undefined;
    return { start: start + body.slice(0, -1).trimEnd().length, end: start + body.length };
  }
  return undefined;
}

/** Inserts lines before an instruction and the comments that stand directly above it. */
export function insertBefore(file: Dockerfile, instruction: Instruction, lines: string): TextEdit {
  const above = new Set(file.comments.map((comment) => lineStart(file.text, comment.range.start)));
  let at = lineStart(file.text, instruction.range.start);
  while (at > 0 && above.has(lineStart(file.text, at - 1))) at = lineStart(file.text, at - 1);
  return { range: { start: at, end: at }, text: `${lines}\n`.replaceAll('\n', file.newline) };
}

/**
 * Inserts lines where a stage says how it runs: before its CMD or ENTRYPOINT, else at its end. Undefined where the end is
 * a here-document that is still open.
 */
export function insertAtEnd(file: Dockerfile, stage: Stage, lines: string): TextEdit | undefined {
  const start = stage.instructions.find(({ keyword }) => keyword === 'CMD' || keyword === 'ENTRYPOINT');
  if (start) return insertBefore(file, start, lines);
  const last = stage.instructions.at(-1) ?? stage.from;
  return hasOpenDocument(file, last) ? undefined : insertAfter(file, last, lines);
}

/** Whether a here-document takes in all that follows: the line that ends it is missing. */
export function hasOpenDocument({ text }: Dockerfile, { heredocs, range }: Instruction): boolean {
  const last = heredocs.at(-1);
  return last !== undefined && text.slice(last.contentRange.end, range.end).trim() === '';
}
