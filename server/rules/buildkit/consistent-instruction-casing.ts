import type { Dockerfile, Instruction } from '../../model/dockerfile.ts';
import { isKeyword } from '../../parse/dockerfile/instruction.ts';
import type { Rule } from '../rule.ts';
import { warned, writtenKeyword } from './warned.ts';

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
    const isLower = isMostlyLower(file, instructions);
    yield* warned(
      'ConsistentInstructionCasing',
      target,
      instructions.flatMap((instruction) => {
        const written = writtenKeyword(file, instruction);
        const wanted = isLower ? written.toLowerCase() : written.toUpperCase();
        if (written === wanted) {
          return [];
        }
        const range = instruction.keywordRange;
        const isPlain = file.text.slice(range.start, range.end) === written;
        const edits = { [file.path]: [{ range, text: wanted }] };
        return [
          {
            range,
            message: `"${written}" is not in the ${isLower ? 'lower' : 'upper'} case of most instructions: write "${wanted}".`,
            fixes: isPlain ? [{ title: `Write "${wanted}"`, edits, safe: true }] : [],
          },
        ];
      }),
    );
  },
};

/** `import x` and `from x import y` are none. */
const isInstruction = ({ keyword, words }: Instruction): boolean =>
  isKeyword(keyword) && !(keyword === 'FROM' && words[1]?.value === 'import');

function isMostlyLower(file: Dockerfile, instructions: readonly Instruction[]): boolean {
  const written = instructions.map((instruction) => writtenKeyword(file, instruction));
  const lower = written.filter((keyword) => keyword === keyword.toLowerCase()).length;
  const upper = written.filter((keyword) => keyword === keyword.toUpperCase()).length;
  return lower > upper;
}
