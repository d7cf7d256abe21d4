import { inCase, isMostlyLower, writtenKeyword } from '../../edits/casing.ts';
import type { Instruction } from '../../model/dockerfile.ts';
import { isKeyword } from '../../parse/dockerfile/instruction.ts';
import type { Rule } from '../rule.ts';
import { casingEdits } from './casing.ts';
import { warned } from './warned.ts';

export const rule: Rule = {
  id: 'consistent-instruction-casing',
  buildkit: 'ConsistentInstructionCasing',
  severity: 'info',
  title: 'Instructions are written in different case',
  fix: 'the case of most instructions (safe)',
  why: `BuildKit accepts every case, and warns in each build: instructions are easy to find if all of them look alike. The
case of most instructions counts, and upper case if there are as many of both.`,
  *dockerfile(target) {
    const { file } = target;
    // A word of a stray line is no instruction: `dockerfile-syntax` reports it.
    const instructions = file.stages.flatMap((stage) => stage.instructions.filter(isInstruction));
    yield* warned(
      'ConsistentInstructionCasing',
      target,
      instructions.flatMap((instruction) => {
        const written = writtenKeyword(file, instruction);
        const wanted = inCase(written, file);
        if (written === wanted) {
          return [];
        }
        const edits = casingEdits(file, instruction);
        return [
          {
            range: instruction.keywordRange,
            message: `"${written}" is not in the ${isMostlyLower(file) ? 'lower' : 'upper'} case of most instructions: write "${wanted}".`,
            fixes: edits ? [{ title: `Write "${wanted}"`, edits: { [file.path]: edits }, safe: true }] : [],
          },
        ];
      }),
    );
  },
};

/** `import x` and `from x import y` are none. */
const isInstruction = ({ keyword, words }: Instruction): boolean =>
  isKeyword(keyword) && !(keyword === 'FROM' && words[1]?.value === 'import');
