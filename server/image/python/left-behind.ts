import { packageOf, standardLibrary } from '../../facts/python.ts';
import { fromOf, type Instruction } from '../../model/dockerfile.ts';
import { textOfRun } from '../../parse/shell/shell.ts';
import { isBelow, joinPath } from '../../workspace/paths.ts';
import { arrivalsIn } from '../arrivals.ts';
import { contentAt } from '../contents.ts';
import { lastEnv } from '../last-env.ts';
import { type Entry, entryOf } from '../programs/entry.ts';
import { pythonModules } from '../programs/interpreter.ts';
import { startedWords } from '../programs/start.ts';
import type { ImageStep, StageView } from '../target.ts';
import { packageCopies } from './copies.ts';
import { installedIn } from './folders.ts';
import { importsOf } from './imports.ts';
import { type PythonRuntime, pythonRuntime, runsOwnPython } from './path.ts';
import { comparable, requiredBy } from './requirements.ts';

/** A package that a builder stage installs, that the image imports when it starts, and that no COPY brings along. */
export interface LeftBehind {
  /** The module, as it is imported. */
  readonly name: string;
  /** The file that imports it; undefined where the command starts it. */
  readonly file: string | undefined;
  readonly maker: StageView;
  /** The RUN that installs. */
  readonly run: Instruction;
  readonly runtime: PythonRuntime;
}

/** The first such package of an image that brings none; undefined where anything may bring it. */
export function leftBehind(stage: StageView): LeftBehind | undefined {
  const own = new Set(stage.ancestry);
  const makers = stage.target.stages.filter((one) => !own.has(one) && requiredBy(one).names.size > 0);
  const runtime = makers.length > 0 ? pythonRuntime(stage) : undefined;
  if (!runtime || packageCopies(stage).length > 0 || mayBringPackages(stage, makers)) {
    return undefined;
  }
  const words = startedWords(stage.image);
  const program = words[0] ?? '';
  const startsModule = pythonModules.has(program) || (words[1] === '-m' && pythonModules.has(words[2] ?? ''));
  if (runsOwnPython(runtime) !== true && !pythonModules.has(program)) {
    return undefined;
  }
  const entry = entryOf(words);
  const loaded = entry && loadedFile(entry, stage);
  const needed = [
    ...(startsModule ? [{ name: pythonModules.has(program) ? program : (words[2] ?? ''), file: undefined }] : []),
    ...(loaded ? importsOf(loaded.text).map((name) => ({ name, file: loaded.path })) : []),
  ];
  for (const { name, file } of needed) {
    const wanted = [name, packageOf.get(name) ?? name].map(comparable);
    const maker = makers.find((one) => wanted.some((each) => requiredBy(one).names.has(each)));
    const run = maker?.steps.findLast(installs)?.instruction;
    if (maker && run && !standardLibrary.has(name) && isAbsent(name, stage)) {
      return { name, file, maker, run, runtime };
    }
  }
  return undefined;
}

const installs = ({ instruction }: ImageStep): boolean =>
  instruction.keyword === 'RUN' && /\bpip[\d.]*\b[^&|;]*\binstall\b/.test(textOfRun(instruction));

/** The text that a command loads first, where it is a file of the workspace. */
function loadedFile(
  { kind, name }: Entry,
  stage: StageView,
): { readonly path: string; readonly text: string } | undefined {
  const workdir = stage.image.workdir ?? '/';
  const base = joinPath(workdir, name.replaceAll('.', '/'));
  const paths =
    kind === 'script'
      ? [name.startsWith('/') ? name : joinPath(workdir, name)]
      : kind === 'program'
        ? []
        : [`${base}.py`, ...(kind === 'module' ? [`${base}/__main__.py`] : [`${base}/__init__.py`])];
  for (const path of paths) {
    const content = contentAt(path, stage);
    if (content.kind === 'file' && content.text !== undefined) {
      return { path, text: content.text };
    }
  }
  return undefined;
}

/** Whether the image certainly has no module of a name in the folders that Python searches first. */
function isAbsent(name: string, stage: StageView): boolean {
  const path = lastEnv(stage.steps, 'PYTHONPATH');
  const folders = [stage.image.workdir ?? '/', ...(path?.value ?? '').split(':').filter((one) => one !== '')];
  const isKnown = !path || path.value !== undefined;
  return (
    isKnown &&
    folders.every((folder) => {
      const base = joinPath(folder, name);
      return isNowhere(`${base}.py`, stage) && isNowhere(base, stage);
    })
  );
}

/** A folder of the system holds no packages unless something brings them. */
const isNowhere = (path: string, stage: StageView): boolean =>
  contentAt(path, stage).kind === 'absent' || /^\/usr\/(?:local\/)?lib\/python/.test(path);

const ofPackages = /venv|packages|deps|wheels?\b|\.local|\/lib\b|python|requirements/;

/** Whether an image may have packages: it installs some, or a COPY brings a folder that may hold them. */
function mayBringPackages(stage: StageView, makers: readonly StageView[]): boolean {
  if (
    stage.steps.some(
      ({ instruction }) => instruction.keyword === 'RUN' && /install|\bpip|sync|\buv\b/.test(textOfRun(instruction)),
    )
  ) {
    return true;
  }
  const folders = makers.flatMap((maker) => installedIn(maker).folders.flatMap(({ path, root }) => [path, root]));
  const held = [...folders, '/root/.local', '/home'];
  return [...arrivalsIn(stage)].some(([{ instruction, stage: own }, arrivals]) => {
    if (arrivals.some(({ destination }) => destination === undefined)) {
      return true;
    }
    const from = fromOf(instruction);
    if (from === undefined) {
      return instruction.keyword === 'ADD';
    }
    const maker = own.target.stageNamed(from.value, own.index);
    if (maker === undefined || requiredBy(maker).open) {
      return true;
    }
    return instruction.words.slice(0, -1).some(({ value: written }) => {
      const value = own.target.value(written, instruction)?.replace(/(?<=.)\/+$/, '');
      return (
        value === undefined ||
        /[*?[]/.test(value) ||
        !value.startsWith('/') ||
        ofPackages.test(value) ||
        held.some((one) => one === value || isBelow(one, value) || isBelow(value, one))
      );
    });
  });
}
