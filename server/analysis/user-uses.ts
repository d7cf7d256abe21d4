import type { Dockerfile, Flag, Instruction, Stage, Word } from '../model/dockerfile.ts';
import type { TextEdit } from '../model/text.ts';
import { type Environments, expand } from '../parse/expand.ts';
import { runCommands, type ShellCommand } from '../parse/shell.ts';
import { basename, innerWords } from './commands.ts';
import type { Account } from './made-users.ts';
import { mountsOf } from './mounts.ts';
import { asksForAccount } from './shell-edits.ts';
import { stageNamed } from './stages.ts';

/** A place that needs an account of a stage. */
export interface Use {
  /**
   * `user`: USER; `owner`: `--chown` or `chown`, both easily said with numbers. `home`: the account's folder.
   * `passwd`: the list of accounts is copied elsewhere. `other`: a program is told the name.
   */
  readonly kind: 'user' | 'owner' | 'home' | 'passwd' | 'other';
  readonly stage: Stage;
  readonly instruction: Instruction;
  /** Says the same with another `uid:gid`; undefined where no simple edit does. */
  readonly replace?: (user: string) => TextEdit;
}

/** Programs that are told whom to act as or on. */
const takesUser = new Set(
  'chage chfn chpasswd chsh crontab deluser doas getent gosu gpasswd groupmod id install loginctl passwd runuser setfacl setpriv start-stop-daemon su su-exec sudo userdel usermod adduser addgroup rsync tar'.split(
    ' ',
  ),
);

/** Where an account is used: in its stage, in those built from it, and in what copies the list of accounts. */
export function usesOf(
  account: Account,
  file: Dockerfile,
  family: readonly Stage[],
  scopes: Environments,
): readonly Use[] {
  const names = new Set([...(account.names ?? []), ...account.ids]);
  const own = new Set(account.made.map(({ range }) => range.start));
  const uses = family.flatMap((stage) =>
    stage.instructions.flatMap((instruction) =>
      usesIn(instruction, names, own, file, scopes).map((use) => ({ ...use, stage, instruction })),
    ),
  );
  return [...uses, ...passwdCopies(file, family)];
}

type Found = Pick<Use, 'kind' | 'replace'>;

function usesIn(
  instruction: Instruction,
  names: ReadonlySet<string>,
  own: ReadonlySet<number>,
  file: Dockerfile,
  scopes: Environments,
): readonly Found[] {
  const value = (text: string) => (text.includes('$') ? expand(text, scopes.at(instruction), file.escape).value : text);
  const { keyword, words, heredocs } = instruction;
  const inHome = words.some((word) => mentionsHome(word.value, names)) ? [{ kind: 'home' as const }] : [];
  const inDocuments = heredocs.some(({ content }) => [...names].some((name) => hasToken(content, name)));
  switch (keyword) {
    case 'USER': {
      const [word] = words;
      return word ? owner('user', value(word.value), word, names) : [];
    }
    case 'COPY':
    case 'ADD': {
      const chown = instruction.flags.find((flag) => flag.name === 'chown');
      const found = chown?.value === undefined ? [] : owner('owner', value(chown.value), valueWord(chown), names);
      return [...found, ...inHome, ...(inDocuments ? [{ kind: 'other' as const }] : [])];
    }
    case 'RUN': {
      const commands = instruction.json ? [{ words, range: instruction.range }] : runCommands(instruction);
      const ids = mountsOf(instruction).some(({ flag }) =>
        [...(flag.value ?? '').matchAll(/\b[ug]id=(\w+)/g)].some(([, id]) => names.has(id as string)),
      );
      const found = commands
        .filter((command) => !own.has(command.range.start) && !('nesting' in command && isQuestion(command)))
        .flatMap((command) => usesInCommand(command.words, value, names));
      const written = inDocuments && !isScript(instruction);
      return [...found, ...(ids || written ? [{ kind: 'other' as const }] : [])];
    }
    case 'CMD':
    case 'ENTRYPOINT':
    case 'HEALTHCHECK': {
      const command = instruction.inner ?? instruction;
      const lists = command.json ? [command.words] : runCommands(command).map((one) => one.words);
      return [...lists.flatMap((list) => usesInCommand(list, value, names)), ...inHome];
    }
    default:
      return inHome;
  }
}

/** `id app || useradd app`, `if ! getent passwd app; then …`: asking whether there is an account is no use of it. */
const isQuestion = (command: ShellCommand): boolean =>
  asksForAccount(command) && (command.after?.text === '||' || command.nesting?.kind === 'if');

/** A here-document that the shell runs has its commands looked at one by one. */
const isScript = (run: Instruction): boolean =>
  runCommands(run).some(({ range }) => range.start >= (run.heredocs[0]?.contentRange.start ?? Infinity));

function usesInCommand(
  all: readonly Word[],
  value: (text: string) => string | undefined,
  names: ReadonlySet<string>,
): readonly Found[] {
  const program = basename(innerWords(all)[0]?.value ?? '');
  const values = all.map((word) => value(word.value));
  const found: Found[] = values.some((text) => text !== undefined && mentionsHome(text, names))
    ? [{ kind: 'home' }]
    : [];
  if (program === 'chown' || program === 'chgrp') {
    const inner = innerWords(all).slice(1);
    const spec = inner.find((word) => !word.value.startsWith('-'));
    return spec ? [...owner('owner', value(spec.value), spec, names), ...found] : found;
  }
  const known = [...names];
  const told = takesUser.has(program) || takesUser.has(basename(all[0]?.value ?? ''));
  const isOption = (index: number) => /^--?(?:u|g|user|group|uid|gid|userspec|owner)$/.test(values[index - 1] ?? '');
  const other = values.some((text, index) => {
    // A variable that nobody knows here may hold the name.
    if (text === undefined) return told;
    if (index === 0) return false;
    const isName = known.some((name) => text === name || text.startsWith(`${name}:`) || text.endsWith(`=${name}`));
    if (isName && (told || isOption(index) || text.includes('=') || /^[^:]+:[^:/]+$/.test(text))) return true;
    return told && known.some((name) => hasToken(text, name));
  });
  const inSudoers = values.some((text) => text?.includes('ALL') && known.some((name) => hasToken(text, name)));
  return other || inSudoers ? [...found, { kind: 'other' }] : found;
}

const hasToken = (text: string, token: string): boolean => {
  for (let at = text.indexOf(token); at >= 0; at = text.indexOf(token, at + 1)) {
    if (!/[\w-]/.test(text[at - 1] ?? ' ') && !/[\w-]/.test(text[at + token.length] ?? ' ')) return true;
  }
  return false;
};

function mentionsHome(text: string, names: ReadonlySet<string>): boolean {
  return [...text.matchAll(/(?:\/home\/|~)([\w.-]+)/g)].some(([, name]) => names.has(name as string));
}

/** `user:group` where one of them is of the account. An unknown value may be anything. */
function owner(
  kind: 'user' | 'owner',
  value: string | undefined,
  word: Word,
  names: ReadonlySet<string>,
): readonly Found[] {
  if (value === undefined) return [{ kind: 'other' }];
  // `chown` still takes the old `user.group`.
  const [user = '', group] = value.split(value.includes(':') || names.has(value) ? ':' : '.');
  if (!names.has(user) && !(group && names.has(group))) return [];
  return [{ kind, replace: (wanted) => ({ range: word.range, text: replaced(user, group, names, wanted) }) }];
}

/** The parts that are of the account become those of `wanted`; a foreign part stays. */
function replaced(user: string, group: string | undefined, names: ReadonlySet<string>, wanted: string): string {
  const [uid = wanted, gid = uid] = wanted.split(':');
  if (!names.has(user)) return `${user}:${gid}`;
  if (!group || names.has(group)) return wanted;
  return `${uid}:${group}`;
}

const valueWord = (flag: Flag): Word => ({ value: flag.value ?? '', range: flag.valueRange ?? flag.range });

/** Copies of the account files out of a family of stages. */
function passwdCopies(file: Dockerfile, family: readonly Stage[]): readonly Use[] {
  const isFamily = (name: string | undefined, before: number): boolean => {
    const stage = name ? stageNamed(file, name, before) : undefined;
    return stage !== undefined && family.includes(stage);
  };
  return file.stages.flatMap((stage) =>
    stage.instructions.flatMap((instruction): readonly Use[] => {
      const use: Use = { kind: 'passwd', stage, instruction };
      if (instruction.keyword === 'RUN') {
        const mounted = mountsOf(instruction).some(({ from }) => isFamily(from?.value, stage.index));
        return mounted && /passwd|\/etc\b/.test(instruction.body.text) ? [use] : [];
      }
      if (instruction.keyword !== 'COPY') return [];
      const from = instruction.flags.find((flag) => flag.name === 'from')?.value;
      if (!isFamily(from, stage.index)) return [];
      const sources = instruction.words.slice(0, -1);
      return sources.some(({ value }) => /^\/?(?:\.?\/?|etc\/?(?:\*|passwd-?|group-?|g?shadow-?|pass.*)?)$/.test(value))
        ? [use]
        : [];
    }),
  );
}
