import { computed } from '../../memo.ts';
import type { Instruction, Word } from '../../model/dockerfile.ts';
import type { Range } from '../../model/text.ts';
import { basename, innerWords, isShell, wordsRange } from '../../parse/shell/commands.ts';
import { runCommands, type ShellCommand, shellCommands } from '../../parse/shell/shell.ts';

/** A command that makes a user or a group. Names and numbers are as written; variables are not expanded. */
export interface UserCommand {
  readonly kind: 'user' | 'group';
  /** Undefined where no name is written. */
  readonly name: string | undefined;
  /** `--uid` of a user, `--gid` of a group. */
  readonly id: string | undefined;
  /** Whether a number is written, even as an unknown variable. */
  readonly isNumbered: boolean;
  /** Groups that it needs or joins. */
  readonly groups: readonly string[];
  /** The folder that it makes for the user, as written; `/home/NAME` without an option. Undefined where it makes none. */
  readonly home: string | undefined;
  readonly range: Range;
  /** Undefined in the exec form. */
  readonly command: ShellCommand | undefined;
}

/** Options with a value that comes as the next word; in short form by letter. */
const valued = {
  useradd: { short: 'bcdefgGkKpPRsuZ' },
  groupadd: { short: 'gKpRPU' },
  // Busybox, Debian and Red Hat know different letters; none of them is a switch for another.
  adduser: { short: 'bcdefgGhkKpsu' },
  addgroup: { short: 'g' },
} as const;

const valuedLong = new Set(
  'base-dir comment home-dir home expiredate inactive gid groups skel key password prefix root shell uid selinux-user ingroup gecos conf firstuid lastuid firstgid lastgid users'.split(
    ' ',
  ),
);

/** Options that create the account in another tree, such as `--root /rootfs`, and not in this image. */
const elsewhere = new Set(['R', 'P', 'root', 'prefix']);

/** Every command of a RUN that makes a user or a group, in the order in which they stand. */
export const userCommands: (run: Instruction) => readonly UserCommand[] = computed((run) => {
  if (!/useradd|adduser|groupadd|addgroup/.test(run.body.text) && run.heredocs.length === 0) {
    return [];
  }
  if (!run.json) {
    return runCommands(run).flatMap((command) => userCommandIn(command.words, command.range, command));
  }
  const script = execScript(run);
  if (script === undefined) {
    const { range } = run.body.text === '' ? run : { range: wordsRange(run.words) };
    return userCommandIn(run.words, range, undefined);
  }
  // Offsets inside a JSON string are not those of the file, so the whole string is named.
  const commands = shellCommands({ text: script.value, segments: [] });
  return commands.flatMap((command) => userCommandIn(command.words, script.range, undefined));
});

/** Whether a RUN does nothing but make users and groups. */
export function onlyMakesUsers(run: Instruction): boolean {
  if (run.keyword !== 'RUN') {
    return false;
  }
  const script = run.json ? execScript(run) : undefined;
  const commands = script ? shellCommands({ text: script.value, segments: [] }) : runCommands(run);
  const found = userCommands(run);
  if (run.json && script === undefined) {
    return found.length > 0;
  }
  const others = commands.filter(
    ({ words, range }) => words.length > 0 && userCommandIn(words, range, undefined).length === 0,
  );
  return found.length > 0 && others.every(isIdle);
}

/** `set -e`, `true`, `:` do nothing by themselves. */
const isIdle = ({ words }: ShellCommand): boolean => /^(?:set|true|:|exit)$/.test(words[0]?.value ?? '');

/** The script of `["/bin/sh", "-c", "…"]`. */
function execScript(run: Instruction): Word | undefined {
  const [program, option, script] = run.words;
  return program && isShell(program.value) && /^-\w*c$/.test(option?.value ?? '') ? script : undefined;
}

function userCommandIn(all: readonly Word[], range: Range, command: ShellCommand | undefined): readonly UserCommand[] {
  const words = withoutBusybox(innerWords(all)).map(({ value }) => value);
  const program = basename(words[0] ?? '');
  if (!Object.hasOwn(valued, program)) {
    return [];
  }
  const tool = program as keyof typeof valued;
  const { options, operands } = parseOptions(words.slice(1), valued[tool].short);
  if (options.some(({ name }) => elsewhere.has(name) && tool.endsWith('add'))) {
    return [];
  }
  if (options.some(({ name }) => name === 'help' || name === 'D' || name === 'defaults') && operands.length === 0) {
    return [];
  }
  // `adduser user group` and `addgroup user group` make nothing: they add the one to the other.
  if (!tool.endsWith('add') && operands.length > 1) {
    return [];
  }
  const value = (...names: string[]) => options.find(({ name }) => names.includes(name))?.value;
  const name = operands.at(-1);
  if (tool === 'groupadd' || tool === 'addgroup') {
    const id = value('g', 'gid');
    return [{ kind: 'group', name, id, isNumbered: id !== undefined, groups: [], home: undefined, range, command }];
  }
  // The -g of Busybox is a comment; taking it for a group does no harm.
  const groups = ['g', 'gid', 'G', 'groups', 'ingroup'].flatMap((option) => value(option)?.split(',') ?? []);
  const id = value('u', 'uid');
  const has = (...names: string[]) => options.some((option) => names.includes(option.name));
  const makesHome = tool === 'useradd' ? has('m', 'create-home') : !has('H', 'no-create-home');
  const home = makesHome ? (value('d', 'home-dir', 'home', 'h') ?? `/home/${name}`) : undefined;
  return [{ kind: 'user', name, id, isNumbered: id !== undefined, groups, home, range, command }];
}

const withoutBusybox = (words: readonly Word[]): readonly Word[] =>
  basename(words[0]?.value ?? '') === 'busybox' ? words.slice(1) : words;

interface Option {
  readonly name: string;
  readonly value: string | undefined;
}

function parseOptions(
  words: readonly string[],
  short: string,
): { readonly options: readonly Option[]; readonly operands: readonly string[] } {
  const options: Option[] = [];
  const operands: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string;
    if (word === '--') {
      return { options, operands: [...operands, ...words.slice(at + 1)] };
    }
    if (word.startsWith('--')) {
      const [name = '', value] = splitOnce(word.slice(2), '=');
      options.push({ name, value: value ?? (valuedLong.has(name) ? words[++at] : undefined) });
    } else if (/^-./.test(word)) {
      const letters = [...word.slice(1)];
      const index = letters.findIndex((letter) => short.includes(letter));
      for (const name of index < 0 ? letters : letters.slice(0, index)) {
        options.push({ name, value: undefined });
      }
      if (index < 0) {
        continue;
      }
      const rest = letters.slice(index + 1).join('');
      options.push({ name: letters[index] as string, value: rest === '' ? words[++at] : rest });
    } else {
      operands.push(word);
    }
  }
  return { options, operands };
}

function splitOnce(text: string, by: string): [string, string | undefined] {
  const at = text.indexOf(by);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

/** `id app`, `getent passwd app`, `grep app /etc/passwd`. */
export const asksForAccount = ({ words }: ShellCommand): boolean => {
  const program = basename(words[0]?.value ?? '');
  return (
    /^(?:id|getent)$/.test(program) || (program === 'grep' && words.some(({ value }) => value.startsWith('/etc/')))
  );
};
