import { fromOf, type Instruction, type Word } from '../../model/dockerfile.ts';
import { mountsOf } from '../../parse/dockerfile/mounts.ts';

/** The stages, named contexts and images that an instruction reads from: `--from`, or the `from=` of RUN's mounts. */
export function fromWords(instruction: Instruction): readonly Word[] {
  if (instruction.keyword === 'RUN') {
    return mountsOf(instruction).flatMap(({ from }) => (from?.value ? [from] : []));
  }
  // FROM and ADD have no such flag.
  const from = instruction.keyword === 'COPY' ? fromOf(instruction) : undefined;
  return from ? [from] : [];
}
