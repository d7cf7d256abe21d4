import { posix } from 'node:path';
import { rememberFor } from '../../memo.ts';
import type { Dockerfile, Instruction, Stage, Word } from '../../model/dockerfile.ts';
import { expand } from '../../parse/expansion/expand.ts';
import type { Build, Project } from '../../project/project.ts';
import { hasWildcard } from '../../workspace/patterns.ts';
import { imageHistory, type Step } from '../history.ts';
import { stageNamed } from '../stages.ts';
import { environments } from '../variables.ts';
import { folderByName, installedIn, type PackageFolder } from './folders.ts';
import type { ImagePython } from './python.ts';

/** Python packages that a COPY takes from the stage that installed them. */
export interface PackageCopy {
  readonly step: Step;
  /** The path that is copied, cleaned. */
  readonly from: string;
  readonly destination: Word;
  /** The destination, absolute. */
  readonly target: string;
  /** In the stage that installed them. */
  readonly folder: PackageFolder;
  readonly maker: Stage;
  readonly python: ImagePython | undefined;
  /** `3.12`: the version of the folder that was made, by the base of its stage or by the path that is copied. */
  readonly minor: string | undefined;
  /** Where the packages stand in this image; `python*` stands for the version of the folder where the path does not say it. */
  readonly lands: string;
  /** The top of their tree in this image; undefined where its `bin` does not come along. */
  readonly root: string | undefined;
}

/** The packages that a stage, or one below it in this file, copies from other stages. A build and its stages make the project. */
export const packageCopies: Copies = (stage, build, file, project) => {
  readInOrder(file, build, project);
  return knownCopies(stage, build, file, project);
};

/** Makers come before those that copy from them, so that a long chain of stages is no deep recursion. */
const readInOrder = rememberFor((file: Dockerfile, build: Build, project: Project) => {
  for (const stage of file.stages) {
    knownCopies(stage, build, file, project);
  }
});

type Copies = (stage: Stage, build: Build, file: Dockerfile, project: Project) => readonly PackageCopy[];

const knownCopies: Copies = rememberFor(readCopies);

function readCopies(stage: Stage, build: Build, file: Dockerfile, project: Project): readonly PackageCopy[] {
  if (!file.stages.some(({ instructions }) => instructions.some(isFromElsewhere))) {
    return [];
  }
  return imageHistory(file, stage, build, project).steps.flatMap((step) =>
    step.file === file && isFromElsewhere(step.instruction) ? copiesOf(step, file, build, project) : [],
  );
}

const isFromElsewhere = ({ keyword, flags }: Instruction): boolean =>
  keyword === 'COPY' && flags.some(({ name }) => name === 'from');

function copiesOf(step: Step, file: Dockerfile, build: Build, project: Project): readonly PackageCopy[] {
  const { instruction, stage, before } = step;
  const environment = environments(file, build).at(instruction);
  const value = (text: string | undefined) =>
    text === undefined ? undefined : expand(text, environment, file.escape).value;
  const name = value(instruction.flags.find((flag) => flag.name === 'from')?.value);
  const maker = name ? stageNamed(file, name, stage.index) : undefined;
  const isContext = Object.keys(build.contexts).some((one) => one.toLowerCase() === name?.toLowerCase());
  const destination = instruction.words.at(-1);
  const last = value(destination?.value);
  if (!maker || isContext || !destination || !last) {
    return [];
  }
  // The official image and distroless begin at /.
  const workdir = before.workdir ?? (before.lineage.base.kind === 'image' ? '/' : undefined);
  if (!last.startsWith('/') && workdir === undefined) {
    return [];
  }
  const target = posix.resolve('/', workdir ?? '/', last);
  const installed = installedIn(maker, build, file, project);
  const passedOn = knownCopies(maker, build, file, project);
  return instruction.words.slice(0, -1).flatMap((source): PackageCopy[] => {
    const path = value(source.value);
    if (!path || hasWildcard(path)) {
      return [];
    }
    const from = posix.resolve('/', path);
    // With everything comes the Python that the packages belong to.
    if (from === '/') {
      return [];
    }
    const common = { step, from, destination, target };
    const own = (folder: PackageFolder) => {
      // Of an interpreter that stands elsewhere nobody knows the version.
      const isOther = folder.interpreter && !folder.interpreter.startsWith(`${installed.python?.folder}/`);
      const known = isOther ? undefined : installed.python?.minor;
      // On Debian another Python may have been built by hand, as the path tells.
      const minor = installed.python?.kind === 'official' ? (known ?? versionIn(from)) : (versionIn(from) ?? known);
      return { ...place(folder.path, folder.root, from, target), folder, maker, python: installed.python, minor };
    };
    const byName = installed.usesPython ? folderByName(from) : undefined;
    const candidates = [
      ...passedOn.map((copy) => ({ ...copy, ...place(copy.lands, copy.root, from, target) })),
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

/** Where something below `from` stands after `from` was copied to `target`. */
function place(
  path: string,
  root: string | undefined,
  from: string,
  target: string,
): { readonly lands: string | undefined; readonly root: string | undefined } {
  const rest = below(path, from);
  const top = root === undefined ? undefined : below(root, from);
  return {
    lands: rest === undefined ? undefined : posix.join(target, rest),
    root: top === undefined ? undefined : posix.join(target, top),
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
