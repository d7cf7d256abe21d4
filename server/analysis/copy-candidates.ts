import { posix } from 'node:path';
import { nearest } from '../plan/nearest.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** A path that exists in the context and that a missing source may have meant. */
export interface Candidate {
  /** From the context root. */
  readonly path: string;
  readonly why: 'prefix-stripped' | 'prefix-added' | 'renamed' | 'misspelt' | 'moved';
  /** Only where the meaning is beyond doubt. */
  readonly sure: boolean;
}

/** Folders and files visited in search of a moved file; a larger context gets no such suggestion. */
const maximumVisits = 5000;

/**
 * What a missing source may have meant, the likeliest first. `source` is clean and relative to `context`;
 * `dockerfile` is from the workspace root.
 */
export function candidates(
  source: string,
  context: string,
  dockerfile: string,
  workspace: Workspace,
): readonly Candidate[] {
  const exists = (path: string) => workspace.kind(posix.join(context, path)) !== undefined;
  const found = [
    ...stripped(source, context, exists),
    ...added(source, context, dockerfile, exists),
    ...respelt(source, context, workspace),
  ];
  if (found.length === 0) found.push(...moved(source, context, workspace));
  const seen = new Set<string>();
  return found.filter(({ path }) => !seen.has(path) && seen.add(path));
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
  if (home === '' || home.startsWith('..')) return [];
  const folders = home.split('/').map((_, index, parts) => parts.slice(0, parts.length - index).join('/'));
  return folders
    .map((folder, index) => ({ path: posix.join(folder, source), why: 'prefix-added' as const, sure: index === 0 }))
    .filter(({ path }) => exists(path));
}

/** Follows the path part by part and takes the nearest name where one is wrong. */
function respelt(source: string, context: string, workspace: Workspace): readonly Candidate[] {
  let sure = true;
  let path = '.';
  for (const part of source.split('/')) {
    const names = workspace.list(posix.join(context, path))?.map((entry) => entry.name);
    if (names === undefined) return [];
    const exact = names.includes(part) ? part : undefined;
    const alike = exact ?? only(names.filter((name) => sameFolder(name, part)));
    const near = alike ?? nearest(part, names);
    if (near === undefined) return [];
    if (alike === undefined) sure = false;
    path = posix.join(path, near);
  }
  return path === source ? [] : [{ path, why: sure ? 'renamed' : 'misspelt', sure }];
}

/** A file of the same name elsewhere in the context. */
function moved(source: string, context: string, workspace: Workspace): readonly Candidate[] {
  const wanted = posix.basename(source);
  const found: string[] = [];
  const pending = ['.'];
  let visits = 0;
  for (let folder = pending.shift(); folder !== undefined; folder = pending.shift()) {
    for (const entry of workspace.list(posix.join(context, folder)) ?? []) {
      if (++visits > maximumVisits) return [];
      const path = posix.join(folder, entry.name);
      if (entry.name === wanted) found.push(path);
      if (entry.kind === 'directory' && !entry.linked && !/^(\.git|node_modules|__pycache__)$/.test(entry.name))
        pending.push(path);
    }
  }
  // A name such as main.py that stands in a dozen folders says nothing.
  return found.length > 3 ? [] : found.map((path) => ({ path, why: 'moved' as const, sure: false }));
}

const only = (names: readonly string[]): string | undefined => (names.length === 1 ? names[0] : undefined);

/** `-` and `_`, upper and lower case are what a rename changes. */
const sameFolder = (a: string, b: string): boolean => normal(a) === normal(b);
const normal = (name: string): string => name.toLowerCase().replaceAll('-', '_');
