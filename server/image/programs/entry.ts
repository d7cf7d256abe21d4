import { basename, isShell } from '../../parse/shell/commands.ts';
import { languageOf, pythonModules } from './interpreter.ts';

/** What a command loads first: a script, or a module of Python. */
export interface Entry {
  /** As the command names it: `app.py`, `api.main`, `main:app`. */
  readonly word: string;
  /** The path of a script, or the dotted name of a module. */
  readonly name: string;
  readonly kind: 'program' | 'script' | 'module' | 'application';
}

/** Options of Python that take the next word, and those after which no script follows. */
const valued: Readonly<Record<string, ReadonlySet<string>>> = {
  python: new Set(['-W', '-X']),
  node: new Set([
    '-r',
    '--require',
    '--import',
    '--loader',
    '--experimental-loader',
    '-C',
    '--conditions',
    '--env-file',
  ]),
  java: new Set(['-cp', '-classpath', '--class-path']),
};

/** Servers that load an application, `main:app`, with the working directory before all other folders. */
const servers = new Set(['daphne', 'gunicorn', 'hypercorn', 'uvicorn']);

/** The first file that a command loads; undefined where it loads none that can be told. */
export function entryOf(words: readonly string[]): Entry | undefined {
  const [program = '', ...rest] = words;
  if (words.some((word) => /[$`]/.test(word))) {
    return undefined;
  }
  const language = languageOf(program);
  if (language !== undefined) {
    return ofInterpreter(language, rest);
  }
  if (isShell(program)) {
    const script = rest.find((word) => !word.startsWith('-'));
    const isScript = script !== undefined && (script.endsWith('.sh') || script.includes('/'));
    return isScript && !rest.some((word) => /^-\w*c/.test(word)) ? scriptAt(script) : undefined;
  }
  if (servers.has(program) || servers.has(basename(program))) {
    return application(rest);
  }
  return program.includes('/') ? { word: program, name: program, kind: 'program' } : undefined;
}

const scriptAt = (path: string): Entry => ({ word: path, name: path, kind: 'script' });

function ofInterpreter(language: 'python' | 'java' | 'node', words: readonly string[]): Entry | undefined {
  const withValue = valued[language];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    const next = words[at + 1];
    if (language === 'java' && word === '-jar') {
      return next?.endsWith('.jar') ? scriptAt(next) : undefined;
    }
    if (language === 'python' && word === '-m') {
      return next === undefined ? undefined : ofModule(next, words.slice(at + 2));
    }
    if (withValue?.has(word)) {
      at++;
    } else if (!word.startsWith('-')) {
      if (language === 'python' && servers.has(basename(word))) {
        return application(words.slice(at + 1));
      }
      const isScript = language === 'python' ? word.endsWith('.py') : /\.[cm]?js$/.test(word);
      return isScript && language !== 'java' ? scriptAt(word) : undefined;
    } else if (!isPlain(language, word)) {
      return undefined;
    }
  }
  return undefined;
}

/** Options that change neither what is loaded nor where it is looked for. */
function isPlain(language: 'python' | 'java' | 'node', word: string): boolean {
  return language === 'python'
    ? /^-[bBdEiOqsuv]+$/.test(word)
    : !/^-[epc]$|^--(?:eval|print|test|run|watch)/.test(word);
}

function ofModule(name: string, rest: readonly string[]): Entry | undefined {
  if (servers.has(name)) {
    return application(rest);
  }
  return /^[A-Za-z_][\w.]*$/.test(name) && !pythonModules.has(name) ? { word: name, name, kind: 'module' } : undefined;
}

/** `main:app` among the arguments of a server; undefined where these change the folder that it looks in. */
function application(words: readonly string[]): Entry | undefined {
  if (words.some((word) => /^(?:--app-dir|--chdir|--pythonpath|--config|-c|--reload-dir)(?:=|$)/.test(word))) {
    return undefined;
  }
  const found = words.filter((word, index) => isApplication(word) && !/^-/.test(words[index - 1] ?? ''));
  const [word = ''] = found;
  return found.length === 1 ? { word, name: word.slice(0, word.indexOf(':')), kind: 'application' } : undefined;
}

const isApplication = (word: string): boolean => /^[A-Za-z_][\w.]*:[A-Za-z_][\w.]*(?:\(.*\))?$/.test(word);
