import type { Rule } from '../rule.ts';
import { onFirstLine, warned } from './warned.ts';

const reserved = new Set(['context', 'scratch']);

export const rule: Rule = {
  id: 'reserved-stage-name',
  buildkit: 'ReservedStageName',
  severity: 'warning',
  title: 'A stage has a reserved name',
  why: `\`scratch\` is the empty image, and \`context\` is kept for the build context. \`FROM scratch\` below a stage with this name
means the stage, so it is no longer empty.`,
  *dockerfile(target) {
    const { file } = target;
    yield* warned(
      'ReservedStageName',
      target,
      file.stages.flatMap(({ name, from }) =>
        name && reserved.has(name.value.toLowerCase())
          ? [
              {
                range: onFirstLine(file, from, name.range),
                about: from.range,
                message: `"${name.value}" is a reserved name: use another name for this stage.`,
              },
            ]
          : [],
      ),
    );
  },
};
