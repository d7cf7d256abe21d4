import { posix } from 'node:path';
import { distrolessName, readTag } from '../facts/distroless.ts';
import { accountPrograms, beyondBusybox, tools, userPrograms, utilities } from '../facts/programs.ts';
import { once, remember, rememberFor } from '../memo.ts';
import type { Dockerfile, Instruction } from '../model/dockerfile.ts';
import { mountsOf } from '../parse/dockerfile/mounts.ts';
import { expand } from '../parse/expansion/expand.ts';
import { basename, isShell } from '../parse/shell/commands.ts';
import type { Build, Project } from '../project/project.ts';
import { type Arrival, arrivalsOf, type Scene } from './arrivals.ts';
import type { Base, ImageHistory, Step } from './history.ts';
import { pythonModules } from './interpreter.ts';
import { type Environments, environments } from './variables.ts';

/** What is known of the programs in an image that came without a package manager: `scratch` and distroless. */
export interface Programs {
  /** `gcr.io/distroless/static-debian12`, `scratch`: for messages. */
  readonly name: string;
  /**
   * False where the image that an instruction finds certainly lacks the program, true where its base has it; undefined
   * where it may have been copied in, or where nothing is known of such a program. Without an instruction: the
   * image at its end.
   */
  has(program: string, at?: Instruction): boolean | undefined;
}

/** The shell of shell forms where no SHELL says otherwise. */
export const defaultShell = '/bin/sh';

/** The programs in the image at every step; undefined for bases that may hold anything. */
export const programsIn = (
  history: ImageHistory,
  file: Dockerfile,
  build: Build,
  project: Project,
): Programs | undefined => programsOf(history, build, file, project);

const programsOf = rememberFor(findPrograms);

function findPrograms(history: ImageHistory, build: Build, file: Dockerfile, project: Project): Programs | undefined {
  const { base } = history.result.lineage;
  const image = base.kind === 'distroless' || base.kind === 'image' ? distrolessName(base.reference) : undefined;
  if (base.kind !== 'scratch' && image === undefined) {
    return undefined;
  }
  const { steps } = history;
  const scopes = environments(file, build);
  const arrivals = once(() => steps.map((step) => arrivalsOf(step, { file, build, project, scopes })));
  const places = new Map(steps.map(({ instruction }, index) => [instruction, index]));
  const path = searchPath(steps, file, scopes);
  const pathsOf = (program: string) =>
    program.includes('/') ? [program] : path.map((folder) => folder && `${folder}/${program}`);
  const brings =
    (program: string, wanted = pathsOf(program), name = basename(program)) =>
    (arrival: Arrival): boolean =>
      mayBring(arrival, name, wanted, project);
  /** The first step that may bring a program; found once for each. */
  const firstBringing = remember(64, (program) => {
    const test = brings(program);
    const first = arrivals().findIndex((list) => list.some(test));
    return first < 0 ? Number.POSITIVE_INFINITY : first;
  });
  const blurred = once(() =>
    steps.findIndex((step, index) => makesPrograms(step, () => firstBringing(defaultShell) < index)),
  );
  return {
    name: image === undefined ? 'scratch' : `gcr.io/distroless/${image}`,
    has(program, at) {
      // What the base has, or may have, need not be looked for among the copies.
      const inBase = baseHas(base, image, program);
      if (inBase !== false) {
        return inBase;
      }
      const index = (at && places.get(at)) ?? steps.length;
      if ((blurred() >= 0 && blurred() < index) || firstBringing(program) < index) {
        return undefined;
      }
      return mounted(at).some(brings(program)) ? undefined : false;
    },
  };
}

/** Whether one of some steps to an image may have copied a program to where it is looked for. */
export function mayArrive(program: string, some: readonly Step[], all: readonly Step[], scene: Scene): boolean {
  const path = searchPath(all, scene.file, scene.scopes);
  const wanted = program.includes('/') ? [program] : path.map((folder) => folder && `${folder}/${program}`);
  return some.some((step) =>
    arrivalsOf(step, scene).some((arrival) => mayBring(arrival, basename(program), wanted, scene.project)),
  );
}

/** A RUN that works and may set up a shell or other programs: from then on nothing is certain. */
function makesPrograms({ instruction, before }: Step, hasShell: () => boolean): boolean {
  const { keyword, json, words, body } = instruction;
  if (keyword !== 'RUN') {
    return false;
  }
  if (!json) {
    return before.shell !== undefined || hasShell();
  }
  const [first = '', ...rest] = words.map(({ value }) => value);
  const isBusybox = isShell(first) || first.endsWith('busybox');
  return isBusybox || /--install\b|\/s?bin\b/.test(rest.join(' ')) || body.text.includes('/busybox/');
}

/** What a RUN sees besides the image. */
const mounted = (run: Instruction | undefined): readonly Arrival[] =>
  (run?.keyword === 'RUN' ? mountsOf(run) : []).map(({ target }) => ({
    target: target?.value.startsWith('/') ? posix.normalize(target.value) : undefined,
    kind: 'folder',
  }));

const systemPath = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** Where a program without a path is looked for: the usual folders and what any ENV adds, undefined for one that is unknown. */
function searchPath(steps: readonly Step[], file: Dockerfile, scopes: Environments): readonly (string | undefined)[] {
  const added = steps.flatMap(({ instruction }) => {
    if (instruction.keyword !== 'ENV') {
      return [];
    }
    return instruction.words.flatMap(({ value }, index) => {
      if (index % 2 === 0 || instruction.words[index - 1]?.value !== 'PATH') {
        return [];
      }
      const folders = value.replace(/^["']|["']$/g, '').split(':');
      return folders
        .filter((folder) => folder !== '' && !/^\$(?:PATH|\{PATH\})$/.test(folder))
        .map((folder) => expand(folder, scopes.at(instruction), file.escape).value);
    });
  });
  return [...systemPath, ...added];
}

const ofPython = /^(?:python|pip)[\d.]*$/;

function mayBring(
  { target, kind, folder }: Arrival,
  name: string,
  wanted: readonly (string | undefined)[],
  project: Project,
): boolean {
  if (kind === 'packages' && !ofPython.test(name) && !pythonModules.has(name)) {
    return false;
  }
  if (target === undefined) {
    return true;
  }
  const isNamed = wanted.length === 1;
  if (kind === 'file') {
    if (basename(target) !== name) {
      return false;
    }
    return !isNamed || wanted.some((path) => path === undefined || merged(path) === merged(target));
  }
  return wanted.some((path) => {
    if (path === undefined) {
      return true;
    }
    if (!within(path, target)) {
      return false;
    }
    return (
      folder === undefined || project.workspace.kind(posix.join(folder, posix.relative(target, path))) !== undefined
    );
  });
}

/** Debian 13 links /bin to /usr/bin, so both are taken for one. */
const merged = (path: string): string => path.replace(/^\/usr(?=\/s?bin(?:\/|$))/, '');

const within = (path: string, folder: string): boolean =>
  folder === '/' || path.startsWith(`${folder}/`) || merged(path).startsWith(`${merged(folder)}/`);

/** What the base itself has, before anything is copied in. */
function baseHas(base: Base, image: string | undefined, program: string): boolean | undefined {
  const name = basename(program);
  const folder = program.slice(0, program.length - name.length);
  const usual = folder === '' || folder === '/usr/bin/';
  const family = image?.replace(/-debian\d+$/, '') ?? '';
  if (/^python[\d.]*$/.test(name)) {
    if (!/^python/.test(family)) {
      return false;
    }
    const version = base.kind === 'distroless' ? base.image.python : undefined;
    if (!usual) {
      return false;
    }
    if (name === 'python' || name === 'python3') {
      return true;
    }
    return version === undefined ? undefined : name === `python${version}`;
  }
  if (name === 'java') {
    return /^java\d*$/.test(family) ? usual || undefined : false;
  }
  if (name === 'node') {
    return /^nodejs/.test(family) ? folder === '/nodejs/bin/' || undefined : false;
  }
  if (pythonModules.has(name)) {
    return false;
  }
  if (inBusybox(base, name, folder)) {
    return undefined;
  }
  const lists = [tools, utilities, userPrograms, accountPrograms];
  return name === 'busybox' || lists.some((programs) => programs.has(name)) ? false : undefined;
}

/** `:debug` images bring busybox in /busybox, which is in their PATH. A digest may be that of a debug image. */
function inBusybox(base: Base, name: string, folder: string): boolean {
  if (base.kind !== 'distroless' && base.kind !== 'image') {
    return false;
  }
  const { tag, digest } = base.reference;
  const mayDebug = readTag(tag)?.debug || (tag === undefined && digest !== undefined);
  if (!mayDebug || (folder !== '' && folder !== '/busybox/')) {
    return false;
  }
  return !beyondBusybox.has(name) && (!tools.has(name) || name === 'wget' || name === 'dpkg');
}
