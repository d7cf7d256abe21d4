import { withoutCommands } from '../../edits/commands.ts';
import { type Describes, withoutInstructions } from '../../edits/lines.ts';
import { readsAsWell } from '../../edits/readable.ts';
import { groupBy } from '../../groups.ts';
import { absolutePath } from '../../image/config.ts';
import { sourcesOf } from '../../image/files.ts';
import { stageReferences } from '../../image/references/stage-references.ts';
import type { BuildTarget, StageView } from '../../image/target.ts';
import { type Account, accountsMade, isDead } from '../../image/users/accounts.ts';
import { onlyMakesUsers, userCommands } from '../../image/users/commands.ts';
import { numbersOf, ownerOf } from '../../image/users/owner.ts';
import { type Use, type UsesFinder, usesFinder } from '../../image/users/uses.ts';
import { computed } from '../../memo.ts';
import type { Dockerfile, Instruction } from '../../model/dockerfile.ts';
import { imagesOf } from '../../model/plan.ts';
import type { TextEdit } from '../../model/text.ts';
import { innerWords, isShell } from '../../parse/shell/commands.ts';
import { runCommands } from '../../parse/shell/shell.ts';
import type { Actual } from './actual-user.ts';
import { looksForAccount } from './keep-writable.ts';

/** An account that the images of a Dockerfile do not need. */
export interface Unneeded {
  readonly account: Account;
  readonly uses: readonly Use[];
  /**
   * `dead`: the image has no program that can make it. `builder`: nothing uses it. `user`: the image runs as it.
   * `image`: it is made in the image, and nothing in the file uses it there.
   */
  readonly why: 'dead' | 'builder' | 'user' | 'image';
  /** The user that needs no account. */
  readonly user: string;
  readonly safe: boolean;
  /** Removes the commands, and writes the other user where the account is used. Empty where that is not possible. */
  readonly edits: readonly TextEdit[];
}

/** Whether an image runs as an account that it makes and does not need. */
export const isAccountOf = ({ name, uid }: Actual, { account, why }: Unneeded): boolean =>
  why === 'user' && (account.names?.has(name ?? '') === true || account.ids.has(uid ?? ''));

/** All builds of a Dockerfile are judged together: the same for each of them. */
export const unneededAccounts = ({ siblings }: BuildTarget): readonly Unneeded[] =>
  siblings[0] ? found(siblings[0]) : [];

const found: (target: BuildTarget) => readonly Unneeded[] = computed((target) => {
  const { file, siblings } = target;
  if (!/useradd|adduser|groupadd|addgroup/.test(file.text)) {
    return [];
  }
  // With a misspelt --from in the file, a stage that is not reached may still be needed.
  const isBroken = stageReferences(target).some(({ origin }) => origin.kind === 'nothing');
  const isReached = ({ index }: StageView) => siblings.some(({ stages }) => stages[index]?.isReached);
  const finals = siblings.flatMap(({ final }) => (final && target.stages[final.index]) ?? []);
  const inFinal = new Set(finals.flatMap(({ ancestry }) => ancestry));
  const accounts = accountsMade(target).slice(0, maximumAccounts);
  const usesIn = finders(accounts);
  return accounts.flatMap((account, index): readonly Unneeded[] => {
    if (!isBroken && !isReached(account.stage)) {
      return [];
    }
    const names = [...(account.names ?? []), ...account.ids];
    const judged = judge(account, usesIn.get(account.stage)?.(new Set(names)) ?? [], inFinal);
    if (judged === undefined) {
      return [];
    }
    const edits = index < maximumFixes ? editsFor(judged) : [];
    // Where `true` stands for a command, there is more to clean up.
    const isClean = edits.every(({ text }) => text !== 'true');
    return [{ ...judged, edits, safe: judged.safe && isClean && !mayBeNamed(account) }];
  });
});

function judge(
  account: Account,
  uses: readonly Use[],
  inFinal: ReadonlySet<StageView>,
): Omit<Unneeded, 'edits'> | undefined {
  const { stage, names } = account;
  const { image } = stage.target.build;
  const dead = account.made.every(({ run }) => isDead(run, stage));
  // Outside the plan, only a failing build is reported.
  if (names === undefined || (!dead && image === undefined)) {
    return undefined;
  }
  const numbers = () => [...names].flatMap((name) => numbersOf(name, stage) ?? [])[0];
  const user = image?.user ?? numbers() ?? '65532:65532';
  const common = { account, uses, user };
  if (!inFinal.has(stage)) {
    const safe = uses.length === 0 && !isHomeNamed(account);
    return uses.length === 0 || dead ? { ...common, why: dead ? 'dead' : 'builder', safe } : undefined;
  }
  const hard = uses.filter((use) => use.replace === undefined && use.kind !== 'home');
  const foreign = uses.filter((use) => !inFinal.has(use.stage));
  // An account with the number of the plan's user is that user, also before `user-nonroot` sets it.
  const isItsUser = uses.some((use) => use.kind === 'user') || account.ids.has(image?.user.split(':')[0] ?? '');
  if (!dead && (hard.length > 0 || foreign.length > 0)) {
    return undefined;
  }
  if (!dead && !isItsUser && uses.some((use) => use.kind === 'owner')) {
    return undefined;
  }
  // A program such as nginx may name the account in its own settings, unless the image runs as the account.
  const safe = hard.length === 0 && (dead || (isItsUser && isReplaceable(account, uses, [...inFinal])));
  return { ...common, why: dead ? 'dead' : isItsUser ? 'user' : 'image', safe };
}

/** Scripts that belong to build tools and name no account. */
const tools = /(?:^|\/)(?:configure|autogen\.sh|bootstrap\.sh|gradlew|mvnw|manage\.py)$/;

/** Whether a script that a RUN starts names the account, or cannot be read. */
const mayBeNamed = ({ names, stage }: Account): boolean =>
  scriptTexts(stage).some((text) => text === undefined || [...(names ?? [])].some((name) => text.includes(name)));

/** The texts of the scripts that RUN starts in a stage and those built from it; undefined for one that cannot be read. */
const scriptTexts: (stage: StageView) => readonly (string | undefined)[] = computed(({ family }) =>
  family.flatMap((stage) =>
    stage.instructions.flatMap((run) =>
      scriptsOf(run).flatMap((script): readonly (string | undefined)[] => {
        const path = absolutePath(script, stage.imageBefore(run).workdir ?? '/');
        const texts = path === undefined ? [] : (sourcesOf(path, stage) ?? []);
        return texts.length > 0 ? texts : [undefined];
      }),
    ),
  ),
);

/** The scripts that a RUN starts by their paths. */
const scriptsOf = (run: Instruction): readonly string[] =>
  (run.keyword === 'RUN' ? runCommands(run) : []).flatMap(({ words }) => {
    const [program = '', ...rest] = innerWords(words).map(({ value }) => value);
    if (isShell(program) || program === 'source' || program === '.') {
      const [first] = rest;
      return first === undefined || first.startsWith('-') ? [] : [first];
    }
    return program.includes('/') && !tools.test(program) && !/^\/(?:usr|bin|sbin|opt|root)\/|\/bin\/|[$`]/.test(program)
      ? [program]
      : [];
  });

/** Whether another instruction names the folder that is made for the user. */
function isHomeNamed({ made, stage }: Account): boolean {
  const { text } = stage.target.file;
  return made.some(({ home }) => home !== undefined && text.indexOf(home) !== text.lastIndexOf(home));
}

/** For each stage that creates accounts, the function that finds their uses. */
function finders(accounts: readonly Account[]): ReadonlyMap<StageView, UsesFinder> {
  const own = new Map<StageView, Set<number>>();
  for (const { stage, made } of accounts) {
    const starts = own.get(stage) ?? new Set();
    own.set(stage, starts);
    for (const { range } of made) {
      starts.add(range.start);
    }
  }
  return new Map([...own].map(([stage, starts]) => [stage, usesFinder(stage.family, starts)]));
}

/** The most accounts that are looked at in one file: each takes a look at all that is built from its stage. */
const maximumAccounts = 200;

/** The most fixes in one file. Generated files may hold more. Each fix reads a whole RUN. */
const maximumFixes = 50;

/** Removes every command of the account, and writes numbers where it is used. Empty if that is not possible. */
function editsFor({ account, uses, user }: Omit<Unneeded, 'edits'>): readonly TextEdit[] {
  const { file } = account.stage.target;
  // A name with these characters comes from a wrong quotation, which may be longer than it seems.
  if (account.made.some(({ name }) => /[`\n;&|]/.test(name ?? ''))) {
    return [];
  }
  const removal = removalOf(account, file);
  if (removal === undefined) {
    return [];
  }
  const isRemoved = ({ range }: TextEdit) =>
    removal.some((edit) => range.start >= edit.range.start && range.end <= edit.range.end);
  const replacements = uses
    .flatMap((use) => use.replace?.(wantedFor(use, account) ?? user) ?? [])
    .filter((edit) => !isRemoved(edit) && file.text.slice(edit.range.start, edit.range.end) !== edit.text);
  const edits = [...removal, ...replacements];
  const runs = new Set(account.made.map(({ run }) => run));
  const gone = [...runs].filter((run) => isRemoved({ range: run.range, text: '' })).length;
  return readsAsWell(file, edits, file.instructions.length - gone) ? edits : [];
}

/** Files go to the user that the stage really ends with, if that is another one. */
const wantedFor = ({ kind, stage, instruction }: Use, { names, ids }: Account): string | undefined =>
  kind === 'owner' ? ownerOf(stage, instruction, new Set([...(names ?? []), ...ids])) : undefined;

/** Undefined where a command cannot be taken out. */
function removalOf({ made }: Account, file: Dockerfile): readonly TextEdit[] | undefined {
  const commands = new Map<Instruction, Set<number>>();
  const whole: Instruction[] = [];
  let describes: Describes = describesAccount;
  for (const [run, some] of groupBy(made, ({ run }) => run)) {
    const all = userCommands(run);
    const shell = some.flatMap(({ command }) => command ?? []);
    // Without its `<<` mark, the lines of a here-document would become instructions.
    const isFed = shell.some(({ range }) =>
      run.heredocs.some((document) => document.range.start >= range.start && document.range.end <= range.end),
    );
    if (shell.length === some.length && !isFed) {
      commands.set(run, new Set(shell.map(({ range }) => range.start)));
    } else if (all.length === some.length && onlyMakesUsers(run)) {
      // A command in exec form has a fix only if it does nothing else.
      whole.push(run);
    } else {
      return undefined;
    }
    if (all.length > some.length) {
      describes = () => false;
    }
  }
  return [...withoutCommands(file, commands, describes), ...withoutInstructions(file, whole, describes)];
}

const account =
  /\b(?:users?|accounts?|groups?|identity|uids?|gids?|non-?root|unprivileged|(?:user|group)add|add(?:user|group))\b/i;
const other =
  /\b(?:stages?|install\w*|packages?|depend\w*|apt(?:-get)?|apk|pip|npm|cop(?:y|ies)|build\w*|compil\w*|director(?:y|ies)|folders?|dirs?|files?|owner\w*|chown|permissions?|workdir|ports?|health\w*|env\w*|logs?|data|cache|clean\w*|download\w*|config\w*|switch|runs? as)\b/i;

/** A comment about the making of accounts and nothing else. */
const describesAccount: Describes = (comment) => {
  const text = comment.replace(/\bhome director(?:y|ies)\b|\bbuild(?=\s+(?:users?|groups?|accounts?)\b)/gi, '');
  return account.test(text) && !other.test(text);
};

/** Whether numbers can replace the account without a change in the image. */
function isReplaceable(account: Account, uses: readonly Use[], stages: readonly StageView[]): boolean {
  const { siblings, project } = account.stage.target;
  const images = siblings.flatMap(({ build }) => build.image ?? []);
  const [first, ...others] = images.map((image) => image.user);
  if (!/^\d+(?::\d+)?$/.test(first ?? '') || others.some((user) => user !== first)) {
    return false;
  }
  const ids = images.map(({ id }) => id);
  // An image that is built from this one may name the account.
  if (imagesOf(project.plan).some(({ needs }) => needs.some((id) => ids.includes(id)))) {
    return false;
  }
  if (siblings.some(({ final }) => final && looksForAccount(final))) {
    return false;
  }
  if (uses.some(({ kind }) => kind === 'home') || account.made.some(({ home }) => home !== undefined)) {
    return false;
  }
  // A RUN as the account has a home and a name. A RUN as a number has neither.
  const users = uses.filter(({ kind }) => kind === 'user');
  return !stages.some(({ instructions }) =>
    instructions.some(
      (run) => run.keyword === 'RUN' && users.some(({ instruction }) => instruction.range.start < run.range.start),
    ),
  );
}
