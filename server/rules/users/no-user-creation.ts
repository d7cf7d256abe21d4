import { withoutCommands } from '../../edits/commands.ts';
import { type Describes, withoutInstructions } from '../../edits/lines.ts';
import { readsAsWell } from '../../edits/readable.ts';
import { groupBy } from '../../groups.ts';
import { stageReferences } from '../../image/references/stage-references.ts';
import type { StageView } from '../../image/target.ts';
import { type Account, accountsMade, isDead, type Made } from '../../image/users/accounts.ts';
import { onlyMakesUsers, userCommands } from '../../image/users/commands.ts';
import { numbersOf, ownerOf } from '../../image/users/owner.ts';
import { type Use, type UsesFinder, usesFinder } from '../../image/users/uses.ts';
import type { Dockerfile, Instruction } from '../../model/dockerfile.ts';
import { imagesOf } from '../../model/plan.ts';
import type { TextEdit } from '../../model/text.ts';
import type { Finding, Rule, Severity } from '../rule.ts';

export const rule: Rule = {
  id: 'no-user-creation',
  severity: 'warning',
  title: 'A user or group is created that the image does not need',
  fix: "remove the command, and use the plan's user instead of the name (safe in builder stages, and if the image runs as an account without a home)",
  why: `The image runs as the numeric user of the plan (\`65532:65532\`), which needs no entry in \`/etc/passwd\`. An account
that a builder stage creates stays in that stage: it costs a layer and misleads the reader. In a distroless stage the
command cannot run, since the image has no shell and no \`useradd\`: the build fails.

The rule ignores an account that is used: a stage runs as it, files belong to it, a program gets its name, or a later stage
copies its \`/etc/passwd\`. If the image itself runs as the account, the fix writes the plan's user in \`USER\`, \`--chown\` and
\`chown\`. A group is removed together with the users that are created in it. An account of a builder that nothing uses is of
severity info.`,
  *dockerfile(target) {
    const { file, siblings } = target;
    // All builds are judged together.
    if (target !== siblings[0] || !/useradd|adduser|groupadd|addgroup/.test(file.text)) {
      return;
    }
    // With a misspelt --from in the file, a stage that is not reached may still be needed.
    const isBroken = stageReferences(target).some(({ origin }) => origin.kind === 'nothing');
    const isReached = ({ index }: StageView) => siblings.some(({ stages }) => stages[index]?.isReached);
    const finals = siblings.flatMap(({ final }) => (final && target.stages[final.index]) ?? []);
    const inFinal = new Set(finals.flatMap(({ ancestry }) => ancestry));
    const accounts = accountsMade(target).slice(0, maximumAccounts);
    const usesIn = finders(accounts);
    for (const [index, account] of accounts.entries()) {
      const { stage, names } = account;
      if ((!isBroken && !isReached(stage)) || names === undefined) {
        continue;
      }
      const uses = usesIn.get(stage)?.(new Set([...names, ...account.ids])) ?? [];
      const dead = account.made.every(({ run }) => isDead(run, stage));
      // Outside the plan, only a failing build is reported.
      if (!dead && target.build.image === undefined) {
        continue;
      }
      const isBuilder = !inFinal.has(stage);
      const severity = dead ? ('error' as const) : isBuilder ? ('info' as const) : undefined;
      const numbers = () => [...names].flatMap((name) => numbersOf(name, stage) ?? [])[0];
      const user = target.build.image?.user ?? numbers() ?? '65532:65532';
      const common = { account, uses, dead, severity, user, isFixed: index < maximumFixes };
      if (isBuilder) {
        if (uses.length === 0 || dead) {
          yield finding(
            { ...common, safe: uses.length === 0 && !isHomeNamed(account) },
            'nothing in this file uses it',
          );
        }
        continue;
      }
      const hard = uses.filter((use) => use.replace === undefined && use.kind !== 'home');
      const foreign = uses.filter((use) => !inFinal.has(use.stage));
      const isItsUser = uses.some((use) => use.kind === 'user');
      if (!dead && (hard.length > 0 || foreign.length > 0)) {
        continue;
      }
      if (!dead && !isItsUser && uses.some((use) => use.kind === 'owner')) {
        continue;
      }
      // A program such as nginx may name the account in its own settings, unless the image runs as the account.
      const safe = hard.length === 0 && (dead || (isItsUser && isReplaceable(account, uses, [...inFinal])));
      yield finding({ ...common, safe }, isItsUser ? 'the plan runs the image as' : 'the image runs as');
    }
  },
};

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

interface Case {
  readonly account: Account;
  readonly uses: readonly Use[];
  /** The image has no program that can run the command. */
  readonly dead: boolean;
  readonly severity: Severity | undefined;
  readonly user: string;
  readonly safe: boolean;
  readonly isFixed: boolean;
}

/** One finding for all that belongs to an account: its group, and where it is used if it cannot be made. */
function finding(found: Case, reason: string): Finding {
  const { account, dead, user } = found;
  const { file } = account.stage.target;
  const edits = found.isFixed ? editsFor(found) : [];
  const replaces = edits.length > 0 && found.uses.some((use) => use.replace !== undefined);
  const [first, ...others] = account.made as readonly [Made, ...Made[]];
  const name = account.made.find(({ kind }) => kind === 'user')?.name ?? first.name;
  const what = `The ${nameOf(account)}`;
  const are = account.made.length > 1 ? 'are' : 'is';
  const why = reason.endsWith('as')
    ? `${reason} ${user}, which needs no account.`
    : `${reason}. The image runs as ${user}.`;
  const uses = dead ? found.uses : [];
  return {
    range: first.range,
    ...(found.severity && { severity: found.severity }),
    message: dead
      ? `${what} cannot be created: the build fails. This image has no shell and no command for it. Run the image as ${user}, which needs no account.`
      : `${what} ${are} not needed: ${why}`,
    fixes:
      edits.length === 0
        ? []
        : [
            {
              title: replaces ? `Use ${user} instead of "${name}"` : `Do not create "${name}"`,
              edits: { [file.path]: edits },
              safe: found.safe,
            },
          ],
    related: [
      ...others.map(({ range, kind }) => ({ path: file.path, range, message: `The ${kind} is created here.` })),
      ...uses.map(({ instruction }) => ({ path: file.path, range: instruction.range, message: 'It is used here.' })),
    ].slice(0, maximumRelated),
  };
}

/** `user "app"`, `user and group "app"`, `user "app" and group "web"`. */
function nameOf({ made }: Account): string {
  const byName = groupBy(
    [...made].sort((a, b) => Number(a.kind === 'group') - Number(b.kind === 'group')),
    ({ name }) => name,
  );
  return [...byName]
    .slice(0, 3)
    .map(([name, some]) => `${[...new Set(some.map(({ kind }) => kind))].join(' and ')} "${name}"`)
    .join(' and ');
}

/** The most places that one finding names. */
const maximumRelated = 20;

/** Removes every command of the account, and writes numbers where it is used. Empty if that is not possible. */
function editsFor({ account, uses, user }: Case): readonly TextEdit[] {
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
const wantedFor = ({ kind, stage, instruction }: Use, { names }: Account): string | undefined =>
  kind === 'owner' ? ownerOf(stage, instruction, names) : undefined;

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
