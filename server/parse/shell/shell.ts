import type { Heredoc, Instruction, Logical, Word } from '../../model/dockerfile.ts';
import type { Range } from '../../model/text.ts';
import { rangeIn } from '../dockerfile/logical.ts';
import type { Nesting } from './levels.ts';
import { readShell } from './read.ts';

export type { Nesting };

/** `&&`, `||`, `;`, `|`, `|&`, `&`, `;;`, or a line break in a here-document. */
export interface Separator {
  readonly text: string;
  readonly range: Range;
}

/** One simple command of a shell text. */
export interface ShellCommand {
  /** Without quotes, variables as they are written; no assignments before the command, no redirections. Empty where there is nothing else. */
  readonly words: readonly Word[];
  /** From the first assignment, redirection or word to the last. */
  readonly range: Range;
  /** What stands directly before it, and behind it, on its level. */
  readonly before: Separator | undefined;
  readonly after: Separator | undefined;
  /** What it stands in; undefined for a command of the chain itself. */
  readonly nesting: Nesting | undefined;
}

/** The commands of a shell-form instruction, nested ones included, in the order in which they begin. Never throws; linear. */
export function shellCommands(body: Logical): readonly ShellCommand[] {
  const separator = (found: { text: string; start: number } | undefined): Separator | undefined =>
    found && { text: found.text, range: rangeIn(body, found.start, found.start + found.text.length) };
  return readShell(body.text).map(({ words, start, end, before, after, nesting }) => ({
    words: words.map((word) => ({ value: word.value, range: rangeIn(body, word.start, word.end) })),
    range: rangeIn(body, start, end),
    before: separator(before),
    after: separator(after),
    nesting,
  }));
}

/** The commands of a here-document that a shell runs. */
export function heredocCommands({ content, contentRange }: Heredoc): readonly ShellCommand[] {
  return shellCommands({ text: content, segments: [{ at: 0, source: contentRange.start }] });
}

/** The commands that a RUN has its shell run: those of its line, and of the here-document that it feeds to a shell. */
export function runCommands(run: Instruction): readonly ShellCommand[] {
  if (run.json) {
    return [];
  }
  const commands = shellCommands(run.body);
  const [script] = run.heredocs;
  return script && isScript(commands, script) ? [...commands, ...heredocCommands(script)] : commands;
}

const shells = /^(?:\/(?:usr\/)?(?:local\/)?bin\/)?(?:ba|da|a|z|k)?sh$/;
const otherInterpreter = /^\t*#!(?!\s*\S*\/(?:env\s+(?:-S\s+)?)?(?:ba|da|a|z|k)?sh\b)/;

/** `RUN <<EOF` runs the content by the shell, or by what its first line names; `RUN bash -e <<EOF` by that shell. */
function isScript(commands: readonly ShellCommand[], script: Heredoc): boolean {
  const [command] = commands;
  if (!command || commands.length > 1) {
    return false;
  }
  const [name, ...options] = command.words;
  if (!name) {
    return !otherInterpreter.test(script.content);
  }
  return shells.test(name.value) && options.every(({ value }) => /^-[^c]*$/.test(value));
}
