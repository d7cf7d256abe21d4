import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { nearest } from '../nearest.ts';
import { UsageError } from '../terminal.ts';
import { patternMatcher } from '../workspace/ignore-patterns.ts';
import { BadPattern } from '../workspace/patterns.ts';

/** The root of the workspace: the folder that was named, else the nearest one upwards with a plan or a repository. */
export function findRoot(cwd: string, named?: string): string {
  if (named !== undefined) {
    const root = resolve(cwd, named);
    if (!statSync(root, { throwIfNoEntry: false })?.isDirectory()) {
      throw new UsageError(`${named} is not a folder.`);
    }
    return root;
  }
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'lucid.yaml')) || existsSync(join(folder, '.git'))) {
      return folder;
    }
    if (folder === dirname(folder)) {
      return cwd;
    }
  }
}

/** A path that a person typed, relative to where they are, as a path of the workspace with `/`. */
export function workspacePath(root: string, cwd: string, typed: string): string {
  const path = existing(cwd, typed);
  if (path === undefined) {
    throw new UsageError(`${typed} does not exist.`);
  }
  for (const [from, to] of [
    [root, path],
    [realpathSync(root), realpathSync(path)],
  ] as const) {
    const inside = relative(from, to).replaceAll('\\', '/');
    if (inside === '') {
      return '.';
    }
    if (inside !== '..' && !inside.startsWith('../') && !isAbsolute(inside)) {
      return inside;
    }
  }
  throw new UsageError(`${typed} is outside the workspace ${root}. Name its root with --root.`);
}

/**
 * The files that a pattern matches (`sessions/Dockerfile.*`), which shells of Windows leave to the program; undefined
 * where it is no pattern, or a file has this very name.
 */
export function matchingPaths(
  root: string,
  cwd: string,
  typed: string,
  files: readonly string[],
): readonly string[] | undefined {
  if (!/[*?[]/.test(typed) || existing(cwd, typed) !== undefined) {
    return undefined;
  }
  const pattern = relative(root, resolve(cwd, typed.replaceAll('\\', '/'))).replaceAll('\\', '/');
  const found = matching(pattern, files);
  if (found.length === 0) {
    throw new UsageError(`${typed} matches no file that is checked.`);
  }
  return found;
}

function matching(pattern: string, files: readonly string[]): readonly string[] {
  try {
    const matcher = patternMatcher([pattern]);
    return files.filter((file) => matcher.patterns.some((one) => one.matches(file)));
  } catch (error) {
    if (error instanceof BadPattern) {
      return [];
    }
    throw error;
  }
}

/** The absolute path of what was typed. A path of Windows, pasted from a script, is understood everywhere. */
function existing(cwd: string, typed: string): string | undefined {
  return [typed, typed.replaceAll('\\', '/')].map((path) => resolve(cwd, path)).find((path) => existsSync(path));
}

/** "There is no image "sesion-api". Did you mean session-api?" */
export function unknownName(kind: string, name: string, known: readonly string[]): UsageError {
  const close = name.length < 3 ? undefined : nearest(name, known);
  const hint = close === undefined ? `Known: ${known.join(', ') || 'none'}.` : `Did you mean ${close}?`;
  return new UsageError(`There is no ${kind} "${name}". ${hint}`);
}
