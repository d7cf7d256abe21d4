import { posix } from 'node:path';
import type { CopySource } from '../../context/sources.ts';
import { judgeSources, passes } from '../../context/verdict.ts';
import { contextEdits } from '../../edits/context.ts';
import { declaration, describeContext, isDeclared } from '../../model/build.ts';
import { ignoredRoot, madeElsewhere } from '../../workspace/git.ts';
import type { Finding, Fix, Rule, Severity } from '../rule.ts';
import { type Attempt, isPrefix, moveTo, newAttempt, type Search } from './attempt.ts';
import { type Candidate, leavesContext, meantByDockerfile } from './candidates.ts';
import { betterContexts, undeclaredContext } from './contexts.ts';

export const rule: Rule = {
  id: 'copy-source-missing',
  severity: 'error',
  title: 'A source of COPY, ADD or a bind mount is not in the build context',
  fix: 'remove or add the folder in all paths of the file (safe in a declared context), use the new name (safe); the nearest name, the new place of a moved file, or another build context',
  why: `BuildKit reads sources from the *build context*, not from the folder of the Dockerfile. A path from the root of the
repository is wrong if the build context is a subfolder, and the other way round. The build then fails with
\`failed to calculate checksum …: "/path": not found\`.

\`lucid.yaml\` declares the build context of an image. Without it, a compose or bake file that names the Dockerfile declares
it. Where no file does, Lucid assumes the folder that holds most sources. Lucid judges a path as BuildKit does: cleaned, never
above the root of the context, with ARG and ENV expanded, and with upper and lower case as in the file name, also on Windows.

If the paths of a Dockerfile count from another folder than its declared context, the fix changes all of them. It is safe if
every source is found afterwards. Where no file declares the context, only a person knows from which folder the image is
built. Then one finding tells how many sources resolve from which folder. *Lucid: Adopt the Embedded Plan* (\`lucid adopt\`)
answers that for the whole workspace.

The rule ignores a path that depends on an unknown value. If git ignores the file, or the file is in a submodule, an earlier
step may bring it: that is a warning.`,
  *dockerfile(target) {
    const judged = judgeSources(target).filter(
      ({ verdict }) => verdict.kind === 'missing' || verdict.kind === 'refused',
    );
    const attempt = newAttempt(target);
    const undeclared = isDeclared(target.build) ? undefined : undeclaredContext(attempt);
    if (undeclared) {
      yield undeclared.finding;
    }
    for (const { source, verdict } of judged) {
      if (verdict.kind === 'missing' && !undeclared?.explains.has(source)) {
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

function missing(source: CopySource, path: string, attempt: Attempt): Finding {
  const { build } = attempt.target;
  const search = attempt.search(source, path, source.context as string);
  const { severity, consequence, cause } = weigh(source, path);
  const where = describeContext(build, source.contextName);
  return {
    range: source.word.range,
    severity,
    message: `"${path}" is not in ${where}: ${consequence}${dropped(source, path)}${hintFor(search, path)}${declaration(build, source.contextName)}`,
    fixes: isMark(source)
      ? []
      : [
          ...search.found.flatMap((candidate) => pathFix(source, path, candidate, attempt)),
          ...contextFixes(source, attempt),
        ],
    // Several files that are nowhere have one cause where git ignores their folder. What a fix corrects stands by itself.
    ...(search.found.length === 0 && { cause: cause ?? `${where} ${path}` }),
  };
}

/** Whether a word belongs to `<< NAME`, whose here-document ends with that name. */
const isMark = ({ instruction, word }: CopySource): boolean =>
  instruction.heredocs.some(({ range }) => range.start <= word.range.start && word.range.end <= range.end);

interface Weight {
  readonly severity: Severity;
  readonly consequence: string;
  readonly cause?: string;
}

function weigh(source: CopySource, path: string): Weight {
  const { workspace } = source.stage.target.project;
  const place = posix.join(source.context ?? '.', path);
  const made = madeElsewhere(workspace, place);
  if (made === 'ignored') {
    const consequence = 'the build fails unless an earlier step makes it. Git ignores it.';
    return { severity: 'warning', consequence, cause: `git ignores ${ignoredRoot(workspace, place)}` };
  }
  if (made === 'submodule') {
    return { severity: 'warning', consequence: 'the build fails unless its submodule is checked out.' };
  }
  if (!source.stage.isReached) {
    return { severity: 'warning', consequence: 'a build of this stage fails. This build does not need the stage.' };
  }
  return { severity: 'error', consequence: 'the build fails.' };
}

/** Tells about a `..` that BuildKit drops, and where the path leads from the Dockerfile. */
function dropped({ path: written = '', context = '.', stage }: CopySource, path: string): string {
  if (!leavesContext(written)) {
    return '';
  }
  const { file, project } = stage.target;
  const meant = meantByDockerfile(written, file.path);
  const isThere = meant !== posix.join(context, path) && project.workspace.kind(meant) !== undefined;
  return ` BuildKit drops the ".." of "${written}".${isThere ? ` From the Dockerfile it leads to "${meant}" of the workspace.` : ''}`;
}

function hintFor({ found, candidates }: Search, path: string): string {
  const [first] = found;
  if (first?.why === 'misspelt' || first?.why === 'moved') {
    return ` Did you mean "${first.path}"?`;
  }
  const other = candidates.find((candidate) => candidate.path.toLowerCase() === path.toLowerCase());
  return other ? ` "${other.path}" exists, but BuildKit compares upper and lower case.` : '';
}

const titles = {
  relative: 'Use the path in the build context',
  'prefix-stripped': 'Use the path in the build context',
  'prefix-added': 'Add the folder',
  renamed: 'Use the existing name',
  misspelt: 'Use the nearest name',
  moved: 'Use the moved file',
};

/** Among more findings, only the first carries the fix that changes all of them. */
const mostShared = 50;

/** A prefix is changed in all sources of the file at once, and safely only where all are found afterwards. */
function pathFix(source: CopySource, path: string, candidate: Candidate, attempt: Attempt): readonly Fix[] {
  const { file, build } = attempt.target;
  const move = moveTo(source, path, candidate);
  if (move === undefined) {
    return [];
  }
  const title = `${titles[candidate.why]}: "${move.wanted}"`;
  if (!isPrefix(candidate) || !candidate.sure || source.contextName !== undefined) {
    const safe = candidate.sure && attempt.holdEverywhere([move]);
    return [{ title, edits: { [file.path]: [move.edit] }, safe }];
  }
  // A pattern that BuildKit refuses leaves the other sources without a verdict.
  if (judgeSources(attempt.target).some(({ verdict }) => verdict.kind === 'refused')) {
    return [];
  }
  const whole = attempt.rewritten(build.context as string);
  if (whole.moves.length > mostShared && whole.moves[0]?.source !== source) {
    return [];
  }
  const others = whole.moves.filter(({ edit }) => edit.range.start !== move.edit.range.start).length;
  const more = others === 0 ? '' : ` and ${others} more`;
  return [
    {
      title: title + more,
      edits: { [file.path]: whole.moves.map(({ edit }) => edit) },
      safe: isDeclared(build) && whole.isComplete && whole.holdsEverywhere,
    },
  ];
}

/** Another context that holds this source and more of the others. */
function contextFixes(source: CopySource, attempt: Attempt): readonly Fix[] {
  const { file, build, project } = attempt.target;
  if (!build.declared || source.contextName !== undefined) {
    return [];
  }
  const better = betterContexts(attempt).find(({ folder }) =>
    passes(attempt.trial(folder)(source, source.path as string)),
  );
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
