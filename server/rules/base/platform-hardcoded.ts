import type { StageView } from '../../image/target.ts';
import { type Flag, flagNamed } from '../../model/dockerfile.ts';
import { formatPlatform, parsePlatform } from '../../model/platform.ts';
import type { TextEdit } from '../../model/text.ts';
import type { Finding, Fix, Rule } from '../rule.ts';
import { listed } from '../wording.ts';

export const rule: Rule = {
  id: 'platform-hardcoded',
  speaksFor: ['FromPlatformFlagConstDisallowed'],
  severity: 'warning',
  title: 'A stage is fixed to one platform, but the image is built for another',
  fix: 'remove the flag, or `$BUILDPLATFORM` for a builder stage',
  why: `\`FROM --platform=linux/arm64\` builds the stage for arm64, whatever the platform of the build is. A build for amd64
then makes an amd64 image with arm64 programs: BuildKit only warns, and the container does not start. Without the flag, the
stage follows the build.

\`--platform=$BUILDPLATFORM\` is for a builder stage that cross-compiles, or whose result does not depend on the platform: it
runs without emulation. The rule ignores it, and also builds whose platforms are unknown.`,
  dockerfile: ({ stages }) => stages.flatMap(pinnedElsewhere),
};

function pinnedElsewhere(stage: StageView): readonly Finding[] {
  const { build } = stage.target;
  const flag = flagNamed(stage.from, 'platform');
  const pinned = normal(flag?.value);
  // A stage that is built from a stage has the platform of that stage.
  if (!flag || pinned === undefined || !stage.base || stage.parent || !stage.isReached) {
    return [];
  }
  const others = build.platforms.filter((platform) => normal(platform) !== undefined && normal(platform) !== pinned);
  if (others.length === 0) {
    return [];
  }
  return [
    {
      range: flag.range,
      message: `This stage is always built for ${flag.value}: in an image for ${listed(others)}, its programs may not start. Remove --platform, so that the stage follows the build.`,
      fixes: fixesOf(flag, stage),
    },
  ];
}

/** Undefined for variables and unknown platforms. */
function normal(text: string | undefined): string | undefined {
  const platform = text === undefined || text.includes('$') ? undefined : parsePlatform(text);
  return platform && formatPlatform(platform);
}

function fixesOf({ range, valueRange }: Flag, { target, index }: StageView): readonly Fix[] {
  const { file, final } = target;
  const blanks = /^[ \t]*/.exec(file.text.slice(range.end))?.[0].length ?? 0;
  const fix = (title: string, edit: TextEdit): Fix => ({ title, edits: { [file.path]: [edit] }, safe: false });
  const remove = fix('Remove the flag: the stage follows the build', {
    range: { start: range.start, end: range.end + blanks },
    text: '',
  });
  if (final?.index === index || !valueRange) {
    return [remove];
  }
  return [
    remove,
    fix('Use the platform of the build machine: $BUILDPLATFORM', { range: valueRange, text: '$BUILDPLATFORM' }),
  ];
}
