import type { StageView } from '../../image/target.ts';
import type { Instruction } from '../../model/dockerfile.ts';

/** An instruction that BuildKit runs in a stage. */
interface Dispatched {
  readonly instruction: Instruction;
  /** Where BuildKit says that it stands: a trigger of the parent stands at FROM. */
  readonly place: Instruction;
  /** The instruction whose comments count; a trigger has none. */
  readonly at: Instruction | undefined;
}

/** What BuildKit runs in a stage: the ONBUILD triggers of its parent in the file, then its own instructions, without FROM. */
export function dispatched({ executed, instructions, from }: StageView): readonly Dispatched[] {
  const triggers = executed.slice(0, executed.length - instructions.length);
  return [
    ...triggers.map((instruction) => ({ instruction, place: from, at: undefined })),
    ...instructions.slice(1).map((instruction) => ({ instruction, place: instruction, at: instruction })),
  ];
}
