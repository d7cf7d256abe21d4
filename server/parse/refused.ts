import type { Instruction, SyntaxProblem } from '../model/dockerfile.ts';

/** What BuildKit refuses in an instruction that its parser accepts. */
export function refused(instruction: Instruction): SyntaxProblem[] {
  void instruction;
  return [];
}
