import { posix } from 'node:path';
import { append } from '../../groups.ts';
import { alikeName, alikePath, namesIn, withoutContext } from '../../image/meant-path.ts';
import type { BuildTarget } from '../../image/target.ts';
import { nearest } from '../../nearest.ts';
import { contextPath, isOutside, joinPath } from '../../workspace/paths.ts';
import type { Workspace } from '../../workspace/workspace.ts';

/** An existing path of the context that a missing source may mean. */
export interface Candidate {
  /** From the context root; `.` is the root. */
  readonly path: string;
  readonly why: 'relative' | 'prefix-stripped' | 'prefix-added' | 'renamed' | 'misspelt' | 'moved';
  /** True only if the source certainly means this path. */
  readonly sure: boolean;
}

/** The search for a moved file visits at most so many folders and files. A larger context gets no such suggestion. */
const maximumVisits = 5000;

/** At most so many names are compared letter by letter for one Dockerfile: thousands of missing sources are not typing mistakes. */
const maximumComparisons = 200_000;

/** A source as it is written, and the clean path from the context root that is missing. */
interface Missing {
  readonly written: string;
  readonly path: string;
}

/** Finds what a missing source may have meant. Beside sure candidates, the others are left out. */
export type CandidateSearch = (source: Missing, context: string) => readonly Candidate[];

/** The search for one Dockerfile; a context is walked at most once, and only when a file must have moved. */
export function candidateSearch(target: BuildTarget): CandidateSearch {
  const { workspace } = target.project;
  const dockerfile = target.file.path;
  const indexes = new Map<string, ReadonlyMap<string, readonly string[]>>();
  let comparisons = maximumComparisons;
  const nearestIn = (word: string, names: ReadonlySet<string>): string | undefined => {
    comparisons -= names.size;
    return comparisons < 0 ? undefined : nearest(word, names);
  };
  return ({ written, path: source }, context) => {
    const place: Place = { context, target, exists: (path) => workspace.kind(joinPath(context, path)) !== undefined };
    if (leavesContext(written)) {
      const found = fromDockerfile(written, place);
      if (found !== undefined || workspace.kind(meantByDockerfile(written, dockerfile)) !== undefined) {
        // What it means lies outside of the context: files of the same name are others.
        return found ? [found] : [];
      }
    }
    const found = [...stripped(source, place), ...added(source, place), ...respelt(source, place, nearestIn)];
    if (found.length === 0) {
      const index = indexes.get(context) ?? filesByName(context, workspace);
      indexes.set(context, index);
      found.push(...moved(source, index));
    }
    const seen = new Set<string>();
    const distinct = found.filter(({ path }) => !seen.has(path) && seen.add(path));
    const sure = distinct.filter((candidate) => candidate.sure);
    // Of two that are equally good, a person must choose.
    return sure.length === 0 ? distinct : sure.map((one) => ({ ...one, sure: sure.length === 1 }));
  };
}

/** A context in which a path is searched. */
interface Place {
  readonly context: string;
  readonly target: BuildTarget;
  readonly exists: (path: string) => boolean;
}

/** Whether a source begins with `..` beyond the root of the context: BuildKit drops it. */
export const leavesContext = (written: string): boolean =>
  /^\.\.(\/|$)/.test(posix.normalize(written.replace(/^\/+/, '')));

/** What a source with `..` means to who reads it beside the Dockerfile, from the workspace root. */
export const meantByDockerfile = (written: string, dockerfile: string): string =>
  contextPath(posix.join(posix.dirname(dockerfile), written).replace(/^(\.\.\/)+/, ''));

function fromDockerfile(written: string, { context, exists, target }: Place): Candidate | undefined {
  const path = posix.relative(context, meantByDockerfile(written, target.file.path)) || '.';
  return isOutside(path) || !exists(path) ? undefined : { path, why: 'relative', sure: true };
}

/** `payment-systems/tron/main.py` in the context `payment-systems/tron` means `main.py`, and its folder alone means `.`. */
function stripped(source: string, { context, target, exists }: Place): readonly Candidate[] {
  if (context === '.') {
    return [];
  }
  const sure = withoutContext(source, context);
  const parts = source.split('/');
  return parts.flatMap((_, index): readonly Candidate[] => {
    const rest = parts.slice(index + 1).join('/') || '.';
    const isSure = sure.includes(rest);
    const path = isSure ? alikePath(rest, context, target) : rest !== '.' && exists(rest) ? rest : undefined;
    return path === undefined ? [] : [{ path, why: 'prefix-stripped', sure: isSure }];
  });
}

/** `main.py` in the context `.` of `auth/Dockerfile` means `auth/main.py`. */
function added(source: string, { context, target }: Place): readonly Candidate[] {
  const home = posix.relative(context, posix.dirname(target.file.path));
  if (home === '' || isOutside(home)) {
    return [];
  }
  const folders = home.split('/').map((_, index, parts) => parts.slice(0, parts.length - index).join('/'));
  return folders.flatMap((folder, index): readonly Candidate[] => {
    const path = alikePath(joinPath(folder, source), context, target);
    return path === undefined ? [] : [{ path, why: 'prefix-added', sure: index === 0 }];
  });
}

/** Follows the path part by part and takes the nearest name where one is wrong. */
function respelt(
  source: string,
  { context, target }: Place,
  nearestIn: (word: string, names: ReadonlySet<string>) => string | undefined,
): readonly Candidate[] {
  let sure = true;
  let path = '.';
  for (const part of source.split('/')) {
    const names = namesIn(target)(joinPath(context, path));
    if (names === undefined) {
      return [];
    }
    const same = alikeName(part, names);
    const near = same ?? nearestIn(part, names.all);
    if (near === undefined) {
      return [];
    }
    if (same === undefined) {
      sure = false;
    }
    path = joinPath(path, near);
  }
  return path === source ? [] : [{ path, why: sure ? 'renamed' : 'misspelt', sure }];
}

/** Files of the same name in other folders. Skips names that occur more than three times, such as main.py. */
function moved(source: string, index: ReadonlyMap<string, readonly string[]>): readonly Candidate[] {
  const found = index.get(posix.basename(source)) ?? [];
  return found.length > 3 ? [] : found.map((path) => ({ path, why: 'moved' as const, sure: false }));
}

function filesByName(context: string, workspace: Workspace): ReadonlyMap<string, readonly string[]> {
  const index = new Map<string, string[]>();
  const pending = ['.'];
  let visits = 0;
  for (let at = 0; at < pending.length; at++) {
    const folder = pending[at] as string;
    for (const entry of workspace.list(joinPath(context, folder)) ?? []) {
      if (++visits > maximumVisits) {
        return new Map();
      }
      const path = joinPath(folder, entry.name);
      append(index, entry.name, path);
      const followed = entry.kind === 'directory' && !entry.linked;
      if (followed && !/^(\.git|node_modules|__pycache__)$/.test(entry.name)) {
        pending.push(path);
      }
    }
  }
  return index;
}
