import { posix } from 'node:path';
import { distrolessUsers, nonroot } from '../../facts/distroless.ts';
import { computed, once } from '../../memo.ts';
import { fromOf, type Instruction } from '../../model/dockerfile.ts';
import { basename } from '../../parse/shell/commands.ts';
import { cleanPath, joinPath } from '../../workspace/paths.ts';
import { arrivalsOf } from '../arrivals.ts';
import type { ImageConfig } from '../config.ts';
import { covers, sourcesOf } from '../files.ts';
import { lastEnv } from '../last-env.ts';
import { languageOf, pythonModules } from '../programs/interpreter.ts';
import { pathEntries } from '../programs/search-path.ts';
import { startedWords } from '../programs/start.ts';
import type { ImageStep, StageView } from '../target.ts';
import { usersOf } from '../users/users.ts';
import type { PackageCopy } from './copies.ts';
import { sitePackages } from './folders.ts';
import { type ImagePython, pythonOfBase } from './python.ts';

/** An image with a Python and what that Python looks at. */
export interface PythonRuntime {
  readonly stage: StageView;
  readonly steps: readonly ImageStep[];
  readonly config: ImageConfig;
  readonly python: ImagePython;
  /** The user that it runs as: the plan's in an image of the plan. Undefined where it is unknown. */
  readonly user: string | undefined;
  /** HOME of that user; undefined where it is unknown. */
  readonly home: () => string | undefined;
}

/** The image that a stage makes, if it stands on a base with a Python that is known. */
export const pythonRuntime: (stage: StageView) => PythonRuntime | undefined = computed((stage) => {
  const { steps, image: config, target } = stage;
  const python = pythonOfBase(config.base);
  if (python === undefined || python.kind === 'debian') {
    return undefined;
  }
  const fallback = python.kind === 'official' && config.userInstruction === undefined ? '0' : undefined;
  // In an image of the plan, assume the plan's user; `user-nonroot` reports any other.
  const user = withAccount((target.build.image?.user ?? config.user ?? fallback)?.split(':')[0], stage);
  const runtime = { stage, steps, config, python, user };
  // Computed on demand: few rules need it, and it looks at all copies.
  return { ...runtime, home: once(() => homeOf(runtime)) };
});

/** A name that the image certainly lacks stands for nonroot: `unknown-user` reports it and writes that number. */
function withAccount(user: string | undefined, stage: StageView): string | undefined {
  if (user === undefined || /^\d+$/.test(user) || stage.lineage.base.kind !== 'distroless') {
    return user;
  }
  const { complete, ids } = usersOf(stage).end;
  return complete && !ids.has(user) ? String(nonroot.uid) : user;
}

const isRootUser = (user: string | undefined): boolean => user === '0' || user === 'root';

function homeOf({ stage, steps, python, user }: Omit<PythonRuntime, 'home'>): string | undefined {
  const set = lastEnv(steps, 'HOME');
  if (set) {
    return set.value;
  }
  if (user === undefined || isRootUser(user)) {
    return user && '/root';
  }
  const users = usersOf(stage).end;
  if (python.kind !== 'distroless' || !users.complete || users.ids.size > distrolessUsers.length) {
    return undefined;
  }
  if (user === String(nonroot.uid) || user === 'nonroot') {
    return nonroot.home;
  }
  if (user === '65534' || user === 'nobody') {
    return '/nonexistent';
  }
  return /^\d+$/.test(user) ? '/' : undefined;
}

/** A path with the versions that count as this image's own replaced by `python*`. */
function neutral(path: string, minors: readonly (string | undefined)[]): string {
  return path.replace(/(?<=\/python)3\.\d+(?=\/|$)/, (minor) => (minors.includes(minor) ? '*' : minor));
}

/** Where packages stand: `lands` with `python*` for the version, `folder` with the version that Python looks for. */
export function landing(
  copy: PackageCopy,
  { minor }: ImagePython,
): { readonly lands: string; readonly folder: string } {
  const lands = neutral(copy.lands, [minor ?? copy.minor, copy.minor]);
  return { lands, folder: lands.replace('python*', `python${minor ?? copy.minor ?? '3'}`) };
}

/** Whether the Python of an image finds the packages of a COPY. Ignores the version in the path. Undefined if unknown. */
export function finds(runtime: PythonRuntime, copy: PackageCopy): boolean | undefined {
  const { steps, user } = runtime;
  const minors = [runtime.python.minor ?? copy.minor, copy.minor];
  const lands = neutral(copy.lands, minors);
  const set = (name: string) => lastEnv(steps, name);
  // Only root may enter /root, in distroless as in the official images.
  if (lands.startsWith('/root/') && user !== undefined && !isRootUser(user)) {
    return touched(runtime, '/root') && undefined;
  }
  const home = lands.includes('/.local/') ? runtime.home() : undefined;
  const path = set('PYTHONPATH');
  const entries = (path?.value ?? '').split(':').filter((entry) => entry !== '');
  const base = set('PYTHONUSERBASE');
  const site = base ? base.value : home && joinPath(home, '.local');
  const searched = [...entries, ...builtIn(runtime.python), ...(site ? [joinPath(site, sitePackages)] : [])];
  if (searched.some((entry) => neutral(cleanPath(entry), minors) === lands)) {
    return true;
  }
  const isUnknown = (path && path.value === undefined) || set('PYTHONHOME') || (base && base.value === undefined);
  const isUserSite = /^\/(?:home\/[^/]+\/)?(?:.*\/)?\.local\/lib\/python/.test(lands);
  const mayBeHome = home === undefined && isUserSite && !isNobodysHome(lands, runtime.stage);
  if (isUnknown || mayBeHome || beside(runtime, lands) || touched(runtime, copy.destination)) {
    return undefined;
  }
  return extendsPath(runtime) ? undefined : false;
}

/**
 * Whether no account of a copied `/etc/passwd` has its home there: the images of Python have none below /home, and no
 * command of the file has its name.
 */
function isNobodysHome(lands: string, { target }: StageView): boolean {
  const [, name] = /^\/home\/([\w.-]+)\//.exec(lands) ?? [];
  const mayBring = (instruction: Instruction): boolean => {
    const { keyword, body, words } = instruction;
    if (keyword === 'RUN' || keyword === 'ONBUILD') {
      return body.text.includes(name ?? '') || /\$/.test(body.text);
    }
    const isList = words.slice(0, -1).some(({ value }) => /^\/?(?:etc\/?)?$|passwd/.test(value));
    const from = fromOf(instruction)?.value;
    return (keyword === 'COPY' || keyword === 'ADD') && isList && !(from && target.stageNamed(from));
  };
  return (
    name !== undefined &&
    target.stages.every(({ lineage }) => pythonOfBase(lineage.base) !== undefined) &&
    !target.file.instructions.some(mayBring)
  );
}

function builtIn({ kind }: ImagePython): readonly string[] {
  if (kind === 'official') {
    return ['/usr/local/lib/python*/site-packages', '/usr/local/lib/python*'];
  }
  return ['/usr/local/lib/python*/dist-packages', '/usr/lib/python3/dist-packages', '/usr/lib/python*'];
}

/** Whether a RUN names a folder: it may move, link or open it. */
const touched = ({ steps }: PythonRuntime, folder: string): boolean =>
  steps.some(({ instruction: { keyword, body } }) => keyword === 'RUN' && body.text.includes(folder));

/** The arguments that Python is started with. */
function pythonArguments({ config }: PythonRuntime): readonly string[] {
  const words = startedWords(config);
  return words.slice(words.findLastIndex((word) => languageOf(word) === 'python') + 1);
}

/** Whether packages stand where Python looks first: beside its script, or in the working directory with `-m` and `-c`. */
function beside(runtime: PythonRuntime, lands: string): boolean {
  const workdir = runtime.config.workdir ?? (runtime.python.kind === 'official' ? '/' : undefined);
  if (workdir === undefined || lands === cleanPath(workdir)) {
    return true;
  }
  const script = pythonArguments(runtime).find((word) => !word.startsWith('-'));
  return script?.endsWith('.py') === true && posix.dirname(posix.resolve(workdir, script)) === lands;
}

const extending = /\bsys\.path\b|\baddsitedir\b/;

/** Whether what Python runs sets its search path itself, as far as that can be read. */
function extendsPath(runtime: PythonRuntime): boolean {
  const words = pythonArguments(runtime);
  if (words.some((word) => extending.test(word))) {
    return true;
  }
  const at = words.indexOf('-m');
  const name = at < 0 ? words.find((word) => word.endsWith('.py')) : words[at + 1]?.replaceAll('.', '/');
  if (name === undefined) {
    return false;
  }
  const path = posix.resolve(runtime.config.workdir ?? '/', name);
  const paths = at < 0 ? [path] : [`${path}.py`, `${path}/__main__.py`, `${path}/__init__.py`];
  const found = paths.map((one) => sourcesOf(one, runtime.stage));
  return found.some((sources) => sources === undefined || sources.some((source) => extending.test(source)));
}

/**
 * True where the Python of the base runs the image; undefined where another program runs, or a Python that was copied in may.
 */
export function runsOwnPython(runtime: PythonRuntime): boolean | undefined {
  const { config, python, steps, stage } = runtime;
  const [program = ''] = startedWords(config);
  const isPython = languageOf(program) === 'python';
  // The official images have one Python. A script may set another search path before it starts Python.
  if (python.kind === 'official') {
    const [, minor] = /python(3\.\d+)$/.exec(program) ?? [];
    const isOther = minor !== undefined && python.minor !== undefined && minor !== python.minor;
    return (isPython && !isOther) || pythonModules.has(basename(program)) || undefined;
  }
  if (!isPython) {
    return undefined;
  }
  if (program.includes('/')) {
    return program.startsWith(`${python.folder}/`) || undefined;
  }
  const path = lastEnv(steps, 'PATH');
  const folders = ['/usr/local/bin', '/usr/local/sbin', ...pathEntries(path?.word.value ?? '')];
  const isBrought = steps
    .flatMap((step) => arrivalsOf(step, stage))
    .some(({ destination, kind }) => {
      if (kind === 'packages') {
        return false;
      }
      if (destination === undefined) {
        return true;
      }
      return folders.some((folder) =>
        kind === 'folder' ? covers(destination, folder) : isPythonIn(folder, destination),
      );
    });
  return isBrought ? undefined : true;
}

const isPythonIn = (folder: string, program: string): boolean =>
  posix.dirname(program) === folder && languageOf(program) === 'python';
