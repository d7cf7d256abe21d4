import type { StageView } from '../../image/target.ts';
import { computed } from '../../memo.ts';
import type { Instruction } from '../../model/dockerfile.ts';

/** An instruction that BuildKit runs in a stage. */
export interface Dispatched {
  readonly instruction: Instruction;
  /** Where BuildKit says that it stands: a trigger of the parent stands at FROM. */
  readonly place: Instruction;
  /** The instruction whose comments count; a trigger has none. */
  readonly at: Instruction | undefined;
}

/**
 * What BuildKit checks in a stage: its instructions without FROM, and before them the ONBUILD triggers of its parent in the
 * file, if the build makes the stage.
 */
export const dispatched: (stage: StageView) => readonly Dispatched[] = computed((stage) => {
  const { executed, instructions, from, isReached } = stage;
  const triggers = isReached ? executed.slice(0, executed.length - instructions.length) : [];
  return [
    ...triggers.map((instruction) => ({ instruction, place: from, at: undefined })),
    ...instructions.slice(1).map((instruction) => ({ instruction, place: instruction, at: instruction })),
  ];
});
