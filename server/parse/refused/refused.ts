import type { Instruction, SyntaxProblem } from '../../model/dockerfile.ts';
import { nearest } from '../../nearest.ts';
import { isKeyword, keywords } from '../dockerfile/instruction.ts';
import { argumentFault } from './argument-faults.ts';
import { flagFault } from './flag-faults.ts';
import { problem, shown } from './messages.ts';
import { valueFault } from './value-faults.ts';

/**
 * What BuildKit's instruction parser refuses in an instruction that its Dockerfile parser accepts. BuildKit stops at the
 * first fault, and so does this: the next one is often a consequence.
 */
export const refused = (instruction: Instruction): SyntaxProblem | undefined =>
  unknownInstruction(instruction) ?? argumentFault(instruction) ?? flagFault(instruction) ?? valueFault(instruction);

function unknownInstruction({ keyword, keywordRange }: Instruction): SyntaxProblem | undefined {
  if (isKeyword(keyword)) {
    return undefined;
  }
  const near = nearest(keyword, keywords);
  const remedy = near ? `Did you mean ${near}?` : 'A line begins with an instruction, such as RUN or COPY.';
  return problem(keywordRange, `Unknown instruction ${shown(keyword)}`, remedy);
}
