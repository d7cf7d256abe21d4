import type { Dockerfile, Instruction, Stage } from '../model/dockerfile.ts';
import { lineStart, nextLine, type TextEdit } from '../model/text.ts';
import { endOf, insertAfter } from './insert.ts';

/** Replaces the user of a USER instruction. */
export function replaceUser(instruction: Instruction, user: string): TextEdit | undefined {
  const [word] = instruction.words;
  return word && { range: word.range, text: user };
}

/** Instructions that act as the user: behind the last of them the user may change without harm. */
const building = new Set(['FROM', 'RUN', 'COPY', 'ADD', 'WORKDIR', 'USER', 'ONBUILD']);
const starting = new Set(['CMD', 'ENTRYPOINT', 'HEALTHCHECK']);

/**
 * A new `USER` in a stage: before the CMD, ENTRYPOINT or HEALTHCHECK at its end, else as its last instruction. Undefined
 * where the last instruction would swallow it.
 */
export function insertUser(file: Dockerfile, stage: Stage, user: string): TextEdit | undefined {
  const { text, newline } = file;
  const last = stage.instructions.findLastIndex(({ keyword }) => building.has(keyword));
  const next = stage.instructions.slice(last + 1).find(({ keyword }) => starting.has(keyword));
  if (next === undefined) {
    const final = stage.instructions.at(-1) as Instruction;
    const end = endOf(file, final);
    if (end === undefined || end.start < end.end) {
      return insertAfter(file, final, `USER ${user}`);
    }
    const at = nextLine(text, final.range.end);
    const open = at === text.length && !text.endsWith('\n');
    return insert(at, open ? `${newline}USER ${user}` : `USER ${user}${newline}`);
  }
  // Comments directly above an instruction belong to it.
  let at = lineStart(text, next.range.start);
  while (at > 0) {
    const above = lineStart(text, at - 1);
    if (!/^[ \t]*#/.test(text.slice(above, at))) {
      break;
    }
    at = above;
  }
  const gap = at > 0 && /^\s*$/.test(text.slice(lineStart(text, at - 1), at)) ? newline : '';
  return insert(at, `USER ${user}${newline}${gap}`);
}

const insert = (at: number, text: string): TextEdit => ({ range: { start: at, end: at }, text });
