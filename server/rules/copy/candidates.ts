import { posix } from 'node:path';
import { append } from '../../groups.ts';
import { remember } from '../../memo.ts';
import { nearest } from '../../nearest.ts';
import { joinPath } from '../../workspace/paths.ts';
import type { Workspace } from '../../workspace/workspace.ts';

/** An existing path of the context that a missing source may mean. */
export interface Candidate {
  /** From the context root. */
  readonly path: string;
  readonly why: 'prefix-stripped' | 'prefix-added' | 'renamed' | 'misspelt' | 'moved';
  /** True only if the source certainly means this path. */
  readonly sure: boolean;
}

/** The search for a moved file visits at most so many folders and files. A larger context gets no such suggestion. */
const maximumVisits = 5000;

/** At most so many names are compared letter by letter for one Dockerfile: thousands of missing sources are not typing mistakes. */
const maximumComparisons = 200_000;

/** The names in at most so many folders are kept while one Dockerfile is checked. */
const maximumFolders = 64;

/** Finds what a missing source may have meant. `source` is clean and relative to `context`. */
export type CandidateSearch = (source: string, context: string) => readonly Candidate[];

/** The search for one Dockerfile; a context is walked at most once, and only when a file must have moved. */
export function candidateSearch(dockerfile: string, workspace: Workspace): CandidateSearch {
  const indexes = new Map<string, ReadonlyMap<string, readonly string[]>>();
  const namesIn = remember(maximumFolders, (folder: string) => namesOf(folder, workspace));
  let comparisons = maximumComparisons;
  const nearestIn = (word: string, names: ReadonlySet<string>): string | undefined => {
    comparisons -= names.size;
    return comparisons < 0 ? undefined : nearest(word, names);
  };
  return (source, context) => {
    const exists = (path: string) => workspace.kind(joinPath(context, path)) !== undefined;
    const found = [
      ...stripped(source, context, exists),
      ...added(source, context, dockerfile, exists),
      ...respelt(source, context, namesIn, nearestIn),
    ];
    if (found.length === 0) {
      const index = indexes.get(context) ?? filesByName(context, workspace);
      indexes.set(context, index);
      found.push(...moved(source, index));
    }
    const seen = new Set<string>();
    return found.filter(({ path }) => !seen.has(path) && seen.add(path));
  };
}

/** `payment-systems/tron/main.py` in the context `payment-systems/tron` means `main.py`. */
function stripped(source: string, context: string, exists: (path: string) => boolean): readonly Candidate[] {
  const parts = source.split('/');
  return parts
    .map((_, cut) => ({ prefix: parts.slice(0, cut).join('/'), path: parts.slice(cut).join('/') }))
    .filter(({ prefix, path }) => prefix !== '' && exists(path))
    .map(({ prefix, path }) => ({
      path,
      why: 'prefix-stripped' as const,
      sure:
        sameFolder(context, prefix) ||
        sameFolder(context.split('/').slice(-prefix.split('/').length).join('/'), prefix),
    }));
}

/** `main.py` in the context `.` of `auth/Dockerfile` means `auth/main.py`. */
function added(
  source: string,
  context: string,
  dockerfile: string,
  exists: (path: string) => boolean,
): readonly Candidate[] {
  const home = posix.relative(context, posix.dirname(dockerfile));
  if (home === '' || home.startsWith('..')) {
    return [];
  }
  const folders = home.split('/').map((_, index, parts) => parts.slice(0, parts.length - index).join('/'));
  return folders
    .map((folder, index) => ({ path: joinPath(folder, source), why: 'prefix-added' as const, sure: index === 0 }))
    .filter(({ path }) => exists(path));
}

/** Follows the path part by part and takes the nearest name where one is wrong. */
function respelt(
  source: string,
  context: string,
  namesIn: (folder: string) => Names | undefined,
  nearestIn: (word: string, names: ReadonlySet<string>) => string | undefined,
): readonly Candidate[] {
  let sure = true;
  let path = '.';
  for (const part of source.split('/')) {
    const names = namesIn(joinPath(context, path));
    if (names === undefined) {
      return [];
    }
    const alike = names.all.has(part) ? part : only(names.alike.get(normal(part)) ?? []);
    const near = alike ?? nearestIn(part, names.all);
    if (near === undefined) {
      return [];
    }
    if (alike === undefined) {
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
