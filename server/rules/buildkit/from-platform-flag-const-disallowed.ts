import { flagNamed } from '../../model/dockerfile.ts';
import { parsePlatform } from '../../model/platform.ts';
import { expand } from '../../parse/expansion/expand.ts';
import type { Rule } from '../rule.ts';
import { onFirstLine, warned } from './warned.ts';
import { withoutFlag } from './without-flag.ts';

export const rule: Rule = {
  id: 'from-platform-flag-const-disallowed',
  buildkit: 'FromPlatformFlagConstDisallowed',
  severity: 'info',
  title: 'A constant in `FROM --platform`',
  fix: 'remove the flag',
  why: `The stage has this platform, whatever the build is for. On another machine its commands run under emulation, and its
programs do not start in an image for another platform. Where the platforms of the build are known and differ,
\`platform-hardcoded\` reports a warning instead. A stage whose name contains the system or the architecture, such as
\`build-arm64\`, is meant so: BuildKit does not warn.`,
  *dockerfile(target) {
    const { file } = target;
    yield* warned(
      'FromPlatformFlagConstDisallowed',
      target,
      target.stages.flatMap((stage) => {
        const { from, name } = stage;
        const flag = flagNamed(from, 'platform');
        const platform = parsePlatform(constantOf(flag?.value ?? '', file.escape) ?? '');
        const called = name?.value.toLowerCase() ?? '';
        if (!flag || !platform || called.includes(platform.os) || called.includes(platform.architecture)) {
          return [];
        }
        return [
          {
            at: from,
            range: onFirstLine(file, from, flag.range),
            about: from.range,
            message: `This stage is always built for ${flag.value}, whatever the build is for. Remove --platform.`,
            fixes: [withoutFlag(file, flag, false)],
          },
        ];
      }),
    );
  },
};

/** The value of a text without variables. */
function constantOf(text: string, escapeToken: string): string | undefined {
  let isConstant = true;
  const get = () => {
    isConstant = false;
    return undefined;
  };
  const { value } = expand(text, { get }, escapeToken);
  return isConstant ? value : undefined;
}
