import { posix } from 'node:path';
import {
  ignoreFilePatterns,
  type ParentMatches,
  type PatternMatcher,
  patternMatcher,
} from '../workspace/ignore-patterns.ts';
import { joinPath } from '../workspace/paths.ts';
import { BadPattern } from '../workspace/patterns.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** The ignore file in force: `<Dockerfile>.dockerignore` beside the Dockerfile before `.dockerignore` in the context. */
export function ignoreFileOf(workspace: Workspace, context: string, dockerfile: string): string | undefined {
  const own = `${dockerfile}.dockerignore`;
  if (workspace.kind(own) === 'file') {
    return own;
  }
  const shared = joinPath(context, '.dockerignore');
  return workspace.kind(shared) === 'file' ? shared : undefined;
}

/** What the patterns say of a path; `include` and `exclude` carry it on to the paths below. */
interface Matches {
  readonly included: boolean;
  readonly excluded: boolean;
  readonly include: ParentMatches | undefined;
  readonly exclude: ParentMatches | undefined;
}

interface IgnoreLine {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

/**
 * What of a build context reaches BuildKit. It asks only for the paths that COPY, ADD and bind mounts name, and leaves
 * out what the ignore file excludes; a folder arrives if it is asked for itself or if something below it arrives.
 * Paths are relative to the context.
 */
export class ContextView {
  readonly ignoreFile: string | undefined;
  readonly #workspace: Workspace;
  readonly #context: string;
  readonly #ignoreText: string;
  /** Undefined where the ignore file has no patterns. */
  readonly #exclude: PatternMatcher | undefined;
  /** Undefined where everything is asked for. */
  readonly #include: PatternMatcher | undefined;
  /** The paths that are asked for by their name. */
  readonly #askedPaths: ReadonlySet<string>;
  readonly #matches = new Map<string, Matches>();

  /**
   * `asked` are the sources of all instructions that are built, relative to the context; undefined sends everything.
   * Throws BadPattern where BuildKit refuses the ignore file or a source.
   */
  constructor(
    workspace: Workspace,
    context: string,
    ignoreFile: string | undefined,
    asked: readonly string[] | undefined,
  ) {
    this.ignoreFile = ignoreFile;
    this.#workspace = workspace;
    this.#context = context;
    this.#include = asked === undefined || asked.includes('.') ? undefined : patternMatcher(withoutChildren(asked));
    this.#askedPaths = new Set(asked?.filter((path) => !isPattern(path)));
    const read = ignoreFile === undefined ? undefined : workspace.read(ignoreFile);
    this.#ignoreText = read && 'text' in read ? read.text : '';
    const patterns = ignoreFilePatterns(this.#ignoreText);
    this.#exclude = patterns.length === 0 ? undefined : patternMatcher(patterns);
    if (this.#hasBadPattern()) {
      this.#walkAll();
    }
  }

  /** What stands on the disk, sent or not. */
  kind(path: string): 'file' | 'directory' | 'link' | undefined {
    return this.#workspace.kind(joinPath(this.#context, path));
  }

  /** The names in a folder, sent or not. */
  list(path: string): readonly string[] {
    return this.#workspace.list(joinPath(this.#context, path))?.map((entry) => entry.name) ?? [];
  }

  /** Throws BadPattern where BuildKit refuses a pattern. */
  isSent(path: string): boolean {
    if (path === '.') {
      return true;
    }
    const kind = this.kind(path);
    if (kind === undefined) {
      return false;
    }
    // Nearly every path is one that is asked for by its name.
    if (this.#exclude === undefined && this.#askedPaths.has(path)) {
      return true;
    }
    const matches = this.#matchesOf(path);
    if (matches.included && !matches.excluded) {
      return true;
    }
    if (kind !== 'directory' || !this.#mayHoldSent(path, matches)) {
      return false;
    }
    return this.list(path).some((name) => this.isSent(joinPath(path, name)));
  }

  /** The line of the ignore file that leaves a path out. */
  excludedBy(path: string): IgnoreLine | undefined {
    if (this.#exclude === undefined || this.ignoreFile === undefined) {
      return undefined;
    }
    return decidingLine(this.#exclude, path, this.ignoreFile, this.#ignoreText);
  }

  #matchesOf(path: string): Matches {
    const known = this.#matches.get(path);
    if (known) {
      return known;
    }
    const directory = posix.dirname(path);
    const parent = directory === '.' ? undefined : this.#matchesOf(directory);
    const included = this.#include?.matches(path, parent?.include);
    const excluded = this.#exclude?.matches(path, parent?.exclude);
    const matches = {
      included: included?.matched ?? true,
      excluded: excluded?.matched ?? false,
      include: included?.matches,
      exclude: excluded?.matches,
    };
    this.#matches.set(path, matches);
    return matches;
  }

  /** A folder that is not sent itself is only entered where something below it may be. */
  #mayHoldSent(path: string, matches: Matches): boolean {
    if (matches.excluded && !this.#exclude?.hasExceptions) {
      return false;
    }
    return (
      matches.included ||
      this.#include === undefined ||
      this.#include.patterns.some(({ text }) => couldReach(text, path))
    );
  }

  #hasBadPattern(): boolean {
    const patterns = [...(this.#exclude?.patterns ?? []), ...(this.#include?.patterns ?? [])];
    return patterns.some((pattern) => isPattern(pattern.text) && isBad(pattern));
  }

  /** BuildKit compiles patterns late: a bad one fails the build only if the walk through the context asks it. */
  #walkAll(): void {
    const pending = ['.'];
    for (let directory = pending.pop(); directory !== undefined; directory = pending.pop()) {
      for (const name of this.list(directory)) {
        const path = joinPath(directory, name);
        const matches = this.#matchesOf(path);
        const isEntered = (matches.included && !matches.excluded) || this.#mayHoldSent(path, matches);
        if (isEntered && this.kind(path) === 'directory') {
          pending.push(path);
        }
      }
    }
  }
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

/** BuildKit drops a path that follows directly on the folder that holds it. */
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

/** Whether a path is more than a name: only then can it be malformed. */
const isPattern = (path: string): boolean => /[*?[\]\\!]/.test(path);

function isBad(pattern: { matches(path: string): boolean }): boolean {
  try {
    pattern.matches('.');
    return false;
  } catch (error) {
    if (error instanceof BadPattern) {
      return true;
    }
    throw error;
  }
}

/** The line of the last pattern that changed the verdict. */
function decidingLine(exclude: PatternMatcher, path: string, file: string, text: string): IgnoreLine | undefined {
  const above = path.split('/').map((_, index, parts) => parts.slice(0, index + 1).join('/'));
  let blamed: string | undefined;
  let excluded = false;
  for (const pattern of exclude.patterns) {
    if (pattern.exception !== excluded || !above.some((folder) => pattern.matches(folder))) {
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
