import type { StageView } from '../image/target.ts';
import { computed } from '../memo.ts';
import { innerWords } from '../parse/shell/commands.ts';
import { runCommands } from '../parse/shell/shell.ts';
import { isBelow, joinPath } from '../workspace/paths.ts';
import { BadPattern, globMatcher, hasWildcard } from '../workspace/patterns.ts';
import type { Shipped } from './shipped.ts';

/** A file of the workspace that ships. */
export interface ShippedFile {
  /** From the workspace root. */
  readonly path: string;
  /** From the root of its context. */
  readonly inContext: string;
}

/** Which of some files of the workspace ship in this way. A file that a builder deletes does not reach what is copied from it. */
export function filesOf(shipped: Shipped, candidates: readonly string[]): readonly ShippedFile[] {
  const { judged } = shipped;
  const { context, read, excludes } = judged.source;
  if (context === undefined || read === undefined || candidates.length === 0 || judged.verdict.kind === 'missing') {
    return [];
  }
  const within = matcherOf(read);
  const deletions = deletionsOnTheWay(shipped);
  const isDeleted = (inContext: string, below: string): boolean =>
    named(deletions, inContext, shipped.to === undefined ? undefined : joinPath(shipped.to, below));
  return candidates.flatMap((path) => {
    const inContext = context === '.' ? path : isBelow(path, context) ? path.slice(context.length + 1) : undefined;
    const below = inContext === undefined ? undefined : within(inContext);
    if (inContext === undefined || below === undefined || !isTaken(below, shipped)) {
      return [];
    }
    const isSent = judged.view?.isSent(inContext) ?? true;
    const isLeftOut = !isSent || named(excludes, inContext) || isDeleted(inContext, below);
    return isLeftOut ? [] : [{ path, inContext }];
  });
}

/** Tells the place of a file below what a source reads; `.` is the file that the source names; undefined elsewhere. */
function matcherOf(read: string): (path: string) => string | undefined {
  if (read === '.') {
    return (path) => path;
  }
  if (!hasWildcard(read)) {
    return (path) => (path === read ? '.' : isBelow(path, read) ? path.slice(read.length + 1) : undefined);
  }
  try {
    const parts = read.split('/').map(globMatcher);
    return (path) => {
      const names = path.split('/');
      const matches = names.length >= parts.length && parts.every((part, index) => part(names[index] as string));
      // A file lands under its name, a folder with its content.
      return !matches ? undefined : names.slice(names.length === parts.length ? -1 : parts.length).join('/');
    };
  } catch (error) {
    if (error instanceof BadPattern) {
      return () => undefined;
    }
    throw error;
  }
}

const isTaken = (below: string, shipped: Shipped): boolean =>
  shipped.below === '.' || below === shipped.below || isBelow(below, shipped.below);

/** What the builders delete or move after they got a source and before it is copied on. */
function deletionsOnTheWay({ judged, by }: Shipped): readonly string[] {
  const after = judged.source.instruction.startLine;
  return by.flatMap(({ maker, instruction }) =>
    maker.ancestry.flatMap((stage) =>
      deletionsIn(stage).flatMap(({ line, words }) => (line > after && line < instruction.startLine ? words : [])),
    ),
  );
}

/**
 * Whether one of some words may mean a path or a folder above it: by their last parts, so that doubt is silent. Of an absolute
 * word that ends in `*`, such as `/var/lib/apt/lists/*`, the folder counts; `place` is where the path stands in the image.
 */
function named(words: readonly string[], path: string, place?: string): boolean {
  const parts = path.split('/');
  return words.some((word) => {
    const [, folder, last = ''] = /^(.*?)([^/]*)\/*$/s.exec(word) ?? [];
    if (/^[*.]*\*$/.test(last) && folder?.startsWith('/')) {
      return place === undefined || isBelow(place, folder.replace(/(?<=.)\/+$/, ''));
    }
    return parts.some((part) => part === last || (hasWildcard(last) && matches(last, part)));
  });
}

function matches(pattern: string, name: string): boolean {
  try {
    return globMatcher(pattern)(name);
  } catch {
    return false;
  }
}

interface Deletion {
  readonly line: number;
  readonly words: readonly string[];
}

/** The commands of a stage that delete or move files. */
const deletionsIn: (stage: StageView) => readonly Deletion[] = computed(({ instructions }) =>
  instructions
    .filter(({ keyword }) => keyword === 'RUN')
    .flatMap((run) => {
      const commands = run.json ? [run.words] : runCommands(run).map(({ words }) => innerWords(words));
      return commands.flatMap((words): readonly Deletion[] => {
        const [program = '', ...rest] = words.map(({ value }) => value);
        const name = program.slice(program.lastIndexOf('/') + 1);
        const deletes =
          /^(?:rm|unlink|shred|mv)$/.test(name) || (name === 'find' && /^(?:-delete|rm)$/m.test(rest.join('\n')));
        return deletes ? [{ line: run.startLine, words: rest.filter((word) => !word.startsWith('-')) }] : [];
      });
    }),
);

/** The instruction of the final image that deletes a file which an earlier layer holds; undefined where none does. */
export const deletedLater = (
  path: string,
  { stage, instruction }: { stage: StageView; instruction: { startLine: number } },
): number | undefined =>
  deletionsIn(stage).find(({ line, words }) => line > instruction.startLine && named(words, path))?.line;
