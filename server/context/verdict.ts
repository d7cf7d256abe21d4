import type { BuildTarget } from '../image/target.ts';
import { computed } from '../memo.ts';
import { ignoreFilePatterns, patternMatcher } from '../workspace/ignore-patterns.ts';
import { contextPath, joinPath } from '../workspace/paths.ts';
import { BadPattern, globMatcher, hasWildcard, splitWildcard } from '../workspace/patterns.ts';
import { type CopySource, copySources } from './sources.ts';
import { ContextView, ignoreFileOf } from './view.ts';

/** What BuildKit will do with a source. */
export type Verdict =
  | { readonly kind: 'found' | 'unknown' }
  /** The build fails: `path`, from the context root, is not there. */
  | { readonly kind: 'missing'; readonly path: string }
  /** The build fails: the path is there, but the ignore file leaves it out. */
  | { readonly kind: 'ignored'; readonly path: string }
  /** The build passes and copies an empty folder: the ignore file leaves out everything in it. */
  | { readonly kind: 'emptied'; readonly path: string; readonly first: string }
  /** The build passes and copies nothing. */
  | { readonly kind: 'empty'; readonly path: string }
  /** The build fails: nothing matches, so BuildKit is not even sent the folder of the pattern. */
  | { readonly kind: 'empty-fails'; readonly path: string; readonly folder: string }
  /** The build fails: the pattern is malformed. */
  | { readonly kind: 'refused'; readonly path: string; readonly reason: string }
  /** The build fails: BuildKit refuses a pattern of the ignore file. */
  | { readonly kind: 'ignore-refused'; readonly ignoreFile: string; readonly reason: string };

export interface Judged {
  readonly source: CopySource;
  readonly verdict: Verdict;
  /** Undefined where the context is unknown. */
  readonly view: ContextView | undefined;
}

/** Judges every context source of a build as BuildKit does. */
export const judgeSources: (target: BuildTarget) => readonly Judged[] = computed((target) => {
  const sources = copySources(target);
  const views = new Map<string, ContextView | BadPattern | undefined>();
  return sources.map((source): Judged => {
    const key = `${source.stage.isReached} ${source.contextName ?? ''}`;
    if (!views.has(key)) {
      views.set(key, viewOf(source, sources));
    }
    const view = views.get(key);
    const path = source.read;
    if (view === undefined || path === undefined) {
      return { source, verdict: { kind: 'unknown' }, view: undefined };
    }
    if (view instanceof BadPattern) {
      return { source, verdict: blame(source, path), view: undefined };
    }
    return { source, verdict: verdictOn(source, path, view), view };
  });
});

function viewOf(source: CopySource, all: readonly CopySource[]): ContextView | BadPattern | undefined {
  const { context, contextName, stage } = source;
  const { workspace } = stage.target.project;
  if (context === undefined || workspace.kind(context) !== 'directory') {
    return undefined;
  }
  // Stages that are not built send nothing. They are judged as if they alone were built.
  const same = all.filter((other) => other.contextName === contextName && other.stage.isReached === stage.isReached);
  // An unknown source may ask for anything: then assume that everything is sent.
  const known = same.flatMap(({ read }) => read ?? []);
  const asked = known.length === same.length ? known : undefined;
  const ignoreFile = ignoreFileFor(source, context);
  try {
    return new ContextView(workspace, context, ignoreFile, asked);
  } catch (error) {
    if (error instanceof BadPattern) {
      return error;
    }
    throw error;
  }
}

/** A named context has its own `.dockerignore`, and none that belongs to the Dockerfile. */
function ignoreFileFor({ contextName, stage }: CopySource, context: string): string | undefined {
  const { file, project } = stage.target;
  return ignoreFileOf(project.workspace, context, contextName === undefined ? file.path : '');
}

/** BuildKit refuses the context: because of this source, of another one, or of the ignore file. */
function blame(source: CopySource, path: string): Verdict {
  const { workspace } = source.stage.target.project;
  const own = refusal(() => {
    globMatcher(path);
    askAll([path]);
  });
  if (own !== undefined) {
    return { kind: 'refused', path, reason: own };
  }
  const ignoreFile = ignoreFileFor(source, source.context ?? '.');
  const read = ignoreFile === undefined ? undefined : workspace.read(ignoreFile);
  if (ignoreFile === undefined || read === undefined || !('text' in read)) {
    return { kind: 'unknown' };
  }
  const reason = refusal(() => askAll(ignoreFilePatterns(read.text)));
  return reason === undefined ? { kind: 'unknown' } : { kind: 'ignore-refused', ignoreFile, reason };
}

/** Compiles patterns as the walk through a context does. Throws BadPattern. */
function askAll(list: readonly string[]): void {
  for (const pattern of patternMatcher(list).patterns) {
    pattern.matches('.');
  }
}

function refusal(ask: () => void): string | undefined {
  try {
    ask();
    return undefined;
  } catch (error) {
    if (error instanceof BadPattern) {
      return error.message;
    }
    throw error;
  }
}

/** The verdict on a source at another path of another context. */
export type Trial = (source: CopySource, path: string) => Verdict;

/** Tries paths in a context. */
export function trialIn(context: string, { file, project: { workspace } }: BuildTarget): Trial {
  if (workspace.kind(context) !== 'directory') {
    return (_, path) => ({ kind: 'missing', path });
  }
  try {
    const view = new ContextView(workspace, context, ignoreFileOf(workspace, context, file.path), undefined);
    return (source, path) => verdictOn({ ...source, path }, contextPath(path), view);
  } catch (error) {
    if (error instanceof BadPattern) {
      return (_, path) => ({ kind: 'refused', path, reason: error.message });
    }
    throw error;
  }
}

/** The path is there, the ignore file keeps it, and its pattern matches something. A link may lead anywhere. */
export const passes = ({ kind }: Verdict): boolean => kind === 'found' || kind === 'unknown';

function verdictOn(source: CopySource, path: string, view: ContextView): Verdict {
  try {
    if (source.kind === 'mount') {
      return verdictOnPath(path, view);
    }
    if (source.parents) {
      return verdictOnParents(source.path as string, view);
    }
    return hasWildcard(path) ? verdictOnPattern(path, view) : verdictOnPath(path, view);
  } catch (error) {
    if (error instanceof BadPattern) {
      return { kind: 'refused', path, reason: error.message };
    }
    throw error;
  }
}

function verdictOnPath(path: string, view: ContextView): Verdict {
  const kind = view.kind(path);
  if (kind === undefined) {
    return { kind: 'missing', path };
  }
  if (kind === 'link') {
    return { kind: 'unknown' };
  }
  if (!view.isSent(path)) {
    return { kind: 'ignored', path };
  }
  const entries = kind === 'directory' && view.ignoreFile !== undefined ? view.list(path) : [];
  const [first] = entries;
  if (first === undefined || entries.some((name) => view.isSent(joinPath(path, name)))) {
    return { kind: 'found' };
  }
  return { kind: 'emptied', path, first: joinPath(path, first) };
}

function verdictOnPattern(path: string, view: ContextView): Verdict {
  const { fixed, pattern } = splitWildcard(path);
  globMatcher(pattern);
  if (view.kind(fixed) === undefined) {
    return { kind: 'missing', path: fixed };
  }
  if (!view.isSent(fixed)) {
    const there =
      view.kind(fixed) === 'directory' && view.list(fixed).length > 0 && view.excludedBy(fixed) !== undefined;
    return there ? { kind: 'ignored', path: fixed } : { kind: 'empty-fails', path, folder: fixed };
  }
  return matchesAny(fixed, pattern.split('/'), view) ? { kind: 'found' } : { kind: 'empty', path };
}

/** Wildcards do not cross `/`, so a pattern is matched folder by folder. */
function matchesAny(folder: string, parts: readonly string[], view: ContextView): boolean {
  const [first, ...rest] = parts;
  if (first === undefined) {
    return true;
  }
  const matches = globMatcher(first);
  return view.list(folder).some((name) => {
    if (!matches(name)) {
      return false;
    }
    const path = joinPath(folder, name);
    return rest.length === 0 ? view.isSent(path) : view.kind(path) === 'directory' && matchesAny(path, rest, view);
  });
}

/** `--parents`: the part before `/./` must be there; the whole must be there unless it has a wildcard. */
function verdictOnParents(source: string, view: ContextView): Verdict {
  const at = source.indexOf('/./');
  const pivot = at < 0 ? '.' : contextPath(source.slice(0, at));
  const whole = contextPath(source);
  // The part behind the pivot becomes a pattern; an empty one matches nothing, and then the root "is not found".
  if (contextPath(at < 0 ? source : source.slice(at + 3)) === '.') {
    return { kind: 'missing', path: whole };
  }
  if (!hasWildcard(source)) {
    return verdictOnPath(whole, view);
  }
  if (!hasWildcard(pivot) && !view.isSent(pivot)) {
    return { kind: 'missing', path: pivot };
  }
  const { fixed, pattern } = splitWildcard(whole);
  globMatcher(pattern);
  return pattern.includes('**') || matchesAny(fixed, pattern.split('/'), view)
    ? { kind: 'found' }
    : { kind: 'empty', path: whole };
}

/** Whether a source, or the folder of its pattern, is there, were it read from this context. */
export function resolves({ read, stage }: CopySource, context: string): boolean {
  if (read === undefined) {
    return false;
  }
  const fixed = hasWildcard(read) ? splitWildcard(read).fixed : read;
  return stage.target.project.workspace.kind(joinPath(context, fixed)) !== undefined;
}

/** How many of some sources are there, were they read from this context. */
export const resolvedIn = (context: string, sources: readonly CopySource[]): number =>
  sources.filter((source) => resolves(source, context)).length;
