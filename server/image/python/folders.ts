import { computed } from '../../memo.ts';
import { basename, innerWords } from '../../parse/shell/commands.ts';
import { runCommands, textOfRun } from '../../parse/shell/shell.ts';
import { cleanPath, joinPath } from '../../workspace/paths.ts';
import { absolutePath } from '../config.ts';
import type { ImageStep, StageView } from '../target.ts';
import { type ImagePython, pythonOfBase } from './python.ts';

/** A folder of Python packages in the stage that installs them. */
export interface PackageFolder {
  /** Where the packages stand; `python*` is the folder that carries the version. */
  readonly path: string;
  /** What holds them: a virtual environment, a tree with `lib` and `bin`, or nothing but the folder (`--target`). */
  readonly kind: 'venv' | 'tree' | 'flat';
  /** The top of the tree, whose `bin` holds the programs. */
  readonly root: string;
  /** What `bin/python` of a virtual environment links to; undefined where that is unknown. */
  readonly interpreter?: string | undefined;
}

/** What a stage installs. */
export interface Installed {
  readonly folders: readonly PackageFolder[];
  /** Whether it installs or mentions Python. */
  readonly usesPython: boolean;
  /** Undefined where the base has none that is known. */
  readonly python: ImagePython | undefined;
}

/** Below the top of a tree. */
export const sitePackages = 'lib/python*/site-packages';

const treeAt = (root: string): PackageFolder => ({ kind: 'tree', root, path: joinPath(root, sitePackages) });

/** Tools that bring a Python of their own, whatever the base has. */
const bringsPython = /\b(?:uv\s+(?:sync|venv|run|python)|pyenv|conda|mamba|micromamba|deadsnakes|rye)\b/;

/** Where the RUNs of a stage and of those below it put Python packages. */
export const installedIn: (stage: StageView) => Installed = computed(({ steps, image }) => {
  const base = pythonOfBase(image.base);
  const runs = steps.filter(({ instruction }) => instruction.keyword === 'RUN');
  const commands = runs.flatMap(commandsIn);
  const own = runs.some(({ instruction }) => bringsPython.test(textOfRun(instruction)));
  const installs = commands.flatMap((command) => pipFolders(command, base));
  const venvs = commands.flatMap((command) => venvFolders(command, base)).map((venv) => relinked(venv, commands));
  const python = base && own ? { ...base, minor: undefined } : base;
  const usesPython = base?.kind !== undefined && (base.kind !== 'debian' || runs.some(mentionsPython));
  return { folders: [...venvs, ...installs], usesPython: usesPython || installs.length + venvs.length > 0, python };
});

const mentionsPython = ({ instruction }: ImageStep): boolean => /\bpython3?\b|\bpip3?\b/.test(textOfRun(instruction));

/** The words of one command, expanded; undefined for one that depends on something unknown. */
interface Words {
  readonly words: readonly (string | undefined)[];
  /** Where relative paths begin; undefined where that is unknown. */
  readonly workdir: string | undefined;
  /** The value of a variable there; undefined where it is not set, or unknown. */
  readonly variable: (name: string) => string | undefined;
}

function commandsIn({ stage, instruction, before }: ImageStep): readonly Words[] {
  if (!/pip|venv|virtualenv|poetry|\buv\b|\bln\b/.test(textOfRun(instruction))) {
    return [];
  }
  const lists = instruction.json ? [instruction.words] : runCommands(instruction).map(({ words }) => innerWords(words));
  const official = pythonOfBase(before.base) !== undefined;
  const moves = lists.some((words) => words[0]?.value === 'cd' || words[0]?.value === 'pushd');
  const workdir = moves ? undefined : (before.workdir ?? (official ? '/' : undefined));
  return lists.map((words) => ({
    words: words.map(({ value }) => stage.target.value(value, instruction)),
    workdir,
    variable: (name) => stage.target.value(`\${${name}:-}`, instruction) || undefined,
  }));
}

/** The folder that a word of a command names; undefined where that cannot be told. */
const folderNamed = (word: string | undefined, workdir: string | undefined): string | undefined =>
  word === undefined || word === '' || /[*?~]/.test(word) ? undefined : absolutePath(word, workdir);

/** The words behind `pip install`, however pip is started; undefined for other commands. */
export function pipArguments(words: readonly (string | undefined)[]): readonly (string | undefined)[] | undefined {
  const [first, second, third] = words;
  const program = basename(first ?? '');
  const from = /^pip[\d.]*$/.test(program)
    ? 1
    : program === 'uv' && second === 'pip'
      ? 2
      : /^python[\d.]*$/.test(program) && second === '-m' && third === 'pip'
        ? 3
        : 0;
  const rest = words.slice(from);
  return from > 0 && rest.includes('install') ? rest : undefined;
}

function option(words: readonly (string | undefined)[], ...names: readonly string[]): string | undefined {
  for (const [index, word] of words.entries()) {
    if (word === undefined) {
      continue;
    }
    if (names.includes(word)) {
      return words[index + 1];
    }
    const name = names.find((one) => one.startsWith('--') && word.startsWith(`${one}=`));
    if (name !== undefined) {
      return word.slice(name.length + 1);
    }
  }
  return undefined;
}

function pipFolders({ words, workdir }: Words, base: ImagePython | undefined): readonly PackageFolder[] {
  const given = pipArguments(words);
  if (given === undefined) {
    return [];
  }
  const target = folderNamed(option(given, '--target', '-t'), workdir);
  if (target !== undefined) {
    return [{ kind: 'flat', root: target, path: target }];
  }
  const prefix = folderNamed(option(given, '--prefix'), workdir);
  const root = folderNamed(option(given, '--root'), workdir);
  if (prefix !== undefined || root !== undefined) {
    return [treeAt(joinPath(root ?? '/', prefix ?? (base?.kind === 'official' ? '/usr/local' : '/usr')))];
  }
  if (given.includes('--user')) {
    return [];
  }
  return base?.kind === 'official' ? [treeAt('/usr/local')] : [];
}

/** Options with a value that comes as the next word. */
const valued = new Set(['--prompt', '-p', '--python', '--app-data', '--seeder']);

function venvFolders(given: Words, base: ImagePython | undefined): readonly PackageFolder[] {
  const { words, workdir } = given;
  const [first = '', second, third] = words;
  const isModule =
    /^python[\d.]*$/.test(basename(first)) && second === '-m' && /^(?:venv|virtualenv)$/.test(third ?? '');
  if (basename(first) === 'uv' || basename(first) === 'poetry') {
    return projectVenv(given, base);
  }
  if (!isModule && basename(first) !== 'virtualenv') {
    return [];
  }
  const rest = words.slice(isModule ? 3 : 1);
  const own = rest.some((word) => word === undefined || /^(?:-p|--python|--copies|--always-copy)\b/.test(word));
  // `virtualenv` takes the Python that it was installed with.
  const program = isModule ? first : base?.kind === 'official' ? 'python' : '';
  const started = program !== '' && !program.includes('/') && base ? `${base.folder}/${program}` : program;
  const interpreter = own || !started.startsWith('/') ? undefined : cleanPath(started);
  return rest.flatMap((word, index): PackageFolder[] => {
    if (word === undefined || word.startsWith('-') || valued.has(rest[index - 1] ?? '')) {
      return [];
    }
    const root = folderNamed(word, workdir);
    return root === undefined ? [] : [{ kind: 'venv', root, path: joinPath(root, sitePackages), interpreter }];
  });
}

/**
 * What `uv sync`, `uv venv` and, with `virtualenvs.in-project`, `poetry install` make. In an official image they use its Python;
 * uv may also fetch one, which is not in `/usr/bin` either.
 */
function projectVenv({ words, workdir, variable }: Words, base: ImagePython | undefined): readonly PackageFolder[] {
  const [first = '', command] = words;
  const isUv = basename(first) === 'uv';
  const rest = words.slice(2);
  if (rest.some((word) => word === undefined || /^--(?:project|directory)\b/.test(word))) {
    return [];
  }
  let written: string | undefined;
  if (isUv && command === 'venv') {
    written = rest.find((word, index) => !word?.startsWith('-') && !valued.has(rest[index - 1] ?? '')) ?? '.venv';
  } else if (isUv && command === 'sync') {
    written = variable('UV_PROJECT_ENVIRONMENT') ?? '.venv';
  } else if (!isUv && command === 'install' && /^(?:1|true)$/i.test(variable('POETRY_VIRTUALENVS_IN_PROJECT') ?? '')) {
    written = '.venv';
  }
  const root = folderNamed(written, workdir);
  const isOther = rest.some((word) => /^(?:-p|--python|--managed-python)\b/.test(word ?? '')) || variable('UV_PYTHON');
  const interpreter = base?.kind === 'official' && !isOther ? '/usr/local/bin/python3' : undefined;
  return root === undefined || root === '/usr/local' || root === '/usr'
    ? []
    : [{ kind: 'venv', root, path: joinPath(root, sitePackages), interpreter }];
}

/** The interpreter of a virtual environment is unknown where a command sets its link by hand. */
function relinked(venv: PackageFolder, commands: readonly Words[]): PackageFolder {
  const touched = commands.some(
    ({ words, workdir }) =>
      basename(words[0] ?? '') === 'ln' &&
      words.some((word) => word === undefined || folderNamed(word, workdir)?.startsWith(`${venv.root}/bin`)),
  );
  return touched ? { ...venv, interpreter: undefined } : venv;
}

/** A folder of packages by its name alone: `/root/.local`, `…/python3.11/site-packages`. */
export function folderByName(path: string): PackageFolder | undefined {
  if (/^\/(?:root|home\/[^/]+)\/\.local$/.test(path)) {
    return treeAt(path);
  }
  const [, root] = /^(.*)\/lib\/python3\.\d+\/(?:site|dist)-packages$/.exec(path) ?? [];
  if (root === undefined) {
    return undefined;
  }
  return { kind: 'tree', root: root || '/', path: path.replace(/(?<=\/)python3\.\d+(?=\/)/, 'python*') };
}
