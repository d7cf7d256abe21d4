import { posix } from 'node:path';
import { copySources } from '../../context/sources.ts';
import { ignoreFileOf } from '../../context/view.ts';
import type { BuildTarget } from '../../image/target.ts';
import { ignoreFilePatterns, type PatternMatcher, patternMatcher } from '../../workspace/ignore-patterns.ts';
import { BadPattern } from '../../workspace/patterns.ts';
import type { Rule } from '../rule.ts';
import { dispatched } from './dispatched.ts';
import { onFirstLine, type Warning, warned } from './warned.ts';

export const rule: Rule = {
  id: 'copy-ignored-file',
  buildkit: 'CopyIgnoredFile',
  severity: 'info',
  title: 'COPY or ADD names something that the ignore file excludes',
  why: `BuildKit compares the sources of COPY and ADD with the ignore file, whether they exist or not, if the file has no
exceptions (\`!\`). Where a file exists and is excluded, the build fails, and \`copy-source-ignored\` reports an error instead.`,
  *dockerfile(target) {
    yield* warned('CopyIgnoredFile', target, excludedSources(target));
  },
};

function excludedSources(target: BuildTarget): readonly Warning[] {
  const { file, build, project } = target;
  const ignoreFile =
    build.context === undefined ? undefined : ignoreFileOf(project.workspace, build.context, file.path);
  const read = ignoreFile === undefined ? undefined : project.workspace.read(ignoreFile);
  const matcher = read && 'text' in read ? withoutExceptions(read.text) : undefined;
  if (matcher === undefined) {
    return [];
  }
  const places = new Map(
    target.stages.flatMap((stage) => dispatched(stage).map((one) => [one.instruction, one] as const)),
  );
  return copySources(target).flatMap(({ instruction, stage, word, path, kind, contextName }): readonly Warning[] => {
    const place = places.get(instruction);
    if (kind !== 'copy' || contextName !== undefined || path === undefined || !place) {
      return [];
    }
    const clean = posix.normalize(path).replace(/(?<=.)\/$/, '');
    if (!excludes(matcher, clean)) {
      return [];
    }
    return [
      {
        ...(place.at && { at: place.at }),
        stage,
        range: place.at ? onFirstLine(file, place.place, word.range) : place.place.keywordRange,
        about: place.at ? word.range : place.place.range,
        message: `"${clean}" is excluded by ${ignoreFile}: it does not reach the build.`,
      },
    ];
  });
}

function withoutExceptions(text: string): PatternMatcher | undefined {
  try {
    const matcher = patternMatcher(ignoreFilePatterns(text));
    return matcher.hasExceptions || matcher.patterns.length === 0 ? undefined : matcher;
  } catch (error) {
    return orNothing(error);
  }
}

function excludes(matcher: PatternMatcher, path: string): boolean {
  try {
    return matcher.matches(path).matched;
  } catch (error) {
    return orNothing(error) ?? false;
  }
}

/** `copy-source-ignored` reports a pattern that BuildKit cannot read. */
function orNothing(error: unknown): undefined {
  if (error instanceof BadPattern) {
    return undefined;
  }
  throw error;
}
