import { posix } from 'node:path';
import {
  ignoreFilePatterns,
  type ParentMatches,
  type PatternMatcher,
  patternMatcher,
} from '../workspace/ignore-patterns.ts';
import { joinPath } from '../workspace/paths.ts';
import type { Workspace } from '../workspace/workspace.ts';

/**
 * What of a build context reaches BuildKit. It asks only for the paths that COPY, ADD and bind mounts name, and leaves
 * out what the ignore file excludes; a folder arrives if it is asked for itself or if something below it arrives.
 * Paths are relative to the context.
 */
export interface ContextView {
  /** On disk, sent or not. */
  kind(path: string): 'file' | 'directory' | 'link' | undefined;
  list(path: string): readonly string[];
  /** Throws BadPattern where BuildKit refuses the ignore file or a source. */
  isSent(path: string): boolean;
  /** The line of the ignore file, from 1, that leaves a path out. */
  excludedBy(path: string): { readonly file: string; readonly line: number; readonly text: string } | undefined;
  readonly ignoreFile: string | undefined;
}

/** The ignore file in force: `<Dockerfile>.dockerignore` beside the Dockerfile before `.dockerignore` in the context. */
export function ignoreFileOf(workspace: Workspace, context: string, dockerfile: string): string | undefined {
  const own = `${dockerfile}.dockerignore`;
  if (workspace.kind(own) === 'file') {
    return own;
  }
  const shared = joinPath(context, '.dockerignore');
  return workspace.kind(shared) === 'file' ? shared : undefined;
}

interface Matches {
  readonly included: boolean;
  readonly excluded: boolean;
  readonly include: ParentMatches | undefined;
  readonly exclude: ParentMatches | undefined;
}

/**
 * `asked` are the sources of all instructions that are built, relative to the context; undefined sends everything.
 * Throws BadPattern.
 */
export function contextView(
  workspace: Workspace,
  context: string,
  ignoreFile: string | undefined,
  asked: readonly string[] | undefined,
): ContextView {
  const include = asked === undefined || asked.includes('.') ? undefined : patternMatcher(withoutChildren(asked));
  const askedPaths = new Set(asked?.filter((path) => !/[*?[\]\\!]/.test(path)));
  const read = ignoreFile === undefined ? undefined : workspace.read(ignoreFile);
  const ignoreText = read && 'text' in read ? read.text : '';
  const patterns = ignoreFilePatterns(ignoreText);
  const exclude = patterns.length === 0 ? undefined : patternMatcher(patterns);
  const known = new Map<string, Matches>();
  const matchesOf = (path: string): Matches => {
    const before = known.get(path);
    if (before) {
      return before;
    }
    const directory = posix.dirname(path);
    const parent = directory === '.' ? undefined : matchesOf(directory);
    const included = include?.matches(path, parent?.include);
    const excluded = exclude?.matches(path, parent?.exclude);
    const matches = {
      included: included?.matched ?? true,
      excluded: excluded?.matched ?? false,
      include: included?.matches,
      exclude: excluded?.matches,
    };
    known.set(path, matches);
    return matches;
  };
  const list = (path: string) => workspace.list(joinPath(context, path))?.map((entry) => entry.name) ?? [];
  const kind = (path: string) => workspace.kind(joinPath(context, path));
  const isSent = (path: string): boolean => {
    if (path === '.') {
      return true;
    }
    const type = kind(path);
    if (type === undefined) {
      return false;
    }
    // Nearly every path is one that is asked for by its name.
    if (exclude === undefined && askedPaths.has(path)) {
      return true;
    }
    const matches = matchesOf(path);
    if (matches.included && !matches.excluded) {
      return true;
    }
    if (type !== 'directory' || !mayHoldSent(path, matches)) {
      return false;
    }
    return list(path).some((name) => isSent(joinPath(path, name)));
  };
  /** A folder that is not sent itself is only entered where something below it may be. */
  const mayHoldSent = (path: string, matches: Matches): boolean => {
    if (matches.excluded && !exclude?.hasExceptions) {
      return false;
    }
    return matches.included || include === undefined || include.patterns.some((p) => couldReach(p.text, path));
  };
  refuseBadPatterns(exclude, include, { list, kind, matchesOf, mayHoldSent });
  return {
    kind,
    list,
    isSent,
    ignoreFile,
    excludedBy: (path) => {
      if (exclude === undefined || ignoreFile === undefined) {
        return undefined;
      }
      return decidingLine(exclude, path, ignoreFile, ignoreText);
    },
  };
}

/** Whether a pattern could match something below a folder: its first parts must fit the folder's. */
function couldReach(pattern: string, directory: string): boolean {
  const parts = pattern.split('/');
  const folders = directory.split('/');
  if (parts.length <= folders.length) {
    return false;
  }
  return folders.every((name, index) => /[*?[\\]/.test(parts[index] ?? '') || parts[index] === name);
}

/** BuildKit drops a path that stands directly after the folder that holds it. */
function withoutChildren(paths: readonly string[]): readonly string[] {
  const sorted = [...new Set(paths)].sort();
  const kept: string[] = [];
  for (const path of sorted) {
    const last = kept.at(-1);
    if (last === undefined || !path.startsWith(`${last}/`)) {
      kept.push(path);
    }
  }
  return kept;
}

/** The original compiles patterns late, so a refused one fails only a walk that asks it. */
function refuseBadPatterns(
  exclude: PatternMatcher | undefined,
  include: PatternMatcher | undefined,
  walk: {
    list(path: string): readonly string[];
    kind(path: string): string | undefined;
    matchesOf(path: string): Matches;
    mayHoldSent(path: string, matches: Matches): boolean;
  },
): void {
  const all = [...(exclude?.patterns ?? []), ...(include?.patterns ?? [])];
  if (!all.some((pattern) => isRefused(pattern))) {
    return;
  }
  const pending = ['.'];
  for (let directory = pending.pop(); directory !== undefined; directory = pending.pop()) {
    for (const name of walk.list(directory)) {
      const path = joinPath(directory, name);
      const matches = walk.matchesOf(path);
      if (
        walk.kind(path) === 'directory' &&
        ((matches.included && !matches.excluded) || walk.mayHoldSent(path, matches))
      ) {
        pending.push(path);
      }
    }
  }
}

function isRefused(pattern: { matches(path: string): boolean }): boolean {
  try {
    pattern.matches('.');
    return false;
  } catch {
    return true;
  }
}

/** The last pattern that changed the verdict is the one to blame. */
function decidingLine(
  exclude: PatternMatcher,
  path: string,
  file: string,
  text: string,
): { readonly file: string; readonly line: number; readonly text: string } | undefined {
  const steps = path.split('/').map((_, index, parts) => parts.slice(0, index + 1).join('/'));
  let blamed: string | undefined;
  let excluded = false;
  for (const pattern of exclude.patterns) {
    if (pattern.exception !== excluded) {
      continue;
    }
    if (!steps.some((step) => pattern.matches(step))) {
      continue;
    }
    excluded = !pattern.exception;
    blamed = pattern.text;
  }
  if (!excluded || blamed === undefined) {
    return undefined;
  }
  const lines = text.split(/\r?\n/);
  const at = lines.findLastIndex((line) => ignoreFilePatterns(line)[0] === blamed);
  return at < 0 ? undefined : { file, line: at + 1, text: (lines[at] as string).trim() };
}
