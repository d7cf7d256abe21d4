import { computed } from '../../memo.ts';
import { fromOf, type Word } from '../../model/dockerfile.ts';
import { copyWords } from '../../parse/dockerfile/copy-words.ts';
import { intended } from '../../parse/dockerfile/json-array.ts';
import { cleanPath, joinPath } from '../../workspace/paths.ts';
import { hasWildcard } from '../../workspace/patterns.ts';
import { absolutePath } from '../config.ts';
import type { BuildTarget, ImageStep, StageView } from '../target.ts';
import { folderByName, installedIn, type PackageFolder } from './folders.ts';
import type { ImagePython } from './python.ts';

/** Python packages that a COPY takes from the stage that installed them. */
export interface PackageCopy {
  readonly step: ImageStep;
  /** The path that is copied, cleaned. */
  readonly from: string;
  readonly destinationWord: Word;
  /** Absolute. */
  readonly destination: string;
  /** In the stage that installed them. */
  readonly folder: PackageFolder;
  readonly maker: StageView;
  readonly python: ImagePython | undefined;
  /** `3.12`: the version of the folder that was made, by the base of its stage or by the path that is copied. */
  readonly minor: string | undefined;
  /** Where the packages stand in this image; `python*` stands for the version of the folder where the path does not say it. */
  readonly lands: string;
  /** The top of their tree in this image; undefined where its `bin` does not come along. */
  readonly root: string | undefined;
}

/** The packages that a stage, or one below it in this file, copies from other stages. */
export function packageCopies(stage: StageView): readonly PackageCopy[] {
  readInOrder(stage.target);
  return knownCopies(stage);
}

/** Stages that install come before stages that copy from them: a long chain of stages makes no deep recursion. */
const readInOrder = computed(({ stages }: BuildTarget) => {
  for (const stage of stages) {
    knownCopies(stage);
  }
});

const knownCopies: (stage: StageView) => readonly PackageCopy[] = computed((stage) =>
  copiesBetweenStages(stage.target) ? stage.ownSteps.flatMap(copiesOf) : [],
);

const copiesBetweenStages = computed(({ file }: BuildTarget): boolean =>
  file.instructions.some((instruction) => instruction.keyword === 'COPY' && fromOf(instruction) !== undefined),
);

function copiesOf({ instruction, stage, before }: ImageStep): readonly PackageCopy[] {
  const name = instruction.keyword === 'COPY' ? fromOf(instruction)?.value : undefined;
  const maker = name === undefined ? undefined : stage.target.stageMeant(name, stage.index);
  const value = (text: string | undefined) => stage.target.value(text, instruction);
  const { sources, destination: destinationWord } = copyWords(intended(instruction));
  const last = value(destinationWord?.value);
  if (!maker || !destinationWord || !last) {
    return [];
  }
  // The official image and distroless begin at /.
  const workdir = before.workdir ?? (before.base.kind === 'image' ? '/' : undefined);
  const destination = absolutePath(last, workdir);
  if (destination === undefined) {
    return [];
  }
  const installed = installedIn(maker);
  const passedOn = knownCopies(maker);
  return sources.flatMap((source): PackageCopy[] => {
    const path = value(source.value);
    if (!path || hasWildcard(path)) {
      return [];
    }
    const from = cleanPath(`/${path}`);
    // `COPY --from=builder / /` brings the Python of the packages too.
    if (from === '/') {
      return [];
    }
    const common = { step: { instruction, stage, before }, from, destinationWord, destination };
    const own = (folder: PackageFolder) => {
      // The version of an interpreter that stands elsewhere is unknown.
      const isOther = folder.interpreter && !folder.interpreter.startsWith(`${installed.python?.folder}/`);
      const known = isOther ? undefined : installed.python?.minor;
      // On Debian another Python may have been built by hand; then the path has its version.
      const minor = installed.python?.kind === 'official' ? (known ?? versionIn(from)) : (versionIn(from) ?? known);
      return { ...place(folder.path, folder.root, from, destination), folder, maker, python: installed.python, minor };
    };
    const byName = installed.usesPython ? folderByName(from) : undefined;
    const candidates = [
      ...passedOn.map((copy) => ({ ...copy, ...place(copy.lands, copy.root, from, destination) })),
      ...[...installed.folders, ...(byName ? [byName] : [])].map(own),
    ];
    const seen = new Set<string>();
    return candidates.flatMap(({ lands, ...rest }) => {
      if (lands === undefined || seen.has(lands)) {
        return [];
      }
      seen.add(lands);
      return [{ ...rest, ...common, lands }];
    });
  });
}

const versionIn = (path: string): string | undefined => /\/python(3\.\d+)(?:\/|$)/.exec(path)?.[1];

/** Where something below `from` stands after `from` was copied to `destination`. */
function place(
  path: string,
  root: string | undefined,
  from: string,
  destination: string,
): { readonly lands: string | undefined; readonly root: string | undefined } {
  const rest = below(path, from);
  const top = root === undefined ? undefined : below(root, from);
  return {
    lands: rest === undefined ? undefined : joinPath(destination, rest),
    root: top === undefined ? undefined : joinPath(destination, top),
  };
}

/** The way from a folder to a path in it; undefined where it is not inside. Versions of Python count as equal. */
function below(path: string, folder: string): string | undefined {
  const parts = segments(path);
  const outer = segments(folder);
  const isSame = (a: string, b: string | undefined) =>
    a === b || (/^python[\d.*]*$/.test(a) && b !== undefined && /^python(?:\*|3\.\d+)$/.test(b));
  if (outer.length > parts.length || !outer.every((part, index) => isSame(part, parts[index]))) {
    return undefined;
  }
  return parts.slice(outer.length).join('/');
}

const segments = (path: string): readonly string[] => path.split('/').filter((part) => part !== '');
