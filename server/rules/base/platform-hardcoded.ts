import { distinct } from '../../check/distinct.ts';
import type { Finding, Fix, Rule } from '../../check/rule.ts';
import { finalStage, parentStage, reachedStages } from '../../image/stages.ts';
import { environments } from '../../image/variables.ts';
import type { Dockerfile, Flag, Stage } from '../../model/dockerfile.ts';
import { formatPlatform, parsePlatform } from '../../model/platform.ts';
import type { TextEdit } from '../../model/text.ts';
import { listed } from '../../model/wording.ts';
import type { Build } from '../../project/project.ts';

export const rule: Rule = {
  id: 'platform-hardcoded',
  severity: 'warning',
  title: 'A stage is pinned to one platform, and the image is built for another',
  fix: 'remove the flag, or `$BUILDPLATFORM` for a builder',
  why: `\`FROM --platform=linux/arm64\` builds that stage for arm64 whatever the build asks for. In a build for amd64 the result is an amd64
image with arm64 programs inside: it builds, BuildKit merely warns, and it does not start. Without the flag every stage follows the
build. \`--platform=$BUILDPLATFORM\` is for a builder whose result does not depend on the machine, or that cross-compiles: it then runs
without emulation.`,
  dockerfile: (file, project) =>
    distinct(project.builds(file.path).flatMap((build) => file.stages.flatMap((stage) => judge(stage, file, build)))),
};

function judge(stage: Stage, file: Dockerfile, build: Build): readonly Finding[] {
  const flag = stage.from.flags.find(({ name }) => name === 'platform');
  const pinned = normal(flag?.value);
  if (!flag || pinned === undefined || !stage.base || !reachedStages(file, build).has(stage.index)) {
    return [];
  }
  // A stage on a stage takes over its platform.
  if (parentStage(file, stage, environments(file, build))) {
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
      fixes: fixesOf(flag, stage, file, build),
    },
  ];
}

/** Undefined for variables and for what is no platform. */
function normal(text: string | undefined): string | undefined {
  const platform = text === undefined || text.includes('$') ? undefined : parsePlatform(text);
  return platform && formatPlatform(platform);
}

function fixesOf({ range, valueRange }: Flag, stage: Stage, file: Dockerfile, build: Build): readonly Fix[] {
  const blanks = /^[ \t]*/.exec(file.text.slice(range.end))?.[0].length ?? 0;
  const fix = (title: string, edit: TextEdit): Fix => ({ title, edits: { [file.path]: [edit] }, safe: false });
  const remove = fix('Remove the flag: the stage follows the build', {
    range: { start: range.start, end: range.end + blanks },
    text: '',
  });
  const isFinal = finalStage(file, build.target) === stage;
  if (isFinal || !valueRange) {
    return [remove];
  }
  return [
    remove,
    fix('Build it on the machine that builds: $BUILDPLATFORM', { range: valueRange, text: '$BUILDPLATFORM' }),
  ];
}
