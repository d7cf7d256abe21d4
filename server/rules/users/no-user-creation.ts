import { withoutCommands } from '../../edits/commands.ts';
import { type Describes, withoutInstructions } from '../../edits/lines.ts';
import { readsAsWell } from '../../edits/readable.ts';
import { groupBy } from '../../groups.ts';
import { defaultShell, programsIn } from '../../image/programs/programs.ts';
import { stageReferences } from '../../image/references/stage-references.ts';
import type { BuildTarget, StageView } from '../../image/target.ts';
import { type Account, accountsMade } from '../../image/users/accounts.ts';
import { onlyMakesUsers, userCommands } from '../../image/users/commands.ts';
import { type Use, type UsesFinder, usesFinder } from '../../image/users/uses.ts';
import type { Dockerfile, Instruction } from '../../model/dockerfile.ts';
import { imagesOf } from '../../model/plan.ts';
import type { TextEdit } from '../../model/text.ts';
import type { Finding, Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'no-user-creation',
  severity: 'warning',
  title: 'A user or group is created that the image does not need',
  fix: "remove the command, and use the plan's user instead of the name (safe in builder stages, and if the image runs as the account without using its home)",
  why: `The image runs as the numeric user of the plan (\`65532:65532\`), which needs no entry in \`/etc/passwd\`. An account
that a builder stage creates stays in that stage: it costs a layer and misleads the reader. In a distroless stage the
command cannot run, since the image has no shell and no \`useradd\`: the build fails.

The rule ignores an account that is used: a stage runs as it, files belong to it, a program gets its name, or a later stage
copies its \`/etc/passwd\`. If the image itself runs as the account, the fix writes the plan's user in \`USER\`, \`--chown\` and
\`chown\`. A group is removed together with the users that are created in it.`,
  *dockerfile(target) {
    const { file, siblings } = target;
    // All builds are judged together.
    if (target !== siblings[0] || !/useradd|adduser|groupadd|addgroup/.test(file.text)) {
      return;
    }
    const user = target.build.image?.user ?? '65532:65532';
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
      const common = { account, uses, dead, user, isFixed: index < maximumFixes };
      if (!inFinal.has(stage)) {
        if (uses.length === 0 || dead) {
          yield* findings({ ...common, safe: uses.length === 0 }, 'nothing in this file uses it');
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
      const safe = hard.length === 0 && (dead || (isItsUser && isReplaceable(uses, [...inFinal], target)));
      yield* findings({ ...common, safe }, isItsUser ? 'the plan runs the image as' : 'the image runs as');
    }
  },
};

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
  readonly user: string;
  readonly safe: boolean;
  readonly isFixed: boolean;
}

function* findings(found: Case, reason: string): Iterable<Finding> {
  const { account, dead, user } = found;
  const edits = found.isFixed ? editsFor(found) : [];
  const replaces = edits.length > 0 && found.uses.some((use) => use.replace !== undefined);
  for (const made of account.made) {
    const what = `The ${made.kind} "${made.name}"`;
    const why = reason.endsWith('as')
      ? `${reason} ${user}, which needs no account.`
      : `${reason}. The image runs as ${user}.`;
    yield {
      range: made.range,
      ...(dead && { severity: 'error' as const }),
      message: dead
        ? `${what} cannot be created: the build fails. This image has no shell and no command for it. Run the image as ${user}, which needs no account.`
        : `${what} is not needed: ${why}`,
      fixes:
        edits.length === 0
          ? []
          : [
              {
                title: replaces ? `Use ${user} instead of "${made.name}"` : `Do not create "${made.name}"`,
                edits: { [account.stage.target.file.path]: edits },
                safe: found.safe,
              },
            ],
    };
  }
}

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
    .flatMap(({ replace }) => replace?.(user) ?? [])
    .filter((edit) => !isRemoved(edit) && file.text.slice(edit.range.start, edit.range.end) !== edit.text);
  const edits = [...removal, ...replacements];
  const runs = new Set(account.made.map(({ run }) => run));
  const gone = [...runs].filter((run) => isRemoved({ range: run.range, text: '' })).length;
  return readsAsWell(file, edits, file.instructions.length - gone) ? edits : [];
}

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

/** Whether a RUN certainly cannot create an account, since the image has no program for it. */
function isDead(run: Instruction, stage: StageView): boolean {
  if (!run.json && stage.imageBefore(run).shell !== undefined) {
    return false;
  }
  return programsIn(stage)?.has(run.json ? (run.words[0]?.value ?? '') : defaultShell, run) === false;
}

/** Whether numbers can replace the account without a change in the image. */
function isReplaceable(
  uses: readonly Use[],
  stages: readonly StageView[],
  { siblings, project }: BuildTarget,
): boolean {
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
  if (uses.some(({ kind }) => kind === 'home')) {
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
