import { type SecretFile, secretIn } from '../../context/secret-files.ts';
import { secretFile } from '../../context/secrets.ts';
import { type Passage, type Shipped, shippedSources } from '../../context/shipped.ts';
import { filesOf } from '../../context/shipped-files.ts';
import { type CopySource, copySources } from '../../context/sources.ts';
import { append } from '../../groups.ts';
import type { BuildTarget, StageView } from '../../image/target.ts';
import { computed } from '../../memo.ts';
import type { Instruction, Word } from '../../model/dockerfile.ts';
import { contextPath, joinPath } from '../../workspace/paths.ts';
import { hasWildcard } from '../../workspace/patterns.ts';

/** Where a secret file enters: the word of the COPY that names it, or the folder that brings it along. */
interface Entrance {
  readonly stage: StageView;
  readonly instruction: Instruction;
  readonly word: Word;
  /** The COPY names the file itself. */
  readonly isNamed: boolean;
}

/** A secret file that a build copies, in one way. */
export interface Leak {
  readonly file: SecretFile;
  readonly entrance: Entrance;
  /** What a message calls the file: the path that the COPY names. */
  readonly name: string;
  /** A layer of the final image holds it. */
  readonly ships: boolean;
  /** The COPYs between stages that take it into the final image. */
  readonly by: readonly Passage[];
  /** Where a COPY of its folder finds it: the source, and the path in its context. */
  readonly brought: { readonly shipped: Shipped; readonly path: string } | undefined;
}

/** Every way in which a secret file gets into a stage that is built, in the order of the file. */
export const leaksOf: (target: BuildTarget) => readonly Leak[] = computed((target) => {
  const shipped = new Map<CopySource, Shipped[]>();
  for (const one of shippedSources(target)) {
    append(shipped, one.judged.source, one);
  }
  const copies = new Map<string, number>();
  return copySources(target).flatMap((source) => {
    if (source.kind !== 'copy' || !source.stage.isReached || source.path === undefined) {
      return [];
    }
    const ways = shipped.get(source) ?? [];
    const named = isPattern(source) ? undefined : namedLeak(source, ways);
    const found = named ? [withSecretInside(named, ways)] : broughtLeaks(ways, copies);
    for (const { file } of found) {
      copies.set(file.path, (copies.get(file.path) ?? 0) + 1);
    }
    return found;
  });
});

/** A finding names no more places of one file. */
const maximumCopies = 20;

/** The source itself is the secret. */
function namedLeak(source: CopySource, ways: readonly Shipped[]): Leak | undefined {
  const name = source.path as string;
  const path = joinPath(source.context ?? '.', contextPath(name));
  const { workspace } = source.stage.target.project;
  const known = source.context !== undefined;
  const file = known ? secretIn(path, true, workspace) : unseen(contextPath(name));
  if (file === undefined) {
    return undefined;
  }
  const way =
    ways.find((one) => one.by.length === 0) ??
    ways.find((one) => filesOf(one, [path]).length > 0 || isFolder(path, source));
  const entrance = { ...placeOf(source), isNamed: true };
  return { file, entrance, name, ships: way !== undefined, by: way?.by ?? [], brought: undefined };
}

/** A folder that the COPY names, with the first of its files that shows a secret. */
function withSecretInside(leak: Leak, ways: readonly Shipped[]): Leak {
  if (!leak.ships || leak.file.what !== 'a folder of secrets' || leak.file.secrets.length > 0) {
    return leak;
  }
  const inside = broughtLeaks(ways, new Map()).find(({ file }) => file.secrets.length > 0);
  return inside ? { ...leak, file: { ...inside.file, what: leak.file.what } } : leak;
}

/** What a pattern means is seen only in the files of a known context. */
const isPattern = ({ context, path = '' }: CopySource): boolean => context !== undefined && hasWildcard(path);

const isFolder = (path: string, { stage }: CopySource): boolean => stage.target.project.workspace.kind(path) !== 'file';

function unseen(path: string): SecretFile | undefined {
  const what = secretFile(path);
  return what === undefined ? undefined : { path, what, secrets: [], isRead: false };
}

/** The secrets that the copy of a folder or a pattern brings along, each in one way. */
function broughtLeaks(ways: readonly Shipped[], copies: ReadonlyMap<string, number>): readonly Leak[] {
  const found: Leak[] = [];
  const told = new Set<string>();
  for (const shipped of ways) {
    const { source } = shipped.judged;
    const { project } = source.stage.target;
    const candidates = project
      .files()
      .secret.filter((path) => !told.has(path) && (copies.get(path) ?? 0) < maximumCopies);
    for (const { path, inContext } of filesOf(shipped, candidates)) {
      // A pattern such as `.env*` names the files that it matches.
      const isMeant = isPattern(source) && secretFile(source.read ?? '') !== undefined;
      const file = secretIn(path, isMeant, project.workspace);
      if (file === undefined) {
        continue;
      }
      told.add(path);
      // `COPY --from=builder /app/.env ./` names what `COPY . .` only brought.
      const naming = shipped.by.find(({ word }) => basename(word.value) === basename(path));
      const entrance = naming ? { ...placeOf(naming), isNamed: true } : { ...placeOf(source), isNamed: false };
      const name = naming ? naming.word.value : inContext;
      found.push({ file, entrance, name, ships: true, by: shipped.by, brought: { shipped, path: inContext } });
    }
  }
  return found;
}

const placeOf = ({ stage, instruction, word }: Omit<Entrance, 'isNamed'>): Omit<Entrance, 'isNamed'> => ({
  stage,
  instruction,
  word,
});

const basename = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** The Dockerfile spells out the same secrets: then `secret-literal` tells of both. */
export const isWritten = ({ file: { secrets } }: Leak, written: ReadonlySet<string>): boolean =>
  secrets.length > 0 && secrets.every(({ value }) => written.has(value));
