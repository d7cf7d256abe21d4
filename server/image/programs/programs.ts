import { posix } from 'node:path';
import { distrolessName, readTag } from '../../facts/distroless.ts';
import { accountPrograms, beyondBusybox, tools, userPrograms, utilities } from '../../facts/programs.ts';
import { computed, once, remember } from '../../memo.ts';
import type { Instruction } from '../../model/dockerfile.ts';
import type { Project } from '../../model/project.ts';
import { mountsOf } from '../../parse/dockerfile/mounts.ts';
import { basename, isShell } from '../../parse/shell/commands.ts';
import { cleanPath, isBelow, joinPath } from '../../workspace/paths.ts';
import { type Arrival, arrivalsOf } from '../arrivals.ts';
import type { Base } from '../base.ts';
import type { ImageStep, StageView } from '../target.ts';
import { languageOf, pythonModules } from './interpreter.ts';
import { foldersOnPath } from './search-path.ts';

/** The shell of shell forms where no SHELL says otherwise. */
export const defaultShell = '/bin/sh';

/** The programs in the image of a stage at every step; undefined for bases that may hold anything. */
export const programsIn: (stage: StageView) => Programs | undefined = computed((stage) => {
  const base = knownBase(stage);
  const image = base.kind === 'distroless' || base.kind === 'image' ? distrolessName(base.reference) : undefined;
  return base.kind === 'scratch' || image !== undefined ? new Programs(stage, image) : undefined;
});

/** What a stage is built on in the end; of an image of the plan without its Dockerfile, what the plan says. */
const knownBase = ({ lineage: { base, declared } }: StageView): Base => declared ?? base;

/** Programs that no image gets by a COPY of its own: a shell and the package managers. */
const ofSystem = /^(?:a?sh|ap[kt]|apt-get|bash|dash|dnf|dpkg|microdnf|rpm|yum)$/;

/** What is known of the programs in an image that came without a package manager: `scratch` and distroless. */
export class Programs {
  readonly #stage: StageView;
  /** `static-debian12`; undefined for `scratch`. */
  readonly #image: string | undefined;
  readonly #arrivals = once(() => this.#stage.steps.map((step) => arrivalsOf(step, this.#stage)));
  readonly #path = once(() => searchPath(this.#stage.steps));
  readonly #places = once(() => new Map(this.#stage.steps.map(({ instruction }, index) => [instruction, index])));
  /** The first step that may bring a program. */
  readonly #firstBringing = remember(64, (program) => {
    const isBringing = this.#brings(program);
    return firstIndex(this.#arrivals(), (arrivals) => arrivals.some(isBringing));
  });
  /** The first step behind which any program may be there. */
  readonly #uncertainFrom = once(() =>
    firstIndex(this.#stage.steps, (step, index) =>
      makesPrograms(step, () => this.#firstBringing(defaultShell) < index),
    ),
  );

  constructor(stage: StageView, image: string | undefined) {
    this.#stage = stage;
    this.#image = image;
  }

  /** `gcr.io/distroless/static-debian12`, `scratch`: for messages. */
  get name(): string {
    const name = this.#image === undefined ? 'scratch' : `gcr.io/distroless/${this.#image}`;
    const { declared, from } = this.#stage.lineage;
    return declared ? `${name}, which the plan declares as the base of ${from.base?.value},` : name;
  }

  /**
   * False where the image that an instruction finds certainly lacks the program, true where its base has it; undefined
   * where it may have been copied in, or where nothing is known of such a program. Without an instruction: the
   * image at its end.
   */
  has(program: string, at?: Instruction): boolean | undefined {
    const { steps } = this.#stage;
    // The copies matter only for a program that the base certainly lacks.
    const inBase = this.#baseHas(program);
    if (inBase !== false) {
      return inBase;
    }
    const index = (at && this.#places().get(at)) ?? steps.length;
    if (this.#uncertainFrom() < index || this.#firstBringing(program) < index) {
      return undefined;
    }
    // A Dockerfile that is not there may bring other programs.
    if (this.#stage.lineage.declared && !ofSystem.test(basename(program))) {
      return undefined;
    }
    return mounted(at).some(this.#brings(program)) ? undefined : false;
  }

  /** Whether an instruction may find the program: its base has it, or something may have brought it. */
  finds(program: string, at?: Instruction): boolean {
    const { steps } = this.#stage;
    const inBase = this.#baseHas(program);
    const name = basename(program);
    // Where the base is known for a program, its place may be one that the facts do not tell.
    const isKnown =
      languageOf(name) !== undefined || inBusybox(knownBase(this.#stage), name, program.slice(0, -name.length));
    const index = (at && this.#places().get(at)) ?? steps.length;
    const isBrought = this.#uncertainFrom() < index || this.#firstBringing(program) < index;
    return inBase || (inBase === undefined && isKnown) || isBrought || mounted(at).some(this.#brings(program));
  }

  #baseHas(program: string): boolean | undefined {
    // Node.js stands in a folder that is not in the PATH of its image.
    const isOnPath = program === 'node' && this.#path().some((folder) => !folder || cleanPath(folder) === nodeFolder);
    return baseHas(knownBase(this.#stage), this.#image, isOnPath ? `${nodeFolder}/node` : program);
  }

  #brings(program: string): (arrival: Arrival) => boolean {
    return brings(program, this.#path(), this.#stage.target.project);
  }
}

/** Infinity where no element passes the test. */
function firstIndex<T>(list: readonly T[], test: (element: T, index: number) => boolean): number {
  const index = list.findIndex(test);
  return index < 0 ? Number.POSITIVE_INFINITY : index;
}

/** Whether one of some steps to the image of a stage may have copied a program to where it is looked for. */
export function mayArrive(program: string, some: readonly ImageStep[], stage: StageView): boolean {
  const isBringing = brings(program, searchPath(stage.steps), stage.target.project);
  return some.some((step) => arrivalsOf(step, stage).some(isBringing));
}

/** Whether a RUN works and may set up a shell or other programs. */
function makesPrograms({ instruction, before }: ImageStep, hasShell: () => boolean): boolean {
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

/** What the mounts of a RUN add to the image. */
const mounted = (run: Instruction | undefined): readonly Arrival[] =>
  (run?.keyword === 'RUN' ? mountsOf(run) : []).map(({ target }) => ({
    destination: target?.value.startsWith('/') ? cleanPath(target.value) : undefined,
    kind: 'folder',
  }));

const systemPath = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** Where a program without a path is looked for: the usual folders and what any ENV adds; undefined for an unknown one. */
const searchPath = (steps: readonly ImageStep[]): readonly (string | undefined)[] => [
  ...systemPath,
  ...foldersOnPath(steps),
];

/** Where the image of a stage looks for a program without a path. */
export const pathsOf = (program: string, stage: StageView): readonly (string | undefined)[] =>
  searchPath(stage.steps).map((folder) => folder && joinPath(folder, program));

const ofPython = /^(?:python|pip)[\d.]*$/;

/** Tells whether an arrival may bring a program to where it is looked for. */
function brings(
  program: string,
  path: readonly (string | undefined)[],
  project: Project,
): (arrival: Arrival) => boolean {
  const name = basename(program);
  const wanted = program.includes('/') ? [program] : path.map((folder) => folder && `${folder}/${program}`);
  return (arrival) => mayBring(arrival, name, wanted, project);
}

function mayBring(
  { destination, kind, folder }: Arrival,
  name: string,
  wanted: readonly (string | undefined)[],
  project: Project,
): boolean {
  if (kind === 'packages' && !ofPython.test(name) && !pythonModules.has(name)) {
    return false;
  }
  if (destination === undefined) {
    return true;
  }
  const isNamed = wanted.length === 1;
  if (kind === 'file') {
    if (basename(destination) !== name) {
      return false;
    }
    return !isNamed || wanted.some((path) => path === undefined || merged(path) === merged(destination));
  }
  return wanted.some((path) => {
    if (path === undefined) {
      return true;
    }
    // What is taken for a folder may be a file.
    if (folder === undefined && merged(path) === merged(destination)) {
      return true;
    }
    if (!within(path, destination)) {
      return false;
    }
    return (
      folder === undefined || project.workspace.kind(joinPath(folder, posix.relative(destination, path))) !== undefined
    );
  });
}

/** Debian 13 links /bin to /usr/bin, so both are taken for one. */
const merged = (path: string): string => path.replace(/^\/usr(?=\/s?bin(?:\/|$))/, '');

const within = (path: string, folder: string): boolean =>
  isBelow(path, folder) || isBelow(merged(path), merged(folder));

const nodeFolder = '/nodejs/bin';

/** Whether the base itself has a program; undefined where that is unknown. */
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
    return /^nodejs/.test(family) && folder === `${nodeFolder}/`;
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
