import type { Rule } from '../rule.ts';
import { onFirstLine, warned } from './warned.ts';

export const rule: Rule = {
  id: 'stage-name-casing',
  buildkit: 'StageNameCasing',
  severity: 'info',
  title: 'A stage name has capital letters',
  fix: 'lower case',
  why: `BuildKit keeps the names of stages in lower case. \`COPY --from=Build\` finds the stage \`Build\`, but \`FROM Build\`
means an image and fails: \`invalid reference format: repository name must be lowercase\`. A name in lower case works in both.`,
  *dockerfile(target) {
    const { file } = target;
    yield* warned(
      'StageNameCasing',
      target,
      file.stages.flatMap(({ from }) => {
        const name = from.words.length === 3 ? from.words[2] : undefined;
        const lower = name?.value.toLowerCase();
        if (name === undefined || lower === undefined || lower === name.value) {
          return [];
        }
        const isPlain = file.text.slice(name.range.start, name.range.end) === name.value;
        const edits = { [file.path]: [{ range: name.range, text: lower }] };
        return [
          {
            at: from,
            range: onFirstLine(file, from, name.range),
            about: from.range,
            message: `The stage name "${name.value}" has capital letters: FROM does not find it so. Write "${lower}".`,
            fixes: isPlain ? [{ title: `Write "${lower}"`, edits, safe: false }] : [],
          },
        ];
      }),
    );
  },
};
