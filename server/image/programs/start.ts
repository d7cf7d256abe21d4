import { computed } from '../../memo.ts';
import { intended } from '../../parse/dockerfile/json-array.ts';
import { innerWords, isShell } from '../../parse/shell/commands.ts';
import { commandsOf, shellCommands } from '../../parse/shell/shell.ts';
import type { Command, ImageConfig } from '../config.ts';
import {
  type Interpreter,
  interpreterOf,
  isOtherVersion,
  languageOf,
  pythonModules,
  repeatedWords,
} from './interpreter.ts';
import { programPlaces } from './launchers.ts';
import { commandInOneWord } from './one-word.ts';

/**
 * The words that an image starts, as its author means them, so that one mistake hides no other: behind `tini --` and
 * `sh -c`, without an interpreter that CMD repeats or replaces by another version, and with a whole command in one pair of quotes as its words. Of a shell
 * form they are those of its one command, or of the one that starts Python; otherwise there are none.
 */
export const startedWords: (config: ImageConfig) => readonly string[] = computed(({ entrypoint, cmd }) => {
  const start = entrypoint ? wordsOf(entrypoint) : [];
  if (entrypoint?.exec === false) {
    return unwrapped(start);
  }
  const given = cmd ? wordsOf(cmd) : [];
  const interpreter = interpreterOf(entrypoint);
  const isStarted = start.length === 0 || interpreter !== undefined;
  const words = (isStarted && commandInOneWord(given)?.map(({ value }) => value)) || given;
  if (interpreter && isOtherVersion(interpreter, words[0] ?? '')) {
    return unwrapped(words);
  }
  return unwrapped([...start, ...(interpreter ? argumentsFor(interpreter, words) : words)]);
});

/** CMD as the arguments that are meant for the interpreter of ENTRYPOINT. */
function argumentsFor(interpreter: Interpreter, words: readonly string[]): readonly string[] {
  const [first = ''] = words;
  const repeated = repeatedWords(interpreter, words);
  if (repeated === 0 && interpreter.language === 'python') {
    // The interpreter of a virtual environment repeats it as well, and a module is started with `-m`.
    return languageOf(first) === 'python' ? words.slice(1) : pythonModules.has(first) ? ['-m', ...words] : words;
  }
  return words.slice(repeated);
}

/** The words of the health check, as far as it is one command. */
export const healthWords = ({ healthcheck }: ImageConfig): readonly string[] => {
  const probe = healthcheck?.inner && intended(healthcheck.inner);
  if (!probe) {
    return [];
  }
  return unwrapped(probe.json ? probe.words.map(({ value }) => value) : mainCommand(commandsOf(probe).slice(0, 1)));
};

function wordsOf({ exec, words, instruction }: Command): readonly string[] {
  if (exec || !instruction) {
    return words;
  }
  return mainCommand(commandsOf(instruction));
}

/** The words of the one command of a shell text, or of the one that starts Python. */
function mainCommand(commands: ReturnType<typeof commandsOf>): readonly string[] {
  const lists = commands.map(({ words }) => innerWords(words).map(({ value }) => value));
  return lists.find(([first]) => languageOf(first ?? '') === 'python') ?? (lists.length === 1 ? (lists[0] ?? []) : []);
}

/** Where the program stands that `tini --`, `env A=b` or `gosu app` starts in the end. */
export const programAt = (words: readonly string[]): number => programPlaces(words).at(-1) ?? 0;

/** The command that these or `sh -c` start. */
function unwrapped(words: readonly string[]): readonly string[] {
  const rest = words.slice(programAt(words));
  const [shell = '', option = '', text] = rest;
  if (!isShell(shell) || !/^-[a-z]*c$/.test(option) || text === undefined) {
    return rest;
  }
  return mainCommand(shellCommands({ text, segments: [] }));
}
