import type { StageView } from '../../image/target.ts';
import { type Flag, flagNamed } from '../../model/dockerfile.ts';
import { formatPlatform, parsePlatform } from '../../model/platform.ts';
import type { TextEdit } from '../../model/text.ts';
import type { Finding, Fix, Rule } from '../rule.ts';
import { listed } from '../wording.ts';

export const rule: Rule = {
  id: 'platform-hardcoded',
  severity: 'warning',
  title: 'A stage is pinned to one platform, and the image is built for another',
  fix: 'remove the flag, or `$BUILDPLATFORM` for a builder',
  why: `\`FROM --platform=linux/arm64\` builds that stage for arm64 whatever the build asks for. In a build for amd64 the result is an amd64
image with arm64 programs inside: it builds, BuildKit merely warns, and it does not start. Without the flag every stage follows the
build. \`--platform=$BUILDPLATFORM\` is for a builder whose result does not depend on the machine, or that cross-compiles: it then runs
without emulation.`,
  dockerfile: ({ stages }) => stages.flatMap(pinnedElsewhere),
};

function pinnedElsewhere(stage: StageView): readonly Finding[] {
  const { build } = stage.target;
  const flag = flagNamed(stage.from, 'platform');
  const pinned = normal(flag?.value);
  // A stage on a stage takes over its platform.
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
      message: `This stage is always built for ${flag.value}, also where the image is built for ${listed(others)}.`,
      fixes: fixesOf(flag, stage),
    },
  ];
}

/** Undefined for variables and for what is no platform. */
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
    fix('Build it on the machine that builds: $BUILDPLATFORM', { range: valueRange, text: '$BUILDPLATFORM' }),
  ];
}
