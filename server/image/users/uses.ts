import { append } from '../../groups.ts';
import { computed } from '../../memo.ts';
import { type Flag, flagNamed, type Instruction, type Word } from '../../model/dockerfile.ts';
import type { Range, TextEdit } from '../../model/text.ts';
import { mountsOf } from '../../parse/dockerfile/mounts.ts';
import { basename, innerWords } from '../../parse/shell/commands.ts';
import { runCommands, type ShellCommand } from '../../parse/shell/shell.ts';
import { fromWords } from '../references/from-words.ts';
import type { BuildTarget, StageView } from '../target.ts';
import { asksForAccount } from './commands.ts';

/** A place that needs an account of a stage. */
export interface Use {
  /**
   * `user`: USER; `owner`: `--chown` or `chown`; numbers can replace the names in both. `home`: the account's folder.
   * `passwd`: the list of accounts is copied elsewhere. `other`: the name is an argument of a program.
   */
  readonly kind: 'user' | 'owner' | 'home' | 'passwd' | 'other';
  readonly stage: StageView;
  readonly instruction: Instruction;
  /** Says the same with another `uid:gid`; undefined where no simple edit does. */
  readonly replace?: (user: string) => TextEdit;
}

/** Finds where accounts of some names and numbers are used. */
export type UsesFinder = (names: ReadonlySet<string>) => readonly Use[];

/** Programs with a user or a group among their arguments. */
const takesUser = new Set(
  'chage chfn chpasswd chsh crontab deluser doas getent gosu gpasswd groupmod id install loginctl passwd runuser setfacl setpriv start-stop-daemon su su-exec sudo userdel usermod adduser addgroup rsync tar'.split(
    ' ',
  ),
);

/** A place that may need an account, before anyone asks for a certain one. */
interface Mention {
  readonly kind: Use['kind'];
  /** The names and numbers that it may mean; undefined where that depends on something unknown: any. */
  readonly names: Iterable<string> | undefined;
  readonly owner?: Owner;
}

/** `user:group` as it is written, with variables expanded. */
interface Owner {
  readonly range: Range;
  readonly value: string;
  /** `chown` still takes the old `user.group`. */
  readonly dotted: boolean;
}

/**
 * Where accounts of a stage are used: in the stages of its family, which are it and those built from it, and in what copies
 * the list of accounts. `own` are the offsets of the commands that make them. Everything is read once for all accounts.
 */
export function usesFinder(family: readonly StageView[], own: ReadonlySet<number>): UsesFinder {
  const mentions = mentionsByName(family, own);
  const copies = passwdCopies(family);
  return (names) => {
    const found = new Set([...names].flatMap((name) => mentions.byName.get(name) ?? []).concat(mentions.ofAny));
    return [...[...found].map((mention) => useOf(mention, names)), ...copies];
  };
}

interface PlacedMention extends Mention {
  readonly stage: StageView;
  readonly instruction: Instruction;
}

interface Mentions {
  readonly byName: ReadonlyMap<string, readonly PlacedMention[]>;
  /** Those whose names depend on something unknown. */
  readonly ofAny: readonly PlacedMention[];
}

function mentionsByName(family: readonly StageView[], own: ReadonlySet<number>): Mentions {
  const all = family.flatMap((stage) =>
    stage.instructions.flatMap((instruction) =>
      mentionsOf(instruction, own, stage.target).map((mention): PlacedMention => ({ ...mention, stage, instruction })),
    ),
  );
  const byName = new Map<string, PlacedMention[]>();
  for (const mention of all) {
    for (const name of new Set(mention.names)) {
      append(byName, name, mention);
    }
  }
  return { byName, ofAny: all.filter(({ names }) => names === undefined) };
}

function useOf({ kind, owner, stage, instruction }: PlacedMention, names: ReadonlySet<string>): Use {
  if (owner === undefined) {
    return { kind, stage, instruction };
  }
  const replace = (wanted: string) => ({ range: owner.range, text: replaced(partsOf(owner, names), names, wanted) });
  return { kind, stage, instruction, replace };
}

/** What an instruction mentions besides the commands that make the accounts; computed once where it has none of them. */
function mentionsOf(instruction: Instruction, own: ReadonlySet<number>, target: BuildTarget): readonly Mention[] {
  if (instruction.keyword === 'RUN' && runCommands(instruction).some(({ range }) => own.has(range.start))) {
    return mentionsIn(instruction, own, target);
  }
  const known = knownMentions(target);
  const mentions = known.get(instruction) ?? mentionsIn(instruction, new Set(), target);
  known.set(instruction, mentions);
  return mentions;
}

const knownMentions = computed((_: BuildTarget) => new Map<Instruction, readonly Mention[]>());

function mentionsIn(instruction: Instruction, own: ReadonlySet<number>, target: BuildTarget): readonly Mention[] {
  const value = (text: string) => (text.includes('$') ? target.value(text, instruction) : text);
  const { keyword, words, heredocs } = instruction;
  const homes = words.flatMap((word) => homesIn(word.value));
  const documents = heredocs.map(({ content }): Mention => ({ kind: 'other', names: tokens(content) }));
  switch (keyword) {
    case 'USER':
      return words.slice(0, 1).map((word) => owned('user', target.value(word.value, instruction), word));
    case 'COPY':
    case 'ADD': {
      const chown = flagNamed(instruction, 'chown');
      const given = chown?.value === undefined ? [] : [owned('owner', value(chown.value), valueWord(chown))];
      return [...given, ...homes, ...documents];
    }
    case 'RUN': {
      const commands = instruction.json ? [{ words, range: instruction.range }] : runCommands(instruction);
      const ids = mountsOf(instruction).flatMap(({ flag }) =>
        [...(flag.value ?? '').matchAll(/\b[ug]id=(\w+)/g)].map(([, id]) => id as string),
      );
      const found = commands
        .filter((command) => !own.has(command.range.start) && !('nesting' in command && isQuestion(command)))
        .flatMap((command) => mentionsInCommand(command.words, value));
      return [...found, { kind: 'other', names: ids }, ...(isScript(instruction) ? [] : documents)];
    }
    case 'CMD':
    case 'ENTRYPOINT':
    case 'HEALTHCHECK': {
      const command = instruction.inner ?? instruction;
      const lists = command.json ? [command.words] : runCommands(command).map((one) => one.words);
      return [...lists.flatMap((list) => mentionsInCommand(list, value)), ...homes];
    }
    case 'ONBUILD':
      return instruction.inner ? mentionsIn(instruction.inner, own, target) : homes;
    default:
      return homes;
  }
}

/** `id app || useradd app`, `if ! getent passwd app; then …`: asking whether an account exists does not use it. */
const isQuestion = (command: ShellCommand): boolean =>
  asksForAccount(command) && (command.after?.text === '||' || command.nesting?.kind === 'if');

/** A here-document that the shell runs has its commands looked at one by one. */
const isScript = (run: Instruction): boolean =>
  runCommands(run).some(({ range }) => range.start >= (run.heredocs[0]?.contentRange.start ?? Infinity));

function mentionsInCommand(all: readonly Word[], value: (text: string) => string | undefined): readonly Mention[] {
  const inner = innerWords(all);
  const program = basename(inner[0]?.value ?? '');
  const values = all.map((word) => value(word.value));
  const homes = values.flatMap((text) => (text === undefined ? [] : homesIn(text)));
  if (program === 'chown' || program === 'chgrp') {
    const spec = inner.slice(1).find((word) => !word.value.startsWith('-'));
    return spec ? [owned('owner', value(spec.value), spec, true), ...homes] : homes;
  }
  const told = takesUser.has(program) || takesUser.has(basename(all[0]?.value ?? ''));
  const others = values.flatMap((text, index): readonly Mention[] => {
    // An unknown variable may hold the name.
    if (text === undefined) {
      return told ? [{ kind: 'other', names: undefined }] : [];
    }
    if (index > 0 && told) {
      return [{ kind: 'other', names: tokens(text) }];
    }
    if (text.includes('ALL')) {
      return [{ kind: 'other', names: tokens(text) }];
    }
    const isOption = /^--?(?:u|g|user|group|uid|gid|userspec|owner)$/.test(values[index - 1] ?? '');
    const isPair = /=|^[^:]+:[^:/]+$/.test(text);
    if (index === 0 || !(isOption || isPair)) {
      return [];
    }
    return [{ kind: 'other', names: [text, text.split(':')[0] as string, text.slice(text.lastIndexOf('=') + 1)] }];
  });
  return [...others, ...homes];
}

/** Words with their dots, and the parts between dots. */
const tokens = (text: string): readonly string[] => [
  ...(text.match(/[\w.-]+/g) ?? []),
  ...(text.match(/[\w-]+/g) ?? []),
];

const homesIn = (text: string): readonly Mention[] => {
  const names = [...text.matchAll(/(?:\/home\/|~)([\w.-]+)/g)].map(([, name]) => name as string);
  return names.length === 0 ? [] : [{ kind: 'home', names }];
};

/** `user`, `user:group`; either part may be empty. */
const isOwner = /^[^\s:"'\\]*(?::[^\s:"'\\]*)?$/;

/** An unknown value may be anything. */
function owned(kind: 'user' | 'owner', value: string | undefined, { range }: Word, dotted = false): Mention {
  if (value === undefined) {
    return { kind: 'other', names: undefined };
  }
  // A value of another form still names something, but no edit can rewrite it.
  if (!isOwner.test(value)) {
    return { kind: 'other', names: [value, ...tokens(value)] };
  }
  const names = dotted ? [value, ...value.split(':'), ...value.split('.')] : value.split(':');
  return { kind, names, owner: { range, value, dotted } };
}

const partsOf = ({ value, dotted }: Owner, names: ReadonlySet<string>): readonly string[] =>
  value.split(!dotted || value.includes(':') || names.has(value) ? ':' : '.');

/** The parts that are of the account become those of `wanted`; a foreign part stays. */
export function replaced([user = '', group]: readonly string[], names: ReadonlySet<string>, wanted: string): string {
  const [uid = wanted, gid = uid] = wanted.split(':');
  if (!names.has(user)) {
    return `${user}:${gid}`;
  }
  if (!group || names.has(group)) {
    return wanted;
  }
  return `${uid}:${group}`;
}

const valueWord = (flag: Flag): Word => ({ value: flag.value ?? '', range: flag.valueRange ?? flag.range });

/** Copies of the account files out of a family of stages. */
function passwdCopies([first, ...others]: readonly StageView[]): readonly Use[] {
  const family = new Set([first, ...others]);
  const copies = first ? accountFileCopies(first.target) : [];
  return copies.filter(({ makers }) => makers.some((maker) => family.has(maker))).map(({ use }) => use);
}

/** Every place that takes the account files of other stages, and those stages. */
const accountFileCopies = computed((target: BuildTarget) =>
  target.stages.flatMap((stage) =>
    stage.instructions.flatMap((instruction) => {
      const names = accountFilesFrom(instruction);
      const makers = names.flatMap((name) => target.stageMeant(name, stage.index) ?? []);
      const use: Use = { kind: 'passwd', stage, instruction };
      return makers.length > 0 ? [{ use, makers }] : [];
    }),
  ),
);

const accountFiles = /^\/?(?:\.?\/?|etc\/?(?:\*|passwd-?|group-?|g?shadow-?|pass.*)?)$/;

/** The names of the stages whose account files an instruction reads. */
function accountFilesFrom(instruction: Instruction): readonly string[] {
  const { keyword, words, body } = instruction;
  const isReading =
    keyword === 'RUN'
      ? /passwd|\/etc\b/.test(body.text)
      : keyword === 'COPY' && words.slice(0, -1).some(({ value }) => accountFiles.test(value));
  return isReading ? fromWords(instruction).map(({ value }) => value) : [];
}
