import { posix } from 'node:path';
import { computed } from '../../memo.ts';
import { basename, isShell } from '../../parse/shell/commands.ts';
import { commandsOf, type ShellCommand, shellCommands } from '../../parse/shell/shell.ts';
import type { Command } from '../config.ts';
import { contentAt } from '../contents.ts';
import { sourcesOf } from '../files.ts';
import { lastEnv } from '../last-env.ts';
import { languageOf, pythonModules } from '../programs/interpreter.ts';
import { launchedWords } from '../programs/launchers.ts';
import type { StageView } from '../target.ts';
import { moduleNamed } from './words.ts';

/** A script that runs when an image starts. */
export interface Script {
  readonly language: 'python' | 'node' | 'shell';
  /** In the image. */
  readonly path: string;
  readonly text: string;
}

/** What runs when an image starts, as far as the workspace has it. */
export interface Started {
  readonly scripts: readonly Script[];
  /** The commands that shells run. */
  readonly commands: readonly ShellCommand[];
  /** False where a program runs that cannot be read, or where someone may type commands. */
  readonly isWhole: boolean;
}

/** The scripts and commands that an image starts, and the scripts of the workspace that these import or start. */
export const startedBy: (stage: StageView) => Started = computed((stage) => {
  const { entrypoint, cmd } = stage.image;
  const reading = new StartReader(stage);
  const words = [...wordsOf(entrypoint), ...(entrypoint?.exec === false ? [] : wordsOf(cmd))];
  if (words.length > 0) {
    reading.command(words);
  }
  if (words.length === 0 && !entrypoint?.instruction && !cmd?.instruction) {
    reading.anything();
  }
  for (const command of [entrypoint, ...(entrypoint?.exec === false ? [] : [cmd])]) {
    if (command?.instruction && !command.exec) {
      reading.shell(commandsOf(command.instruction), []);
    }
  }
  return reading.result();
});

const wordsOf = (command: Command | undefined): readonly string[] => (command?.exec ? command.words : []);

/** An image that runs more scripts is not read to its end. */
const maximumScripts = 30;
const maximumDepth = 8;

/** Commands of the shell, and programs that write nothing but what their arguments say. */
const harmless = new Set(
  'echo printf sleep true false : test [ [[ set cd export wait trap exit return shift local readonly unset eval read if then else elif fi for while do done case esac date cat ls grep egrep sed awk head tail cut tr sort uniq wc basename dirname realpath readlink hostname uname id whoami env printenv which command type kill pgrep pidof nc ping curl wget getent source . mkdir touch cp mv ln rm tee chmod find xargs seq jq'.split(
    ' ',
  ),
);

/** A state: what was read so far. */
class StartReader {
  readonly #stage: StageView;
  readonly #scripts = new Map<string, Script>();
  readonly #commands: ShellCommand[] = [];
  /** Whether there is a module or a package, by its path without `.py`. */
  readonly #modules = new Map<string, boolean>();
  #isWhole = true;
  #depth = 0;

  constructor(stage: StageView) {
    this.#stage = stage;
  }

  result(): Started {
    const scripts = [...this.#scripts.values()];
    // `CMD ["echo", "usage"]`: what the image is for is given when it is started.
    return { scripts, commands: this.#commands, isWhole: this.#isWhole && scripts.length > 0 };
  }

  /** Something runs that the files do not tell. */
  anything(): void {
    this.#isWhole = false;
  }

  /** The commands of a shell; `given` are its arguments, for `exec "$@"`. */
  shell(commands: readonly ShellCommand[], given: readonly string[]): void {
    for (const command of commands) {
      this.#commands.push(command);
      const words = command.words.flatMap(({ value }) => (/^\$[@*]$/.test(value) ? given : [value]));
      this.command(words);
    }
  }

  /** One command, by its words. */
  command(all: readonly string[]): void {
    const words = launchedWords(all);
    const [program, ...rest] = words;
    if (program === undefined || harmless.has(program)) {
      return;
    }
    this.#depth++;
    if (this.#depth > maximumDepth || /[$`*]/.test(program)) {
      this.#isWhole = false;
    } else {
      this.#program(program, rest);
    }
    this.#depth--;
  }

  #program(program: string, rest: readonly string[]): void {
    const name = basename(program);
    const language = languageOf(name);
    if (isShell(program)) {
      this.#shellCalled(rest);
    } else if (language === 'python') {
      this.#python(rest);
    } else if (language === 'node') {
      this.#script(
        rest.find((word) => !word.startsWith('-')),
        'node',
        [],
      );
    } else if (pythonModules.has(name)) {
      this.#module(moduleNamed(rest));
      this.#settings(name, rest);
    } else {
      this.#script(program, undefined, rest);
    }
  }

  #shellCalled(rest: readonly string[]): void {
    const at = rest.findIndex((word) => !word.startsWith('-'));
    if (at < 0) {
      this.anything();
      return;
    }
    const options = rest.slice(0, at);
    const [first = '', ...others] = rest.slice(at);
    if (options.some((word) => /^-\w*c$/.test(word))) {
      this.shell(shellCommands({ text: first, segments: [] }), others.slice(1));
    } else {
      this.#script(first, 'shell', others);
    }
  }

  #python(rest: readonly string[]): void {
    const at = rest.findIndex((word) => !/^-(?![mc]$)/.test(word));
    const [first, second, ...others] = at < 0 ? [] : rest.slice(at);
    if (first === '-m' && pythonModules.has(second ?? '')) {
      this.#module(moduleNamed(others));
      this.#settings(second ?? '', others);
    } else if (first === '-m') {
      this.#module(second);
    } else if (first === '-c') {
      this.#add({ language: 'python', path: `${this.#workdir()}/-c`, text: second ?? '' });
    } else if (first === undefined) {
      this.anything();
    } else {
      this.#script(first, 'python', []);
    }
  }

  #module(name: string | undefined): void {
    const path = name && this.#findModule(name, [this.#workdir()]);
    if (path) {
      this.#script(path, 'python', []);
    } else {
      this.#isWhole = false;
    }
  }

  /** What gunicorn and the like read besides the module. */
  #settings(name: string, rest: readonly string[]): void {
    const at = rest.findIndex((word) => /^(?:-c|--config)$/.test(word));
    const given = at < 0 ? undefined : rest[at + 1]?.replace(/^file:/, '');
    const path = posix.resolve(this.#workdir(), given ?? 'gunicorn.conf.py');
    if (given !== undefined || (name === 'gunicorn' && this.#read(path) !== undefined)) {
      this.#script(path, 'python', []);
    }
  }

  /** The file of a module; most names are those of libraries, whose first part is in none of the folders. */
  #findModule(name: string, folders: readonly string[]): string | undefined {
    const inside = name.replaceAll('.', '/');
    const top = inside.split('/', 1)[0] as string;
    const searched = [...folders, ...this.#pythonPath()].filter((folder) => this.#hasModule(posix.join(folder, top)));
    const candidates = searched.flatMap((folder) =>
      ['.py', '/__main__.py', '/__init__.py'].map((end) => posix.join(folder, inside + end)),
    );
    return candidates.find((path) => this.#read(path) !== undefined);
  }

  #hasModule(path: string): boolean {
    const known = this.#modules.get(path);
    const has = known ?? [path, `${path}.py`].some((one) => isThere.test(contentAt(one, this.#stage).kind));
    this.#modules.set(path, has);
    return has;
  }

  #pythonPath(): readonly string[] {
    const path = lastEnv(this.#stage.steps, 'PYTHONPATH')?.value ?? '';
    return path.split(':').filter((folder) => folder.startsWith('/'));
  }

  #workdir(): string {
    return this.#stage.image.workdir ?? '/';
  }

  #read(path: string): string | undefined {
    return this.#scripts.get(path)?.text ?? sourcesOf(path, this.#stage)?.[0];
  }

  #script(word: string | undefined, known: Script['language'] | undefined, given: readonly string[]): void {
    if (word === undefined) {
      this.anything();
      return;
    }
    const path = posix.resolve(this.#workdir(), word);
    const text = word.includes('/') || known ? this.#read(path) : undefined;
    const language = known ?? languageIn(path, text);
    if (text === undefined || language === undefined || (language === 'shell' && text.trim() === '')) {
      this.#isWhole = false;
      return;
    }
    const isNew = this.#add({ language, path, text });
    if (isNew && language === 'shell') {
      this.shell(shellCommands({ text, segments: [] }), given);
    } else if (language === 'shell' && given.length > 0) {
      this.command(given);
    }
  }

  #add(script: Script): boolean {
    if (this.#scripts.has(script.path)) {
      return false;
    }
    if (this.#scripts.size >= maximumScripts) {
      this.#isWhole = false;
      return false;
    }
    this.#scripts.set(script.path, script);
    for (const path of this.#imported(script)) {
      const text = this.#read(path);
      if (text !== undefined) {
        this.#add({ ...script, path, text });
      }
    }
    return true;
  }

  /** The scripts of the workspace that a script may import. */
  #imported({ language, path, text }: Script): readonly string[] {
    const folder = posix.dirname(path);
    if (language === 'node') {
      const names = [...text.matchAll(/(?:\brequire\(|\bfrom\s+|\bimport\s*\(?)\s*["'](\.[^"']*)["']/g)];
      return names.flatMap(([, name]) =>
        ['', '.js', '.mjs', '.cjs', '/index.js'].map((end) => posix.join(folder, name + end)),
      );
    }
    if (language !== 'python') {
      return [];
    }
    const found = [
      ...text.matchAll(/^[ \t]*(?:from\s+(\.*)([\w.]*)\s+import\s+\(?([\w, \t]*)|import\s+([\w., \t]+))/gm),
    ];
    return found.flatMap(([, dots = '', from = '', some = '', plain = '']) => {
      const names = plain !== '' ? split(plain) : [from, ...split(some).map((name) => `${from}.${name}`)];
      const folders = dots === '' ? [folder, this.#workdir()] : [posix.join(folder, '../'.repeat(dots.length - 1))];
      return names
        .filter((name) => name.replaceAll('.', '') !== '')
        .flatMap((name) => this.#findModule(name.replace(/^\./, ''), folders) ?? []);
    });
  }
}

const isThere = /^(?:file|folder)$/;

const split = (names: string): readonly string[] =>
  names
    .split(',')
    .map((name) => name.trim().split(/\s+/)[0] ?? '')
    .filter((name) => name !== '');

function languageIn(path: string, text: string | undefined): Script['language'] | undefined {
  const [, program = ''] = /^#!\s*(?:\S*\/env\s+(?:-S\s+)?)?(\S+)/.exec(text ?? '') ?? [];
  const language = languageOf(program);
  if (isShell(program) || (program === '' && path.endsWith('.sh'))) {
    return 'shell';
  }
  return language === 'python' || language === 'node' ? language : undefined;
}
