import type { Rule } from '../rule.ts';
import { onFirstLine, warned } from './warned.ts';

export const rule: Rule = {
  id: 'duplicate-stage-name',
  buildkit: 'DuplicateStageName',
  severity: 'warning',
  title: 'A stage has the name of one above',
  why: `Names of stages compare without case. \`--from\` means the last stage of a name, even one further down, and FROM the last
one above it: the others cannot be reached by name.`,
  *dockerfile(target) {
    const { file } = target;
    const names = new Set<string>();
    yield* warned(
      'DuplicateStageName',
      target,
      file.stages.flatMap(({ name, from }) => {
        const lower = name?.value.toLowerCase();
        const isTaken = lower !== undefined && names.has(lower);
        if (lower !== undefined) {
          names.add(lower);
        }
        return name && isTaken
          ? [
              {
                range: onFirstLine(file, from, name.range),
                about: from.range,
                message: `"${name.value}" is the name of a stage above, too: give each stage its own name.`,
              },
            ]
          : [];
      }),
    );
  },
};
