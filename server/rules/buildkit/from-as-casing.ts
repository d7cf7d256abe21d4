import { isMostlyLower, writtenKeyword } from '../../parse/dockerfile/casing.ts';
import type { Rule } from '../rule.ts';
import { casingEdits } from './casing-edits.ts';
import { onFirstLine, warned } from './warned.ts';

export const rule: Rule = {
  id: 'from-as-casing',
  buildkit: 'FromAsCasing',
  severity: 'info',
  title: 'FROM and AS are written in different case',
  fix: 'the case of most instructions (safe)',
  why: `BuildKit accepts both, and warns in each build: \`FROM image as name\` reads better with \`AS\`.`,
  *dockerfile(target) {
    const { file } = target;
    const isFileLower = isMostlyLower(file);
    yield* warned(
      'FromAsCasing',
      target,
      file.stages.flatMap(({ from }) => {
        const [, as, name] = from.words;
        const keyword = writtenKeyword(file, from);
        const isLower = keyword === keyword.toLowerCase();
        if (!as || !name || (!isLower && keyword !== keyword.toUpperCase())) {
          return [];
        }
        const wanted = isLower ? as.value.toLowerCase() : as.value.toUpperCase();
        if (wanted === as.value) {
          return [];
        }
        const isPlain = file.text.slice(as.range.start, as.range.end) === as.value;
        const edits = { [file.path]: casingEdits(file, from, isFileLower) };
        return [
          {
            at: from,
            range: onFirstLine(file, from, as.range),
            about: from.range,
            message: `"${keyword}" and "${as.value}" are written in different case: write both in ${isFileLower ? 'lower' : 'upper'} case.`,
            fixes: isPlain ? [{ title: 'Write both in one case', edits, safe: true }] : [],
          },
        ];
      }),
    );
  },
};
