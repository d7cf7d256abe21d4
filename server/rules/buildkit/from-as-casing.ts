import type { Rule } from '../rule.ts';
import { onFirstLine, warned, writtenKeyword } from './warned.ts';

export const rule: Rule = {
  id: 'from-as-casing',
  buildkit: 'FromAsCasing',
  severity: 'info',
  title: 'FROM and AS are written in different case',
  fix: 'the case of FROM (safe)',
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
        const isPlain = file.text.slice(as.range.start, as.range.end) === as.value;
        const edits = { [file.path]: [{ range: as.range, text: wanted }] };
        return [
          {
            at: from,
            range: onFirstLine(file, from, as.range),
            about: from.range,
            message: `"${as.value}" is not written in the case of "${keyword}": write "${wanted}".`,
            fixes: isPlain ? [{ title: `Write "${wanted}"`, edits, safe: true }] : [],
          },
        ];
      }),
    );
  },
};
