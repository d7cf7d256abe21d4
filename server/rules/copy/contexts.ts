import { posix } from 'node:path';
import type { CopySource } from '../../context/sources.ts';
import { judgeSources, passes, resolves } from '../../context/verdict.ts';
import { computed } from '../../memo.ts';
import type { Finding, Fix, Related } from '../rule.ts';
import { type Attempt, ownSources } from './attempt.ts';

/** A folder that resolves more sources than the declared context. */
interface BetterContext {
  readonly folder: string;
  readonly resolved: number;
  readonly total: number;
  /** What the declared context resolves. */
  readonly now: number;
}

/** The folders from the Dockerfile up that contain more sources of the build than its context, the best first. */
export const betterContexts: (attempt: Attempt) => readonly BetterContext[] = computed(({ target, trial }) => {
  const { file, build } = target;
  const { declared, context } = build;
  if (!declared || context === undefined) {
    return [];
  }
  const others = foldersAbove(file.path).filter((folder) => folder !== context);
  if (others.length === 0) {
    return [];
  }
  const sources = ownSources(target).filter(({ stage }) => stage.isReached);
  const resolvedIn = (folder: string): number =>
    sources.filter((source) => source.path !== undefined && passes(trial(folder)(source, source.path))).length;
  const total = sources.filter(({ path }) => path !== undefined).length;
  const now = resolvedIn(context);
  return others
    .map((folder) => ({ folder, resolved: resolvedIn(folder), total, now }))
    .filter(({ resolved }) => resolved > now)
    .sort((a, b) => b.resolved - a.resolved);
});

/** The folder of a Dockerfile and those above it, up to the root. */
function foldersAbove(dockerfile: string): readonly string[] {
  const folders = [posix.dirname(dockerfile)];
  while (folders.at(-1) !== '.') {
    folders.push(posix.dirname(folders.at(-1) as string));
  }
  return folders;
}

/** A finding about the sources of a Dockerfile that count from several folders, or from another one than its plan says. */
export interface Undeclared {
  readonly finding: Finding;
  /** The missing sources that it speaks for. */
  readonly explains: ReadonlySet<CopySource>;
}

/**
 * Where no file of the workspace declares the context: sources that resolve from one folder and others that resolve only
 * from another one, or sources that all resolve, but not from the context of the embedded plan.
 */
export function undeclaredContext(attempt: Attempt): Undeclared | undefined {
  const { target } = attempt;
  const { build, file } = target;
  const context = build.context;
  if (context === undefined) {
    return undefined;
  }
  const planned = build.image?.context ?? context;
  const missing = judgeSources(target).flatMap(({ source, verdict }) =>
    verdict.kind === 'missing' && source.contextName === undefined ? [source] : [],
  );
  if (missing.length === 0 && planned === context) {
    return undefined;
  }
  const known = ownSources(target).filter(({ path, stage }) => path !== undefined && stage.isReached);
  const others = [...new Set([planned, ...foldersAbove(file.path)])].filter((folder) => folder !== context);
  const other = mostResolved(others, missing) ?? (planned === context ? undefined : planned);
  if (other === undefined) {
    return undefined;
  }
  const explains = new Set(missing.filter((source) => others.some((folder) => resolves(source, folder))));
  const count = (folder: string) => known.filter((source) => resolves(source, folder)).length;
  const sources = known.length === 1 ? 'source resolves' : 'sources resolve';
  const counts = `${count(context)} of ${known.length} ${sources} from "${shown(context)}", ${count(other)} from "${shown(other)}"`;
  const fails = explains.size > 0;
  const places = fails
    ? [...explains]
    : known.filter((source) => resolves(source, context) && !resolves(source, other));
  const [first, ...more] = places;
  if (first === undefined) {
    return undefined;
  }
  const finding: Finding = {
    range: first.word.range,
    severity: fails && places.some(({ stage }) => stage.isReached) ? 'error' : 'warning',
    message: fails
      ? `${counts}: the build fails from either. No file declares the build context: choose one, and write all sources for it.`
      : `${counts}, the build context of the embedded plan. No file declares one, and a build by the plan fails. Rewrite the sources, or write lucid.yaml with the other context.`,
    fixes: [...[context, other].flatMap((folder) => rewriteFix(folder, attempt)), ...adoptions(attempt)],
    related: more
      .slice(0, mostRelated)
      .map(({ word }): Related => ({ path: file.path, range: word.range, message: 'This source, too.' })),
  };
  return { finding, explains };
}

const mostRelated = 20;
const shown = (folder: string): string => (folder === '.' ? '.' : `${folder}/`);

/** The folder that holds most of some sources; undefined where none holds any. */
function mostResolved(folders: readonly string[], sources: readonly CopySource[]): string | undefined {
  let best: string | undefined;
  let most = 0;
  for (const folder of folders) {
    const count = sources.filter((source) => resolves(source, folder)).length;
    if (count > most) {
      [best, most] = [folder, count];
    }
  }
  return best;
}

/** Only a person knows from which folder the image is built. */
function rewriteFix(folder: string, attempt: Attempt): readonly Fix[] {
  const { moves, isComplete } = attempt.rewritten(folder);
  if (moves.length === 0 || !isComplete) {
    return [];
  }
  const sources = moves.length === 1 ? '1 source' : `${moves.length} sources`;
  return [
    {
      title: `Rewrite ${sources} for the build context "${shown(folder)}"`,
      edits: { [attempt.target.file.path]: moves.map(({ edit }) => edit) },
      safe: false,
    },
  ];
}

/** The choice for the whole workspace, where the embedded plan applies. */
function adoptions({ target: { build, project } }: Attempt): readonly Fix[] {
  if (project.planFile.kind !== 'embedded' || build.image === undefined) {
    return [];
  }
  return [
    {
      title: 'Write lucid.yaml with the build contexts that sources resolve from',
      edits: {},
      safe: false,
      adopts: 'sources',
    },
    {
      title: 'Adopt the embedded plan: write lucid.yaml with its build contexts',
      edits: {},
      safe: false,
      adopts: 'plan',
    },
  ];
}
