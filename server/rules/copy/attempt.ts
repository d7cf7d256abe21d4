import { posix } from 'node:path';
import { secretFile } from '../../context/secrets.ts';
import { type CopySource, copySources } from '../../context/sources.ts';
import { passes, type Trial, trialIn } from '../../context/verdict.ts';
import { replacePath } from '../../edits/replace.ts';
import type { BuildTarget } from '../../image/target.ts';
import { remember } from '../../memo.ts';
import type { TextEdit } from '../../model/text.ts';
import { contextPath, isOutside, joinPath } from '../../workspace/paths.ts';
import { hasWildcard, splitWildcard } from '../../workspace/patterns.ts';
import { type Candidate, candidateSearch } from './candidates.ts';

/** The corrections that are tried for a Dockerfile in one build. */
export interface Attempt {
  readonly target: BuildTarget;
  readonly trial: (context: string) => Trial;
  /** What a source may mean whose `path` is not in a context. */
  search(source: CopySource, path: string, context: string): Search;
  /** The Dockerfile with every source written for a context. */
  rewritten(context: string): Rewrite;
  /** Whether sources are found in the other builds of the Dockerfile as well. */
  holdEverywhere(moves: readonly Move[]): boolean;
}

export interface Search {
  readonly candidates: readonly Candidate[];
  /** The candidates that BuildKit finds. */
  readonly found: readonly Candidate[];
}

/** A source with another path. */
export interface Move {
  readonly source: CopySource;
  readonly wanted: string;
  readonly edit: TextEdit;
}

/** All moves that a context asks for. */
interface Rewrite {
  readonly moves: readonly Move[];
  /** Every source of the file is found afterwards. */
  readonly isComplete: boolean;
  /** The other builds find what is moved. */
  readonly holdsEverywhere: boolean;
}

/** At most so many contexts are tried: the build's own, and the folders from the Dockerfile up. */
const maximumTrials = 64;

export function newAttempt(target: BuildTarget): Attempt {
  const find = candidateSearch(target);
  const attempt: Attempt = {
    target,
    trial: remember(maximumTrials, (context) => trialIn(context, target)),
    search: (source, path, context) => {
      const candidates = find({ written: source.path ?? path, path }, context);
      // A path that the ignore file excludes, a pattern that matches nothing, or a secret would be the next mistake.
      const found = candidates.filter(
        (candidate) =>
          passes(attempt.trial(context)(source, wantedPath(source, path, candidate))) &&
          (secretFile(candidate.path) === undefined || secretFile(path) !== undefined),
      );
      const surely = (candidate: Candidate): boolean =>
        candidate.sure && !losesName(source, path, joinPath(context, candidate.path));
      return { candidates, found: found.map((candidate) => ({ ...candidate, sure: surely(candidate) })) };
    },
    rewritten: remember(maximumTrials, (context) => rewrittenFor(context, attempt)),
    holdEverywhere: (moves) =>
      target.siblings.every((other) => {
        const { context } = other.build;
        const trial = other === target || context === undefined ? undefined : attempt.trial(context);
        return !trial || moves.every(({ source, wanted }) => passes(trial(source, wanted)));
      }),
  };
  return attempt;
}

/**
 * Whether a file that goes into a folder gets another name there, while another instruction names the old one. `place` is the
 * new source, from the workspace root.
 */
function losesName({ instruction, stage }: CopySource, path: string, place: string): boolean {
  const { file, project } = stage.target;
  const name = posix.basename(path);
  if (posix.basename(place) === name || project.workspace.kind(place) !== 'file') {
    return false;
  }
  const destination = instruction.words.at(-1)?.value ?? '';
  if (posix.basename(destination) === name) {
    return false;
  }
  const { start, end } = instruction.range;
  return file.text.lastIndexOf(name, start - 1) >= 0 || file.text.indexOf(name, end) >= 0;
}

/** The sources that count from the context of the build itself. */
export const ownSources = (target: BuildTarget): readonly CopySource[] =>
  copySources(target).filter(({ contextName }) => contextName === undefined);

/** Whether a candidate tells from which folder its author counted the paths. */
export const isPrefix = ({ why }: Candidate): boolean =>
  why === 'prefix-stripped' || why === 'prefix-added' || why === 'relative';

/** The source with the candidate in place of `path`; undefined where that cannot be written. */
export function moveTo(source: CopySource, path: string, candidate: Candidate): Move | undefined {
  // With --parents, the folders before a file are kept in the image.
  if (source.parents && isPrefix(candidate)) {
    return undefined;
  }
  const { file } = source.stage.target;
  const edit = replacePath(file, source.word, candidate.path, behind(source, path));
  return edit && { source, wanted: wantedPath(source, path, candidate), edit };
}

const wantedPath = (source: CopySource, path: string, candidate: Candidate): string =>
  joinPath(candidate.path, behind(source, path));

/** The pattern that follows the folder `path` in a source. */
function behind(source: CopySource, path: string): string {
  const whole = contextPath(source.path as string);
  return whole === path ? '' : path === '.' ? whole : whole.slice(path.length + 1);
}

function rewrittenFor(context: string, attempt: Attempt): Rewrite {
  const moves = new Map<number, Move>();
  let isComplete = true;
  for (const source of ownSources(attempt.target)) {
    const step = source.path === undefined ? 'lost' : stepFor(source, source.path, context, attempt);
    if (step === 'lost') {
      isComplete = false;
    } else if (step !== 'stays') {
      moves.set(step.edit.range.start, step);
    }
  }
  const all = [...moves.values()];
  return { moves: all, isComplete, holdsEverywhere: attempt.holdEverywhere(all) };
}

/** `lost`: it is not found in the context, and what it means is not certain. */
function stepFor(source: CopySource, path: string, context: string, attempt: Attempt): Move | 'stays' | 'lost' {
  const verdict = attempt.trial(context)(source, path);
  if (verdict.kind === 'missing') {
    const [first] = attempt.search(source, verdict.path, context).found;
    return (first?.sure && moveTo(source, verdict.path, first)) || 'lost';
  }
  if (verdict.kind === 'empty' && hasWildcard(verdict.path)) {
    return patternBelowDockerfile(source, verdict.path, context, attempt) ?? 'stays';
  }
  return verdict.kind === 'refused' ? 'lost' : 'stays';
}

/** `*.py` in the context `.` of `auth/Dockerfile`, which matches nothing, means `auth/*.py`. */
function patternBelowDockerfile(
  source: CopySource,
  path: string,
  context: string,
  { target, trial }: Attempt,
): Move | undefined {
  const home = posix.relative(context, posix.dirname(target.file.path));
  if (home === '' || isOutside(home)) {
    return undefined;
  }
  const { fixed } = splitWildcard(path);
  const candidate: Candidate = { path: joinPath(home, fixed), why: 'prefix-added', sure: true };
  const move = moveTo(source, fixed, candidate);
  return move && passes(trial(context)(source, move.wanted)) ? move : undefined;
}
