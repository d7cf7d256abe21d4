import { groupBy } from '../groups.ts';
import { absolutePath } from '../image/config.ts';
import { fromWords } from '../image/references/from-words.ts';
import type { BuildTarget, StageView } from '../image/target.ts';
import { computed } from '../memo.ts';
import { flagNamed, type Instruction, type Word } from '../model/dockerfile.ts';
import { copyWords } from '../parse/dockerfile/copy-words.ts';
import { cleanPath, contextPath, isBelow, joinPath } from '../workspace/paths.ts';
import { hasWildcard } from '../workspace/patterns.ts';
import { type Judged, judgeSources } from './verdict.ts';

/** A COPY that takes something from another stage. */
export interface Passage {
  readonly stage: StageView;
  readonly instruction: Instruction;
  /** The source that it names. */
  readonly word: Word;
  /** The stage that it copies from. */
  readonly maker: StageView;
}

/** Something of a build context that a layer of the final image holds. */
export interface Shipped {
  /** The source of the COPY or ADD that reads it from the context. */
  readonly judged: Judged;
  /** What of the source ships: a path below it, or `.` for all of it. */
  readonly below: string;
  /** Where the source lands in the builder that reads it; undefined for the final stage and where that is unknown. */
  readonly to: string | undefined;
  /** The COPYs that carry it from stage to stage, the one into the final image first. */
  readonly by: readonly Passage[];
}

/** More copies than this are not followed: a generated file must not stall the editor. */
const maximumSteps = 10_000;
const maximumPassages = 20;

/**
 * What of the build contexts ships: the sources of the final stage and of the stages it is built from, and what these copy
 * from other stages. A file that an instruction of the final image deletes stays in the layer of its COPY, so it ships too.
 */
export const shippedSources: (target: BuildTarget) => readonly Shipped[] = computed((target) => {
  const bySource = groupBy(
    judgeSources(target).filter(({ source }) => source.kind === 'copy'),
    ({ source }) => source.stage,
  );
  const search: Search = { bySource, found: [], visited: new Set(), steps: 0 };
  for (const stage of target.final?.ancestry ?? []) {
    for (const judged of bySource.get(stage) ?? []) {
      search.found.push({ judged, below: '.', to: undefined, by: [] });
    }
  }
  for (const stage of target.final?.ancestry ?? []) {
    for (const passage of passagesOf(stage)) {
      follow(passage, takenPath(passage), [], search);
    }
  }
  return search.found;
});

interface Search {
  readonly bySource: ReadonlyMap<StageView, readonly Judged[]>;
  readonly found: Shipped[];
  /** Each way is followed once. */
  readonly visited: Set<string>;
  steps: number;
}

/** Follows what a COPY takes from another stage; `wanted` is the path there that ships. */
function follow(passage: Passage, wanted: string | undefined, by: readonly Passage[], search: Search): void {
  const key = `${passage.word.range.start} ${wanted}`;
  if (wanted === undefined || hasWildcard(wanted) || search.visited.has(key) || by.length >= maximumPassages) {
    return;
  }
  search.visited.add(key);
  const way = [...by, passage];
  for (const stage of passage.maker.ancestry) {
    if (++search.steps > maximumSteps) {
      return;
    }
    for (const judged of search.bySource.get(stage) ?? []) {
      const to = landingOf(judged);
      const below = partOf(to, wanted, search);
      if (below !== undefined) {
        search.found.push({ judged, below, to, by: way });
      }
    }
    for (const next of passagesOf(stage)) {
      const below = partOf(landing(next, isFileName(next)), wanted, search);
      const taken = below === undefined ? undefined : takenPath(next);
      if (below !== undefined && taken !== undefined) {
        follow(next, joinPath(taken, below), way, search);
      }
    }
  }
}

/** What of a place a path takes: a path below the place, `.` for all of it, undefined for nothing. */
function partOf(place: string | undefined, path: string, search: Search): string | undefined {
  search.steps++;
  if (place === undefined) {
    return undefined;
  }
  if (place === path || isBelow(place, path)) {
    return '.';
  }
  return isBelow(path, place) ? path.slice(place === '/' ? 1 : place.length + 1) : undefined;
}

/** The absolute path that a COPY takes from another stage. */
function takenPath({ word, instruction, stage }: Pick<Passage, 'word' | 'instruction' | 'stage'>): string | undefined {
  const value = stage.target.value(word.value, instruction);
  return value === undefined ? undefined : cleanPath(`/${value}`);
}

/** The COPYs of a stage that take something from another stage of the file. */
const passagesOf: (stage: StageView) => readonly Passage[] = computed((stage) =>
  stage.executed
    .filter(({ keyword }) => keyword === 'COPY')
    .flatMap((instruction) =>
      fromWords(instruction).flatMap(({ value }) => {
        const maker = stage.target.stageMeant(value, stage.index);
        return maker ? copyWords(instruction).sources.map((word) => ({ stage, instruction, word, maker })) : [];
      }),
    ),
);

/** Where a source of the context lands. */
function landingOf({ source }: Judged): string | undefined {
  const { context, read, stage } = source;
  const path = context === undefined || read === undefined ? undefined : joinPath(context, read);
  return landing(source, path !== undefined && stage.target.project.workspace.kind(path) === 'file');
}

/** Where a source of a COPY lands: a file in a folder under its name, a folder by its content. */
function landing(
  { instruction, word, stage }: Pick<Passage, 'instruction' | 'word' | 'stage'>,
  isFile: boolean,
): string | undefined {
  const { sources, destination } = copyWords(instruction);
  const { target } = stage;
  const written = target.value(destination?.value, instruction);
  const source = target.value(word.value, instruction);
  const to = written === undefined ? undefined : absolutePath(written, stage.imageBefore(instruction).workdir);
  if (to === undefined || source === undefined || written === undefined) {
    return undefined;
  }
  if (flagNamed(instruction, 'parents')) {
    return joinPath(to, contextPath(source.slice(source.indexOf('/./') + 1)));
  }
  const intoFolder = sources.length > 1 || /(?:^|\/)\.?$/.test(written);
  return intoFolder && isFile ? joinPath(to, source.slice(source.lastIndexOf('/') + 1)) : to;
}

/** Whether a path in another stage looks like that of one file. */
const isFileName = ({ word }: Passage): boolean => /[^/]\.\w+$|(?:^|\/)\.\w[\w.-]*$/.test(word.value);
