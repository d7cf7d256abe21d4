import { posix } from 'node:path';
import { secretFile } from '../../context/secrets.ts';
import { type CopySource, copySources } from '../../context/sources.ts';
import { judgeSources, type Trial, trialIn } from '../../context/verdict.ts';
import { contextEdits } from '../../edits/context.ts';
import { replacePath } from '../../edits/replace.ts';
import type { BuildTarget } from '../../image/target.ts';
import { remember } from '../../memo.ts';
import { declaration, describeContext } from '../../model/build.ts';
import type { Dockerfile } from '../../model/dockerfile.ts';
import { madeElsewhere } from '../../workspace/git.ts';
import { contextPath } from '../../workspace/paths.ts';
import { hasWildcard } from '../../workspace/patterns.ts';
import type { Finding, Fix, Rule, Severity } from '../rule.ts';
import { type Candidate, type CandidateSearch, candidateSearch } from './candidates.ts';

export const rule: Rule = {
  id: 'copy-source-missing',
  severity: 'error',
  title: 'A source of COPY, ADD or a bind mount is not in the build context',
  fix: 'remove or add the folder in the path, or use the new name (safe); the nearest name, the new place of a moved file, or another build context',
  why: `BuildKit reads sources from the *build context*, not from the folder of the Dockerfile. A path from the root of the
repository is wrong if the build context is a subfolder, and the other way round. The build then fails with
\`failed to calculate checksum …: "/path": not found\`.

\`lucid.yaml\` declares the build context of an image. Without it, a compose or bake file that names the Dockerfile declares
it, or Lucid infers it. Lucid judges a path as BuildKit does: cleaned, never above the root of the context, with ARG and ENV
expanded, and with upper and lower case as in the file name, also on Windows.

The rule ignores a path that depends on an unknown value. If git ignores the file, or the file is in a submodule, an earlier
step may make it: that is a warning.`,
  *dockerfile(target) {
    const judged = judgeSources(target).filter(
      ({ verdict }) => verdict.kind === 'missing' || verdict.kind === 'refused',
    );
    if (judged.length === 0) {
      return;
    }
    const { file, project } = target;
    const trial = remember(maximumTrials, (context: string) => trialIn(context, target));
    const search = candidateSearch(file.path, project.workspace);
    const attempt: Attempt = { target, trial, search, contexts: betterContexts(target, trial) };
    for (const { source, verdict } of judged) {
      if (verdict.kind === 'missing') {
        yield missing(source, verdict.path, attempt);
      }
      if (verdict.kind === 'refused') {
        yield {
          range: source.word.range,
          message: `"${source.path}" is not a valid pattern: the build fails. Reason: ${verdict.reason}.`,
        };
      }
    }
  },
};

/** The corrections that are tried for a Dockerfile in one build. */
interface Attempt {
  readonly target: BuildTarget;
  readonly trial: (context: string) => Trial;
  readonly search: CandidateSearch;
  readonly contexts: readonly BetterContext[];
}

function missing(source: CopySource, path: string, attempt: Attempt): Finding {
  const { target, trial, search } = attempt;
  const context = source.context as string;
  const whole = contextPath(source.path as string);
  const rest = whole === path ? '' : whole.slice(path.length);
  // A path that the ignore file excludes, a pattern that matches nothing, or a secret would be the next mistake.
  const candidates = search(path, context);
  const found = candidates.filter(
    (candidate) =>
      trial(context)(source, candidate.path + rest) &&
      (secretFile(candidate.path) === undefined || secretFile(path) !== undefined),
  );
  const hint = hintFor(found, candidates, path);
  const { severity, note } = weigh(source, path);
  return {
    range: source.word.range,
    severity,
    message: `"${path}" is not in ${describeContext(target.build, source.contextName)}: the build fails.${note}${hint}${declaration(target.build, source.contextName)}`,
    fixes: [
      ...found.flatMap((candidate) => pathFix(source, path, candidate, attempt)),
      ...contextFixes(source, attempt),
    ],
  };
}

function weigh(source: CopySource, path: string): { readonly severity: Severity; readonly note: string } {
  const made = madeElsewhere(source.stage.target.project.workspace, posix.join(source.context ?? '.', path));
  if (made === 'ignored') {
    return { severity: 'warning', note: ' Git ignores it, so an earlier step may make it.' };
  }
  if (made === 'submodule') {
    return { severity: 'warning', note: ' It is in a submodule: check that the submodule is checked out.' };
  }
  if (!source.stage.isReached) {
    return { severity: 'warning', note: ' This stage is not part of the build.' };
  }
  return { severity: 'error', note: '' };
}

function hintFor(found: readonly Candidate[], candidates: readonly Candidate[], path: string): string {
  const [first] = found;
  if (first?.why === 'misspelt' || first?.why === 'moved') {
    return ` Did you mean "${first.path}"?`;
  }
  const other = candidates.find((candidate) => candidate.path.toLowerCase() === path.toLowerCase());
  return other ? ` "${other.path}" exists, but BuildKit compares upper and lower case.` : '';
}

/** At most so many contexts are tried: the declared one, and the folders from the Dockerfile up. */
const maximumTrials = 64;

const titles = {
  'prefix-stripped': 'Use the path in the build context',
  'prefix-added': 'Add the folder',
  renamed: 'Use the existing name',
  misspelt: 'Use the nearest name',
  moved: 'Use the moved file',
};

function pathFix(source: CopySource, path: string, candidate: Candidate, { target, trial }: Attempt): readonly Fix[] {
  const { file, siblings } = target;
  const written = source.path as string;
  const whole = contextPath(written);
  const wanted = candidate.path + (whole === path ? '' : whole.slice(path.length));
  // Wildcards after the folder that was found stay as they are.
  const edit = hasWildcard(written)
    ? replacePattern(source, path, candidate.path, file)
    : replacePath(file, source.word, wanted);
  if (edit === undefined) {
    return [];
  }
  // What is right for one build may be wrong for another one of the same Dockerfile.
  const everywhere = siblings.every(
    (other) => other === target || other.build.context === undefined || trial(other.build.context)(source, wanted),
  );
  const title = `${titles[candidate.why]}: "${wanted}"`;
  return [{ title, edits: { [file.path]: [edit] }, safe: candidate.sure && everywhere }];
}

/** Changes only the folder before the wildcard. Undefined if the source contains variables or escapes. */
function replacePattern(source: CopySource, folder: string, wanted: string, file: Dockerfile) {
  const text = file.text.slice(source.word.range.start, source.word.range.end);
  const at = text.indexOf(`${folder}/`);
  if (at < 0 || /[$\\]/.test(text) || /\s/.test(wanted)) {
    return undefined;
  }
  const start = source.word.range.start + at;
  return { range: { start, end: start + folder.length }, text: wanted };
}

/** A folder that resolves more sources than the declared context. */
interface BetterContext {
  readonly folder: string;
  readonly resolved: number;
  readonly total: number;
  /** What the declared context resolves. */
  readonly now: number;
}

/** The folders from the Dockerfile up that contain more sources of the build than its context, the best first. */
function betterContexts(target: BuildTarget, trial: (context: string) => Trial): readonly BetterContext[] {
  const { file, build } = target;
  const { declared, context } = build;
  if (!declared || context === undefined) {
    return [];
  }
  const folders = [posix.dirname(file.path)];
  while (folders.at(-1) !== '.') {
    folders.push(posix.dirname(folders.at(-1) as string));
  }
  const others = folders.filter((folder) => folder !== context);
  if (others.length === 0) {
    return [];
  }
  const sources = copySources(target).filter(({ stage, contextName }) => stage.isReached && contextName === undefined);
  const resolvedIn = (folder: string): number =>
    sources.filter((source) => source.path !== undefined && trial(folder)(source, source.path)).length;
  const total = sources.filter(({ path }) => path !== undefined).length;
  const now = resolvedIn(context);
  return others
    .map((folder) => ({ folder, resolved: resolvedIn(folder), total, now }))
    .filter(({ resolved }) => resolved > now)
    .sort((a, b) => b.resolved - a.resolved);
}

/** Another context that holds this source and more of the others. */
function contextFixes(source: CopySource, { target, trial, contexts }: Attempt): readonly Fix[] {
  const { file, build, project } = target;
  if (!build.declared || source.contextName !== undefined) {
    return [];
  }
  const better = contexts.find(({ folder }) => trial(folder)(source, source.path as string));
  if (better === undefined) {
    return [];
  }
  const { folder, resolved, total, now } = better;
  const { path } = build.declared;
  const title = `Change the build context to "${folder}" in ${path} (finds ${resolved} of ${total} sources instead of ${now})`;
  const read = project.workspace.read(path);
  const edits = 'text' in read ? contextEdits(build.declared, read.text, folder, file.path) : [];
  return [{ title, edits: { [path]: edits }, safe: false }];
}
