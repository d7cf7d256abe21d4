import { writtenKeyword } from '../../edits/casing.ts';
import type { Rule } from '../rule.ts';
import { casingEdits } from './casing.ts';
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
        // FROM itself may be the one to change.
        const edits = casingEdits(file, from);
        return [
          {
            at: from,
            range: onFirstLine(file, from, as.range),
            about: from.range,
            message: `"${as.value}" is not written in the case of "${keyword}": write "${wanted}".`,
            fixes: edits?.length
              ? [{ title: 'Write both in one case', edits: { [file.path]: edits }, safe: true }]
              : [],
          },
        ];
      }),
    );
  },
};
