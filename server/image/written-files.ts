import { posix } from 'node:path';
import type { Heredoc } from '../model/dockerfile.ts';
import { runCommands, type ShellCommand, textOfRun } from '../parse/shell/shell.ts';
import { absolutePath } from './config.ts';
import type { ImageStep } from './target.ts';

/**
 * The text that a RUN certainly writes to a path: a here-document, or what `echo` and `printf` print. Undefined where it writes
 * none, or where another command of the RUN may change the file.
 */
export function textWritten(step: ImageStep, path: string): string | undefined {
  const { instruction } = step;
  const name = posix.basename(path);
  if (!textOfRun(instruction).includes(name)) {
    return undefined;
  }
  const commands = runCommands(instruction);
  const writing = commands.find((command) => fileWritten(command, step) === path);
  const others = commands.filter((command) => command !== writing && !isHarmless(command));
  if (writing === undefined || others.some(({ words }) => words.some(({ value }) => value.includes(name)))) {
    return undefined;
  }
  const heredoc = instruction.heredocs.find(({ range }) => isIn(range.start, writing));
  return heredoc ? contentOf(heredoc) : printed(writing);
}

/** Commands that leave what their files say as it is. */
const harmless = new Set(['chmod', 'chown', 'dos2unix', 'ls', 'test', 'touch']);

const isHarmless = ({ words }: ShellCommand): boolean => harmless.has(words[0]?.value ?? '');

const isIn = (offset: number, { range }: ShellCommand): boolean => offset >= range.start && offset <= range.end;

/** The content of a here-document as it is written to a file. */
export const contentOf = ({ content, stripTabs }: Heredoc): string =>
  stripTabs ? content.replace(/^\t+/gm, '') : content;

/** The path of `> path` of a command, or of `tee path`. */
function fileWritten({ words, range }: ShellCommand, { stage, before }: ImageStep): string | undefined {
  const source = stage.target.file.text.slice(range.start, range.end);
  const [, , redirected] = /(?:^|[^\d>&-])>[ \t]*(["']?)([^\s"'<>&|;]+)\1/.exec(source) ?? [];
  const file = words[0]?.value === 'tee' ? words[1]?.value : redirected;
  return file === undefined || words.length === 0 || /[$`*?]/.test(file)
    ? undefined
    : absolutePath(file, before.workdir);
}

/** What `echo '#!/bin/sh'` and `printf '#!/bin/sh\n…'` print, where it is a script. */
function printed({ words }: ShellCommand): string | undefined {
  const [program, ...rest] = words.map(({ value }) => value);
  const isPrinting = program === 'echo' || program === 'printf';
  const first = rest.find((word) => !/^-[neE]+$/.test(word));
  return isPrinting && first?.startsWith('#!') ? first.replaceAll('\\n', '\n') : undefined;
}
