import type { Dockerfile, Instruction, Stage } from '../model/dockerfile.ts';
import type { TextEdit } from '../model/text.ts';
import { insertAfter, insertBefore } from './insert.ts';

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
  const last = stage.instructions.findLastIndex(({ keyword }) => building.has(keyword));
  const next = stage.instructions.slice(last + 1).find(({ keyword }) => starting.has(keyword));
  const line = `USER ${user}`;
  return next ? insertBefore(file, next, line) : insertAfter(file, stage.instructions.at(-1) ?? stage.from, line);
}
