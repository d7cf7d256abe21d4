import { computed } from '../../memo.ts';
import { innerWords, isShell } from '../../parse/shell/commands.ts';
import { commandsOf, shellCommands } from '../../parse/shell/shell.ts';
import type { Command, ImageConfig } from '../config.ts';
import { interpreterOf, isOtherVersion, languageOf, repeatedWords } from './interpreter.ts';
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
  return unwrapped([...start, ...(interpreter ? words.slice(repeatedWords(interpreter, words)) : words)]);
});

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

/** The command that `tini --`, `env A=b`, `gosu app` or `sh -c` starts in the end. */
function unwrapped(words: readonly string[]): readonly string[] {
  const rest = words.slice(programPlaces(words).at(-1));
  const [shell = '', option = '', text] = rest;
  if (!isShell(shell) || !/^-[a-z]*c$/.test(option) || text === undefined) {
    return rest;
  }
  return mainCommand(shellCommands({ text, segments: [] }));
}
