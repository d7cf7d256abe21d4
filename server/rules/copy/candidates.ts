import { posix } from 'node:path';
import { append } from '../../groups.ts';
import { remember } from '../../memo.ts';
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

/** The names in at most so many folders are kept while one Dockerfile is checked. */
const maximumFolders = 64;

/** A source as it is written, and the clean path from the context root that is missing. */
interface Missing {
  readonly written: string;
  readonly path: string;
}

/** Finds what a missing source may have meant. Beside sure candidates, the others are left out. */
export type CandidateSearch = (source: Missing, context: string) => readonly Candidate[];

/** The search for one Dockerfile; a context is walked at most once, and only when a file must have moved. */
export function candidateSearch(dockerfile: string, workspace: Workspace): CandidateSearch {
  const indexes = new Map<string, ReadonlyMap<string, readonly string[]>>();
  const namesIn = remember(maximumFolders, (folder: string) => namesOf(folder, workspace));
  let comparisons = maximumComparisons;
  const nearestIn = (word: string, names: ReadonlySet<string>): string | undefined => {
    comparisons -= names.size;
    return comparisons < 0 ? undefined : nearest(word, names);
  };
  return ({ written, path: source }, context) => {
    const place: Place = { context, namesIn, exists: (path) => workspace.kind(joinPath(context, path)) !== undefined };
    if (leavesContext(written)) {
      const found = fromDockerfile(written, dockerfile, place);
      if (found !== undefined || workspace.kind(meantByDockerfile(written, dockerfile)) !== undefined) {
        // What it means lies outside of the context: files of the same name are others.
        return found ? [found] : [];
      }
    }
    const found = [
      ...stripped(source, place),
      ...added(source, dockerfile, place),
      ...respelt(source, place, nearestIn),
    ];
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
  readonly namesIn: (folder: string) => Names | undefined;
  readonly exists: (path: string) => boolean;
}

/** Whether a source begins with `..` beyond the root of the context: BuildKit drops it. */
export const leavesContext = (written: string): boolean =>
  /^\.\.(\/|$)/.test(posix.normalize(written.replace(/^\/+/, '')));

/** What a source with `..` means to who reads it beside the Dockerfile, from the workspace root. */
export const meantByDockerfile = (written: string, dockerfile: string): string =>
  contextPath(posix.join(posix.dirname(dockerfile), written).replace(/^(\.\.\/)+/, ''));

function fromDockerfile(written: string, dockerfile: string, { context, exists }: Place): Candidate | undefined {
  const path = posix.relative(context, meantByDockerfile(written, dockerfile)) || '.';
  return isOutside(path) || !exists(path) ? undefined : { path, why: 'relative', sure: true };
}

/** `payment-systems/tron/main.py` in the context `payment-systems/tron` means `main.py`, and its folder alone means `.`. */
function stripped(source: string, place: Place): readonly Candidate[] {
  if (place.context === '.') {
    return [];
  }
  const parts = source.split('/');
  return parts.flatMap((_, index): readonly Candidate[] => {
    const prefix = parts.slice(0, index + 1);
    const rest = parts.slice(index + 1).join('/') || '.';
    const sure = sameFolder(place.context.split('/').slice(-prefix.length).join('/'), prefix.join('/'));
    const path = sure ? alike(rest, place) : rest !== '.' && place.exists(rest) ? rest : undefined;
    return path === undefined ? [] : [{ path, why: 'prefix-stripped', sure }];
  });
}

/** `main.py` in the context `.` of `auth/Dockerfile` means `auth/main.py`. */
function added(source: string, dockerfile: string, place: Place): readonly Candidate[] {
  const home = posix.relative(place.context, posix.dirname(dockerfile));
  if (home === '' || isOutside(home)) {
    return [];
  }
  const folders = home.split('/').map((_, index, parts) => parts.slice(0, parts.length - index).join('/'));
  return folders.flatMap((folder, index): readonly Candidate[] => {
    const path = alike(joinPath(folder, source), place);
    return path === undefined ? [] : [{ path, why: 'prefix-added', sure: index === 0 }];
  });
}

/** The path itself if it is there, else the one that differs only in `-`, `_` or the case. */
function alike(path: string, { exists, namesIn, context }: Place): string | undefined {
  if (exists(path)) {
    return path;
  }
  let found = '.';
  for (const part of path.split('/')) {
    const names = namesIn(joinPath(context, found));
    const name = names?.all.has(part) ? part : only(names?.alike.get(normal(part)) ?? []);
    if (name === undefined) {
      return undefined;
    }
    found = joinPath(found, name);
  }
  return found;
}

/** Follows the path part by part and takes the nearest name where one is wrong. */
function respelt(
  source: string,
  { context, namesIn }: Place,
  nearestIn: (word: string, names: ReadonlySet<string>) => string | undefined,
): readonly Candidate[] {
  let sure = true;
  let path = '.';
  for (const part of source.split('/')) {
    const names = namesIn(joinPath(context, path));
    if (names === undefined) {
      return [];
    }
    const same = names.all.has(part) ? part : only(names.alike.get(normal(part)) ?? []);
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

/** The names in a folder, and the same names by their normal form, which finds a renamed file. */
interface Names {
  readonly all: ReadonlySet<string>;
  readonly alike: ReadonlyMap<string, readonly string[]>;
}

function namesOf(folder: string, workspace: Workspace): Names | undefined {
  const names = workspace.list(folder)?.map((entry) => entry.name);
  if (names === undefined) {
    return undefined;
  }
  const alike = new Map<string, string[]>();
  for (const name of names) {
    append(alike, normal(name), name);
  }
  return { all: new Set(names), alike };
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

const only = (names: readonly string[]): string | undefined => (names.length === 1 ? names[0] : undefined);

/** A rename often changes only `-` and `_`, or upper and lower case. */
const sameFolder = (a: string, b: string): boolean => normal(a) === normal(b);
const normal = (name: string): string => name.toLowerCase().replaceAll('-', '_');
