import { posix } from 'node:path';
import type { Dockerfile, Stage, Word } from '../model/dockerfile.ts';
import { environments, expand } from '../parse/expand.ts';
import type { Build, Project } from '../project.ts';
import { hasWildcard } from '../workspace/patterns.ts';
import { imageHistory, type Step } from './image.ts';
import { folderByName, installedIn, type PackageFolder } from './python-folders.ts';
import type { ImagePython } from './python-image.ts';
import { stageNamed } from './stages.ts';

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

/** Stages copy from each other; a circle of them is refused by BuildKit and would never end here. */
const maximumDepth = 5;

/** The packages that a stage, or one below it in this file, copies from other stages. */
export function packageCopies(
  file: Dockerfile,
  stage: Stage,
  build: Build,
  project: Project,
  depth = 0,
): readonly PackageCopy[] {
  const copies = (one: Stage) =>
    one.instructions.some(({ keyword, flags }) => keyword === 'COPY' && flags.some(({ name }) => name === 'from'));
  if (depth > maximumDepth || !file.stages.some(copies)) return [];
  return imageHistory(file, stage, build, project).steps.flatMap((step) =>
    step.file === file && step.instruction.keyword === 'COPY' ? copiesOf(step, file, build, project, depth) : [],
  );
}

function copiesOf(step: Step, file: Dockerfile, build: Build, project: Project, depth: number): readonly PackageCopy[] {
  const { instruction, stage, before } = step;
  const environment = environments(file, build).at(instruction);
  const value = (text: string | undefined) =>
    text === undefined ? undefined : expand(text, environment, file.escape).value;
  const name = value(instruction.flags.find((flag) => flag.name === 'from')?.value);
  const maker = name ? stageNamed(file, name, stage.index) : undefined;
  const isContext = Object.keys(build.contexts).some((one) => one.toLowerCase() === name?.toLowerCase());
  const destination = instruction.words.at(-1);
  const last = value(destination?.value);
  if (!maker || isContext || !destination || !last) return [];
  // The official image and distroless begin at /.
  const workdir = before.workdir ?? (before.lineage.base.kind === 'image' ? '/' : undefined);
  if (!last.startsWith('/') && workdir === undefined) return [];
  const target = posix.resolve('/', workdir ?? '/', last);
  const installed = installedIn(file, maker, build, project);
  const passedOn = packageCopies(file, maker, build, project, depth + 1);
  return instruction.words.slice(0, -1).flatMap((source): PackageCopy[] => {
    const path = value(source.value);
    if (!path || hasWildcard(path)) return [];
    const from = posix.resolve('/', path);
    const common = { step, from, destination, target };
    const own = (folder: PackageFolder) => {
      const minor = installed.python?.minor ?? versionIn(from);
      return { ...place(folder.path, folder.root, from, target), folder, maker, python: installed.python, minor };
    };
    const byName = installed.usesPython ? folderByName(from) : undefined;
    const candidates = [
      ...passedOn.map((copy) => ({ ...copy, ...place(copy.lands, copy.root, from, target) })),
      ...[...installed.folders, ...(byName ? [byName] : [])].map(own),
    ];
    const seen = new Set<string>();
    return candidates.flatMap(({ lands, ...rest }) => {
      if (lands === undefined || seen.has(lands)) return [];
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
  if (outer.length > parts.length || !outer.every((part, index) => isSame(part, parts[index]))) return undefined;
  return parts.slice(outer.length).join('/');
}

const segments = (path: string): readonly string[] => path.split('/').filter((part) => part !== '');
