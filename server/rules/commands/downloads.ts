import type { Instruction, Word } from '../../model/dockerfile.ts';
import { basename, innerWords, isShell } from '../../parse/shell/commands.ts';
import { runCommands, type ShellCommand } from '../../parse/shell/shell.ts';

/** A download and what reads it: `curl … | sh`. */
export interface Download {
  /** The word that names the program: `curl`. */
  readonly program: Word;
  /** The last command of the pipe, whose exit code is that of the whole. */
  readonly last: ShellCommand;
  readonly reader: Word;
}

/** The downloads of a RUN that a pipe hands on, outside of conditions, loops and substitutions. */
export function pipedDownloads(run: Instruction): readonly Download[] {
  const commands = runCommands(run);
  const behind = new Map(commands.map((command) => [command.before?.range.start, command]));
  return commands.flatMap((first) => {
    const [program, ...rest] = innerWords(first.words);
    if (!program || !isDownload(program.value, rest) || !isOfChain(first)) {
      return [];
    }
    let last: ShellCommand | undefined = first;
    while (last && isPipe(last)) {
      last = behind.get(last.after?.range.start);
    }
    const reader = last && innerWords(last.words)[0];
    return last && reader && last !== first ? [{ program, last, reader }] : [];
  });
}

const isPipe = ({ after }: ShellCommand): boolean => after?.text === '|' || after?.text === '|&';

/** Its exit code counts for the RUN: it stands in no condition, loop or substitution. */
const isOfChain = ({ nesting }: ShellCommand): boolean => {
  for (let at = nesting; at; at = at.outer) {
    if (at.kind !== 'group' && at.kind !== 'subshell') {
      return false;
    }
  }
  return true;
};

/** A program that writes what it downloads to its output. */
function isDownload(program: string, words: readonly Word[]): boolean {
  const name = basename(program);
  const values = words.map(({ value }) => value);
  return (
    name === 'curl' ||
    (name === 'wget' &&
      values.some(
        (value, at) =>
          /^(?:-[a-zA-Z]*O-|--output-document=-)$/.test(value) ||
          (/^-[a-zA-Z]*O$/.test(value) && values[at + 1] === '-'),
      ))
  );
}

const interpreter = /^(?:python\d?(?:\.\d+)?|perl)$/;
const writers = new Set(['cat', 'dd', 'tee']);

/**
 * Whether a program ends with success where it reads nothing, as when the download before it failed: shells, Python, Perl,
 * and what only writes on. tar, gunzip, xz, gpg, grep and sha256sum fail then.
 */
export function passesOnNothing({ words }: ShellCommand): boolean {
  const [program, ...rest] = innerWords(words);
  const name = basename(program?.value ?? '');
  if (writers.has(name)) {
    return true;
  }
  const [first] = rest.map(({ value }) => value);
  if (interpreter.test(name)) {
    return first === undefined || first === '-';
  }
  // `sh -c "…"` and `sh file` read no script from the pipe.
  const read = rest.map(({ value }) => value);
  const end = read.findIndex((value) => !value.startsWith('-') || value === '-' || value === '--');
  const options = end < 0 ? read : read.slice(0, end);
  const isScript =
    end < 0 || read[end] === '-' || read[end] === '--' || options.some((value) => /^-[a-z]*s/.test(value));
  return isShell(name) && isScript && !options.some((value) => /^-[a-z]*c/.test(value));
}
