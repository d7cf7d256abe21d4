import { computed } from '../../memo.ts';
import type { Heredoc, Instruction, Logical, Word } from '../../model/dockerfile.ts';
import type { Range } from '../../model/text.ts';
import { rangeIn } from '../dockerfile/logical.ts';
import { isShell } from './commands.ts';
import { openFault, type ShellFault } from './fault.ts';
import type { Mark, Nesting } from './levels.ts';
import { readText } from './read.ts';

export type { Nesting };

/** `&&`, `||`, `;`, `|`, `|&`, `&`, `;;`, or a line break in a here-document. */
export interface Separator {
  readonly text: string;
  readonly range: Range;
}

/** One simple command of a shell text. */
export interface ShellCommand {
  /** Without quotes, assignments and redirections. Variables stay as written. Empty if nothing is left. */
  readonly words: readonly Word[];
  /** From the first assignment, redirection or word to the last. */
  readonly range: Range;
  /** The separators around it, on its level. */
  readonly before: Separator | undefined;
  readonly after: Separator | undefined;
  /** The bracket or keyword around it. Undefined for a command of the chain itself. */
  readonly nesting: Nesting | undefined;
}

/** A text is read once for its commands and its faults. */
const shellText = computed((body: Logical) => readText(body.text));

/** The commands of a shell-form instruction, nested ones included, in the order in which they begin. Never throws; linear. */
export function shellCommands(body: Logical): readonly ShellCommand[] {
  const separator = (found: Mark | undefined): Separator | undefined => found && separatorIn(body, found);
  return shellText(body).found.map(({ words, start, end, before, after, nesting }) => ({
    words: words.map((word) => ({ value: word.value, range: rangeIn(body, word.start, word.end) })),
    range: rangeIn(body, start, end),
    before: separator(before),
    after: separator(after),
    nesting,
  }));
}

/** The commands of a here-document for a shell. */
const heredocCommands = (script: Heredoc): readonly ShellCommand[] => shellCommands(textOf(script));

const textOf = ({ content, contentRange }: Heredoc): Logical => ({
  text: content,
  segments: [{ at: 0, source: contentRange.start }],
});

/** The commands of shell-form CMD, ENTRYPOINT or HEALTHCHECK; none in exec form. */
export const commandsOf = (instruction: Instruction): readonly ShellCommand[] =>
  instruction.json ? [] : shellCommands(instruction.body);

/** What a RUN says: its line and its here-documents. */
export const textOfRun = ({ body, heredocs }: Instruction): string =>
  [body.text, ...heredocs.map(({ content }) => content)].join('\n');

/** The commands that the shell of a RUN executes: those of its line, and those of a here-document for a shell. */
export const runCommands: (run: Instruction) => readonly ShellCommand[] = computed((run) => {
  if (run.json) {
    return [];
  }
  const commands = shellCommands(run.body);
  const [script] = run.heredocs;
  return script && isScript(commands, script) ? [...commands, ...heredocCommands(script)] : commands;
});

/** An operator of a shell text without a command beside it. */
export interface LackingOperator {
  readonly kind: 'doubled' | 'leading' | 'trailing';
  readonly operator: Separator;
  /** The first of two operators. */
  readonly before: Separator | undefined;
}

/** What keeps a shell from reading a shell form: the line, or the here-document that it runs. */
export function lackingOperators(instruction: Instruction): readonly LackingOperator[] {
  if (instruction.json) {
    return [];
  }
  const { body, heredocs } = instruction;
  const [script] = heredocs;
  const text = script && isScript(shellCommands(body), script) ? textOf(script) : undefined;
  return [body, ...(text ? [text] : [])].flatMap((one) =>
    shellText(one).lacking.map(({ kind, mark, before }) => ({
      kind,
      operator: separatorIn(one, mark),
      before: before && separatorIn(one, before),
    })),
  );
}

export interface OpenFault extends Omit<ShellFault, 'at'> {
  readonly range: Range;
}

/** What is not closed in a shell form, and where that begins. */
export function openEnd({ body }: Instruction): OpenFault | undefined {
  const fault = openFault(body.text, shellText(body).open);
  return fault && { ...fault, range: rangeIn(body, fault.at, fault.at + 1) };
}

const separatorIn = (body: Logical, { text, start }: Mark): Separator => ({
  text,
  range: rangeIn(body, start, start + text.length),
});

/** `RUN <<EOF` runs the content by the shell, or by the program of its first line; `RUN bash -e <<EOF` by that shell. */
function isScript(commands: readonly ShellCommand[], script: Heredoc): boolean {
  const [command] = commands;
  if (!command || commands.length > 1) {
    return false;
  }
  const [name, ...options] = command.words;
  if (!name) {
    const interpreter = interpreterOf(script.content);
    return interpreter === undefined || isShell(interpreter);
  }
  return isShell(name.value) && options.every(({ value }) => /^-[^c]*$/.test(value));
}

/** The program that the first line of a script names: `#!/bin/bash`, `#!/usr/bin/env bash`. */
const interpreterOf = (content: string): string | undefined =>
  /^\t*#!\s*(?:\S*\/env\s+(?:-S\s+)?)?(\S*)/.exec(content)?.[1];
