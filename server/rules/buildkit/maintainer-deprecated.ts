import type { Rule } from '../rule.ts';
import { warned } from './warned.ts';

export const rule: Rule = {
  id: 'maintainer-deprecated',
  buildkit: 'MaintainerDeprecated',
  severity: 'info',
  title: 'MAINTAINER is deprecated',
  fix: 'a label',
  why: `A label says the same, and more tools read it: \`LABEL org.opencontainers.image.authors="…"\`. The field \`Author\` of the
image is empty then.`,
  *dockerfile(target) {
    const { file } = target;
    yield* warned(
      'MaintainerDeprecated',
      target,
      file.instructions
        .filter(({ keyword }) => keyword === 'MAINTAINER')
        .map((instruction) => {
          const [word] = instruction.words;
          const isPlain = word && /^[^"\\`$\n]+$/.test(file.text.slice(word.range.start, word.range.end));
          const text = `LABEL org.opencontainers.image.authors="${word?.value}"`;
          const edits = { [file.path]: [{ range: instruction.range, text }] };
          return {
            at: instruction,
            range: instruction.keywordRange,
            about: instruction.range,
            message: 'MAINTAINER is deprecated: use the label org.opencontainers.image.authors.',
            fixes: isPlain ? [{ title: 'Write a label', edits, safe: false }] : [],
          };
        }),
    );
  },
};
