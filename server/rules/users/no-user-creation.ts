import { withoutCommands, withoutInstruction } from '../../edits/commands.ts';
import { readsAsWell } from '../../edits/readable.ts';
import { defaultShell, programsIn } from '../../image/programs.ts';
import { stageReferences } from '../../image/stage-references.ts';
import type { BuildTarget, StageView } from '../../image/target.ts';
import { type Account, accountsMade, type Made } from '../../image/users/accounts.ts';
import { onlyMakesUsers, userCommands } from '../../image/users/commands.ts';
import { type Use, type UsesFinder, usesFinder } from '../../image/users/uses.ts';
import type { Dockerfile, Instruction } from '../../model/dockerfile.ts';
import { imagesOf } from '../../model/plan.ts';
import type { TextEdit } from '../../model/text.ts';
import type { Finding, Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'no-user-creation',
  severity: 'warning',
  title: 'A user or group is made that the image does not need',
  fix: "remove the command, and put the plan's user where the name was (safe in stages that only build, and where the image runs as it without need of its home)",
  why: `The image runs as the numeric user of the plan (\`65532:65532\`), which needs no entry in \`/etc/passwd\`. An account that is
made in a builder stage stays there: it costs a layer and misleads the reader. In a distroless stage the command cannot even run,
since there is no shell and no \`useradd\`: the build fails.

An account that is used stays: a stage that runs as it, files that belong to it, a program that is told its name, or an
\`/etc/passwd\` that a later stage copies. Where the image itself runs as the account, the plan's user takes its place in
\`USER\`, \`--chown\` and \`chown\`. A group goes together with the users that are made in it.`,
  unmasks: [
    {
      rules: ['distroless-shell', 'unknown-user', 'user-nonroot'],
      why: 'A RUN that cannot be seen through may bring a shell and any account.',
    },
    {
      rules: ['copy-source-missing'],
      why: 'Where nothing declares a context, it follows from all sources, and a RUN that goes takes its mounts along.',
    },
    {
      rules: ['python-packages-path'],
      why: 'Whose packages Python looks for follows from the home of the user, which an unknown user does not have.',
    },
  ],
  *dockerfile(target) {
    const { file, siblings } = target;
    // All builds are judged together.
    if (target !== siblings[0] || !/useradd|adduser|groupadd|addgroup/.test(file.text)) {
      return;
    }
    const user = target.build.image?.user ?? '65532:65532';
    // A stage that is missed by a slip of the pen alone is meant to be built.
    const isBroken = stageReferences(target).some(({ origin }) => origin.kind === 'nothing');
    const isReached = ({ index }: StageView) => siblings.some(({ stages }) => stages[index]?.isReached);
    const finals = siblings.flatMap(({ final }) => (final && target.stages[final.index]) ?? []);
    const inFinal = new Set(finals.flatMap(({ ancestry }) => ancestry));
    const accounts = accountsMade(target);
    const usesIn = finders(target);
    for (const [index, account] of accounts.entries()) {
      const { stage, names } = account;
      if ((!isBroken && !isReached(stage)) || names === undefined) {
        continue;
      }
      const uses = usesIn.get(stage)?.(new Set([...names, ...account.ids])) ?? [];
      const dead = account.made.every(({ run }) => isDead(run, stage));
      // Outside the plan only what breaks the build is said.
      if (!dead && target.build.image === undefined) {
        continue;
      }
      const common = { account, uses, dead, user, isFixed: index < maximumFixes };
      if (!inFinal.has(stage)) {
        if (uses.length === 0 || dead) {
          yield* findings({ ...common, safe: uses.length === 0 }, 'Nothing in this file uses it');
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
      // A program of the image may know the account by its own settings, as nginx does, unless the image runs as it.
      const safe = hard.length === 0 && (dead || (isItsUser && isReplaceable(uses, [...inFinal], target)));
      yield* findings({ ...common, safe }, isItsUser ? 'The plan has the image run as' : 'The image runs as');
    }
  },
};

/** Where accounts of each stage that makes some are used. */
function finders(target: BuildTarget): ReadonlyMap<StageView, UsesFinder> {
  const own = new Map<StageView, Set<number>>();
  for (const { stage, made } of accountsMade(target)) {
    const starts = own.get(stage) ?? new Set();
    own.set(stage, starts);
    for (const { range } of made) {
      starts.add(range.start);
    }
  }
  return new Map([...own].map(([stage, starts]) => [stage, usesFinder(stage.family, starts)]));
}

/** Every fix looks at the whole of its RUN; a file with more accounts is no work of a person. */
const maximumFixes = 50;

interface Case {
  readonly account: Account;
  readonly uses: readonly Use[];
  /** There is nothing in the image that could run the command. */
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
      : `${reason}, and the image runs as ${user}.`;
    yield {
      range: made.range,
      ...(dead && { severity: 'error' as const }),
      message: dead
        ? `${what} cannot be made: this image has no shell and no such command, so the build fails. Let the image run as ${user}, which needs no account.`
        : `${what} is not needed. ${why}`,
      fixes:
        edits.length === 0
          ? []
          : [
              {
                title: replaces ? `Use ${user} instead of "${made.name}"` : `Do not make "${made.name}"`,
                edits: { [account.stage.target.file.path]: edits },
                safe: found.safe,
              },
            ],
    };
  }
}

/** Removes every command of the account and says its uses with numbers; nothing where that cannot be written. */
function editsFor({ account, uses, user }: Case): readonly TextEdit[] {
  const { file } = account.stage.target;
  // A name that only a shell reads is a quotation gone wrong, which may reach further than it seems.
  if (account.made.some(({ name }) => /[`\n;&|]/.test(name ?? ''))) {
    return [];
  }
  const runs = new Set(account.made.map(({ run }) => run));
  const removal: TextEdit[] = [];
  for (const run of runs) {
    const made = account.made.filter((one) => one.run === run);
    const edits = removalFrom(run, made, file);
    if (edits === undefined) {
      return [];
    }
    removal.push(...edits);
  }
  const isRemoved = ({ range }: TextEdit) =>
    removal.some((edit) => range.start >= edit.range.start && range.end <= edit.range.end);
  const replacements = uses
    .flatMap(({ replace }) => replace?.(user) ?? [])
    .filter((edit) => !isRemoved(edit) && file.text.slice(edit.range.start, edit.range.end) !== edit.text);
  const edits = [...removal, ...replacements];
  const gone = [...runs].filter((run) => isRemoved({ range: run.range, text: '' })).length;
  return readsAsWell(file, edits, file.instructions.length - gone) ? edits : [];
}

function removalFrom(run: Instruction, made: readonly Made[], file: Dockerfile): readonly TextEdit[] | undefined {
  const all = userCommands(run);
  const commands = made.flatMap(({ command }) => command ?? []);
  // Without the mark of a here-document its lines would become instructions.
  const isFed = commands.some(({ range }) =>
    run.heredocs.some((document) => document.range.start >= range.start && document.range.end <= range.end),
  );
  if (commands.length === made.length && !isFed) {
    return withoutCommands(file, run, new Set(commands.map(({ range }) => range.start)));
  }
  // A script inside JSON is left to a person unless it does nothing else.
  return all.length === made.length && onlyMakesUsers(run) ? [withoutInstruction(file, run)] : undefined;
}

/** Whether a RUN of a stage certainly cannot make an account, since what it takes is not there. */
function isDead(run: Instruction, stage: StageView): boolean {
  if (!run.json && stage.imageBefore(run).shell !== undefined) {
    return false;
  }
  return programsIn(stage)?.has(run.json ? (run.words[0]?.value ?? '') : defaultShell, run) === false;
}

/** Whether numbers can take the place of the account without a change in what is built. */
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
  // A RUN under the account finds its home and its name; under a bare number it does not.
  const users = uses.filter(({ kind }) => kind === 'user');
  return !stages.some(({ instructions }) =>
    instructions.some(
      (run) => run.keyword === 'RUN' && users.some(({ instruction }) => instruction.range.start < run.range.start),
    ),
  );
}
