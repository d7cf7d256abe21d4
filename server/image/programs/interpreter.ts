import { basename } from '../../parse/shell/commands.ts';
import type { Command } from '../config.ts';

/** An ENTRYPOINT that only starts an interpreter, so that CMD is handed to it as its arguments. */
export interface Interpreter {
  readonly language: 'python' | 'java' | 'node';
  /** The program, as ENTRYPOINT names it. */
  readonly program: string;
  /** `java -jar`. */
  readonly jar: boolean;
}

const languages = { python: /^python[\d.]*$/, java: /^java$/, node: /^node(?:js)?$/ } as const;

/** Flags without an argument that do not choose what to run. */
const harmless = /^(?:-[bBdEiIOqsSuvx]+|-X\S+|-D\S+|-server|--[\w-]+(?:=\S*)?)$/;

export function languageOf(program: string): Interpreter['language'] | undefined {
  const name = basename(program);
  return (Object.keys(languages) as Interpreter['language'][]).find((language) => languages[language].test(name));
}

/** The interpreter that an ENTRYPOINT starts without telling it what to run; undefined for any other. */
export function interpreterOf(entrypoint: Command | undefined): Interpreter | undefined {
  if (!entrypoint?.exec) {
    return undefined;
  }
  const [program, ...rest] = entrypoint.words;
  const language = program === undefined ? undefined : languageOf(program);
  if (program === undefined || language === undefined) {
    return undefined;
  }
  const jar = language === 'java' && rest.at(-1) === '-jar';
  const flags = jar ? rest.slice(0, -1) : rest;
  return flags.every((flag) => harmless.test(flag)) ? { language, program, jar } : undefined;
}

const usualFolders = /^(?:\/(?:usr\/(?:local\/)?)?bin\/|\/nodejs\/bin\/|)[^/]+$/;

/** Whether a word names a Python of another version than the interpreter. */
export function isOtherVersion(interpreter: Interpreter, word: string): boolean {
  const [own, named] = [interpreter.program, word].map((one) => /python(3\.\d+)$/.exec(one)?.[1]);
  return own !== undefined && named !== undefined && own !== named;
}

/** How many words at the beginning of CMD repeat the ENTRYPOINT. */
export function repeatedWords(interpreter: Interpreter, words: readonly string[]): number {
  const [first, second] = words;
  if (first === undefined || languageOf(first) !== interpreter.language) {
    return 0;
  }
  if (first !== interpreter.program && !usualFolders.test(first)) {
    return 0;
  }
  if (!interpreter.jar) {
    return 1;
  }
  return second === '-jar' ? 2 : 0;
}

const scripts = /\.(?:py|pyc|pyz|zip|js|cjs|mjs|jar|war)$/;

/** Whether a word is an argument for an interpreter (an option, a script) and not the name of a program. */
export const isArgument = (word: string): boolean => word.startsWith('-') || scripts.test(word) || word === '.';

/** Console scripts of Python packages that also run as modules. */
export const pythonModules: ReadonlySet<string> = new Set(
  'alembic celery daphne fastapi flask granian gunicorn hypercorn pytest streamlit uvicorn waitress'.split(' '),
);
