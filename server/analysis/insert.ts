import type { Dockerfile, Instruction, Stage } from '../model/dockerfile.ts';
import type { TextEdit } from '../model/text.ts';
import { lineStart } from './edits.ts';

/** Inserts lines, written with `\n`, behind an instruction. */
export function insertAfter(file: Dockerfile, instruction: Instruction, lines: string): TextEdit {
  const at = instruction.range.end;
  return { range: { start: at, end: at }, text: `\n${lines}`.replaceAll('\n', file.newline) };
}

/** Inserts lines before an instruction and the comments that stand directly above it. */
export function insertBefore(file: Dockerfile, instruction: Instruction, lines: string): TextEdit {
  const above = new Set(file.comments.map((comment) => lineStart(file.text, comment.range.start)));
  let at = lineStart(file.text, instruction.range.start);
  while (at > 0 && above.has(lineStart(file.text, at - 1))) at = lineStart(file.text, at - 1);
  return { range: { start: at, end: at }, text: `${lines}\n`.replaceAll('\n', file.newline) };
}

/** Inserts lines where a stage says how it runs: before its CMD or ENTRYPOINT, else at its end. */
export function insertAtEnd(file: Dockerfile, stage: Stage, lines: string): TextEdit {
  const start = stage.instructions.find(({ keyword }) => keyword === 'CMD' || keyword === 'ENTRYPOINT');
  if (start) return insertBefore(file, start, lines);
  return insertAfter(file, stage.instructions.at(-1) ?? stage.from, lines);
}
