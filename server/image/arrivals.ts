import { contextPath } from '../context/verdict.ts';
import { rememberFor } from '../memo.ts';
import type { Dockerfile, Instruction, Stage } from '../model/dockerfile.ts';
import { expand } from '../parse/expansion/expand.ts';
import { basename } from '../parse/shell/commands.ts';
import type { Build, Project } from '../project/project.ts';
import { cleanPath, joinPath } from '../workspace/paths.ts';
import { hasWildcard } from '../workspace/patterns.ts';
import type { Step } from './history.ts';
import { stageNamed } from './stages.ts';
import type { Environments } from './variables.ts';

/** Something that COPY or ADD brings into an image. */
export interface Arrival {
  /** Where it lands; undefined where that is unknown, so that it may be anywhere. */
  readonly target: string | undefined;
  /** One file, a folder that may hold anything, or a folder of packages: programs of Python, none of the system. */
  readonly kind: 'file' | 'folder' | 'packages';
  /** For a folder of the workspace: which one, since what it holds can be seen. */
  readonly folder?: string;
}

/** Where the sources of COPY and ADD are looked up. */
export interface Scene {
  readonly file: Dockerfile;
  readonly build: Build;
  readonly project: Project;
  readonly scopes: Environments;
}

const anything: Arrival = { target: undefined, kind: 'folder' };

/** What a step copies into the image; nothing for other instructions. Several rules ask. */
export function arrivalsOf(step: Step, scene: Scene): readonly Arrival[] {
  const { keyword } = step.instruction;
  if (keyword !== 'COPY' && keyword !== 'ADD') {
    return [];
  }
  const known = arrivalsIn(scene.scopes, scene.build);
  const arrivals = known.get(step) ?? findArrivals(step, scene);
  known.set(step, arrivals);
  return arrivals;
}

const arrivalsIn = rememberFor((_scopes: Environments, _build: Build) => new Map<Step, readonly Arrival[]>());

function findArrivals({ file, stage, instruction, before }: Step, scene: Scene): readonly Arrival[] {
  // Another file has its own variables and its own context.
  if (file !== scene.file) {
    return [anything];
  }
  const environment = scene.scopes.at(instruction);
  const values = instruction.words.map(({ value }) => expand(value, environment, file.escape).value);
  const destination = values.at(-1);
  const target = destination === undefined ? undefined : absolute(destination, before.workdir);
  if (destination === undefined || target === undefined) {
    return [anything];
  }
  const intoFolder = values.length > 2 || /(?:^|\/)\.?$/.test(destination);
  return values.slice(0, -1).flatMap((source, index) => {
    const what = describe(source, index, instruction, stage, scene);
    if (what.kind !== 'file') {
      return [{ target, ...what }];
    }
    const inside = { target: joinPath(target, basename((source ?? '').replace(/\/+$/, ''))), ...what };
    // Whether a destination without a slash is a folder already, nobody knows.
    return intoFolder ? [inside] : [{ target, ...what }, inside];
  });
}

/** Undefined below a working directory that nobody knows. */
function absolute(path: string, workdir: string | undefined): string | undefined {
  if (path.startsWith('/')) {
    return cleanPath(path);
  }
  return workdir === undefined ? undefined : joinPath(workdir, path);
}

function describe(
  source: string | undefined,
  index: number,
  instruction: Instruction,
  stage: Stage,
  { file, build, project }: Scene,
): Pick<Arrival, 'kind' | 'folder'> {
  const isHeredoc = instruction.heredocs.some(({ range }) => range.start === instruction.words[index]?.range.start);
  if (isHeredoc) {
    return { kind: 'file' };
  }
  if (source === undefined) {
    return { kind: 'folder' };
  }
  const from = instruction.flags.find((flag) => flag.name === 'from')?.value;
  if (from) {
    return { kind: kindElsewhere(source, stageNamed(file, from, stage.index)) };
  }
  const unpacked = instruction.keyword === 'ADD' && /\.(?:tar|t[bgx]z2?|tar\.\w+)$|:\/\//i.test(source);
  if (unpacked || build.context === undefined || hasWildcard(source)) {
    return { kind: 'folder' };
  }
  const path = joinPath(build.context, contextPath(source));
  const kind = project.workspace.kind(path);
  if (kind === 'directory') {
    return { kind: 'folder', folder: path };
  }
  return { kind: kind === 'file' || hasExtension(source) ? 'file' : 'folder' };
}

const packageFolder = /(?:^|\/)(?:\.local|site-packages|dist-packages|\.?venv|virtualenv|node_modules|wheels)(?:\/|$)/;
const hasExtension = (path: string): boolean => /[^/]\.\w+$/.test(path);

/** What a path in another stage or image is, as far as its name and the stage tell. */
function kindElsewhere(source: string, maker: Stage | undefined): Arrival['kind'] {
  if (packageFolder.test(source) && !/\/bin\//.test(source)) {
    return 'packages';
  }
  const path = source.replace(/(?<=.)\/+$/, '');
  const runs = maker?.instructions.filter(({ keyword }) => keyword === 'RUN').map(({ body }) => body.text) ?? [];
  const written = (option: RegExp): boolean =>
    runs.some((text) => [...text.matchAll(option)].some(([, value]) => value === path));
  if (written(/\bpip\S* [^;&|]*?(?:--(?:prefix|target|root)[= ]|-t )([^\s"']+)/g)) {
    return 'packages';
  }
  if (source.endsWith('/')) {
    return 'folder';
  }
  const isFile = hasExtension(path) || /\/s?bin\/[^/]+$/.test(path) || written(/\s-o[= ]?([^\s"']+)/g);
  return isFile ? 'file' : 'folder';
}
