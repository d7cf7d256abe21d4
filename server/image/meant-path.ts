import { posix } from 'node:path';
import { groupBy } from '../groups.ts';
import { computed, remember } from '../memo.ts';
import { isOutside, joinPath } from '../workspace/paths.ts';
import type { BuildTarget } from './target.ts';

/**
 * The path of the build context that a source of COPY or ADD certainly means: the path itself, else the one path that is there
 * without the folder of the context, below the folder of the Dockerfile, or in another spelling. So a wrong prefix, which has
 * a finding and a fix of its own, hides no other mistake.
 */
export function meantPath(path: string, target: BuildTarget): string {
  const { build, file, project } = target;
  const { context } = build;
  if (context === undefined || project.workspace.kind(joinPath(context, path)) !== undefined) {
    return path;
  }
  const home = posix.relative(context, posix.dirname(file.path));
  const below = home === '' || isOutside(home) ? [] : [joinPath(home, path)];
  const places = [...withoutContext(path, context), ...below, path];
  const found = new Set(places.flatMap((place) => alikePath(place, context, target) ?? []));
  const [only] = found;
  return found.size === 1 && only !== undefined ? only : path;
}

/** A path without each folder at its beginning that the context ends with; `.` is the context itself. */
export function withoutContext(path: string, context: string): readonly string[] {
  if (context === '.') {
    return [];
  }
  const parts = path.split('/');
  const ending = context.split('/');
  return parts.flatMap((_, index) => {
    const prefix = parts.slice(0, index + 1);
    const isEnding = plainName(ending.slice(-prefix.length).join('/')) === plainName(prefix.join('/'));
    return isEnding ? [parts.slice(index + 1).join('/') || '.'] : [];
  });
}

/** The path itself if it is there, else the only one that differs in `-`, `_` or the case. */
export function alikePath(path: string, context: string, target: BuildTarget): string | undefined {
  if (target.project.workspace.kind(joinPath(context, path)) !== undefined) {
    return path;
  }
  let found = '.';
  for (const part of path.split('/')) {
    const names = namesIn(target)(joinPath(context, found));
    const name = names && alikeName(part, names);
    if (name === undefined) {
      return undefined;
    }
    found = joinPath(found, name);
  }
  return found;
}

/** The names in a folder, and the same names by their plain form, which finds a renamed file. */
export interface Names {
  readonly all: ReadonlySet<string>;
  readonly alike: ReadonlyMap<string, readonly string[]>;
}

/** The names in at most so many folders are kept while one Dockerfile is checked. */
const maximumFolders = 64;

/** The names in a folder of the workspace; undefined where there is none. */
export const namesIn: (target: BuildTarget) => (folder: string) => Names | undefined = computed((target) =>
  remember(maximumFolders, (folder) => {
    const names = target.project.workspace.list(folder)?.map(({ name }) => name);
    return names && { all: new Set(names), alike: groupBy(names, plainName) };
  }),
);

/** The name itself, else the only one that differs in `-`, `_` or the case. */
export function alikeName(name: string, { all, alike }: Names): string | undefined {
  const others = alike.get(plainName(name)) ?? [];
  return all.has(name) ? name : others.length === 1 ? others[0] : undefined;
}

/** A rename often changes only `-` and `_`, or upper and lower case. */
const plainName = (name: string): string => name.toLowerCase().replaceAll('-', '_');
