import { isMostlyLower, writtenKeyword } from '../../parse/dockerfile/casing.ts';
import type { Rule } from '../rule.ts';
import { casingEdits } from './casing-edits.ts';
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
    const instructions = file.stages.flatMap((stage) => stage.instructions);
    const isLower = isMostlyLower(file);
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
        const edits = { [file.path]: casingEdits(file, instruction, isLower) };
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
