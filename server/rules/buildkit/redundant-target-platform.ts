import { type Dockerfile, flagNamed } from '../../model/dockerfile.ts';
import { expand } from '../../parse/expansion/expand.ts';
import type { Rule } from '../rule.ts';
import { onFirstLine, warned } from './warned.ts';
import { withoutFlag } from './without-flag.ts';

export const rule: Rule = {
  id: 'redundant-target-platform',
  buildkit: 'RedundantTargetPlatform',
  severity: 'info',
  title: '`--platform=$TARGETPLATFORM` says what is so anyway',
  fix: 'remove the flag (safe)',
  why: `A stage without \`--platform\` is built for the platform of the build. \`--platform=$BUILDPLATFORM\` is the one that changes
something: such a stage runs on the machine that builds.`,
  *dockerfile(target) {
    const { file } = target;
    yield* warned(
      'RedundantTargetPlatform',
      target,
      target.stages.flatMap(({ from }) => {
        const flag = flagNamed(from, 'platform');
        if (!flag?.value || !isTarget(flag.value, file)) {
          return [];
        }
        return [
          {
            at: from,
            range: onFirstLine(file, from, flag.range),
            about: from.range,
            message: `${flag.text} is what every stage has without it: remove it.`,
            fixes: [withoutFlag(file, flag, true)],
          },
        ];
      }),
    );
  },
};

/** Whether a text uses TARGETPLATFORM alone, and is its value. */
function isTarget(text: string, file: Dockerfile): boolean {
  const used = new Set<string>();
  const platform = 'linux/arm64';
  const get = (name: string) => {
    used.add(name);
    return name === 'TARGETPLATFORM' ? platform : undefined;
  };
  return expand(text, { get }, file.escape).value === platform && used.size === 1 && used.has('TARGETPLATFORM');
}
