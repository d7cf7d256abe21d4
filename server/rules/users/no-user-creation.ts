import type { Finding, Rule } from '../../check/rule.ts';
import { withoutCommands, withoutInstruction } from '../../edits/commands.ts';
import { readsAsWell } from '../../edits/readable.ts';
import { imageHistory } from '../../image/history.ts';
import { fromsOf } from '../../image/origins.ts';
import { defaultShell, programsIn } from '../../image/programs.ts';
import { finalStage, reachedStages } from '../../image/stages.ts';
import { type Account, accountsMade, ancestry, type Made } from '../../image/users/accounts.ts';
import { onlyMakesUsers, userCommands } from '../../image/users/commands.ts';
import { type Use, usesFinder } from '../../image/users/uses.ts';
import { environments } from '../../image/variables.ts';
import type { Dockerfile, Instruction, Stage } from '../../model/dockerfile.ts';
import { imagesOf } from '../../model/plan.ts';
import type { TextEdit } from '../../model/text.ts';
import { planned } from '../../model/wording.ts';
import type { Build, Project } from '../../project/project.ts';

type PlannedBuild = Build & { readonly image: NonNullable<Build['image']> };

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
  *dockerfile(file, project) {
    const all = project.builds(file.path);
    const builds = planned(all);
    const [build] = all;
    if (build === undefined || !/useradd|adduser|groupadd|addgroup/.test(file.text)) {
      return;
    }
    const user = build.image?.user ?? '65532:65532';
    const scopes = environments(file, build);
    // A stage that is missed by a slip of the pen alone is meant to be built.
    const isBroken = fromsOf(file, build, project).some(({ origin }) => origin.kind === 'nothing');
    const reached = new Set(all.flatMap((one) => [...reachedStages(file, one)]));
    const finals = all.flatMap((one) => finalStage(file, one.target) ?? []);
    const lines = new Map(file.stages.map((stage) => [stage.index, ancestry(file, stage, scopes)]));
    const inFinal = new Set(finals.flatMap((stage) => lines.get(stage.index) ?? []));
    const accounts = accountsMade(file, build);
    const inStages = new Map(
      file.stages
        .filter((stage) => accounts.some((account) => account.stage === stage))
        .map((stage) => {
          const family = file.stages.filter((one) => lines.get(one.index)?.includes(stage));
          const made = accounts.filter((account) => account.stage === stage).flatMap((account) => account.made);
          const own = new Set(made.map(({ range }) => range.start));
          const finder = usesFinder(file, family, own, scopes);
          return [stage, { finder, isDead: deadIn(stage, file, build, project) }];
        }),
    );
    for (const [index, account] of accounts.entries()) {
      const { stage, names } = account;
      const inStage = inStages.get(stage);
      if ((!isBroken && !reached.has(stage.index)) || names === undefined || !inStage) {
        continue;
      }
      const uses = inStage.finder(new Set([...names, ...account.ids]));
      const dead = account.made.every(({ run }) => inStage.isDead(run));
      // Outside the plan only what breaks the build is said.
      if (!dead && builds.length === 0) {
        continue;
      }
      const common = { account, file, uses, dead, user, isFixed: index < maximumFixes };
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
      const safe = hard.length === 0 && (dead || (isItsUser && isReplaceable(uses, [...inFinal], builds, project)));
      yield* findings({ ...common, safe }, isItsUser ? 'The plan has the image run as' : 'The image runs as');
    }
  },
};

/** Every fix looks at the whole of its RUN; a file with more accounts is no work of a person. */
const maximumFixes = 50;

interface Case {
  readonly account: Account;
  readonly file: Dockerfile;
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
                edits: { [found.file.path]: edits },
                safe: found.safe,
              },
            ],
    };
  }
}

/** Removes every command of the account and says its uses with numbers; nothing where that cannot be written. */
function editsFor({ account, file, uses, user }: Case): readonly TextEdit[] {
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
function deadIn(stage: Stage, file: Dockerfile, build: Build, project: Project): (run: Instruction) => boolean {
  const history = imageHistory(file, stage, build, project);
  const programs = programsIn(history, file, build, project);
  const shells = new Map(history.steps.map(({ instruction, before }) => [instruction, before.shell]));
  return (run) => {
    if (shells.get(run) !== undefined && !run.json) {
      return false;
    }
    return programs?.has(run.json ? (run.words[0]?.value ?? '') : defaultShell, run) === false;
  };
}

/** Whether numbers can take the place of the account without a change in what is built. */
function isReplaceable(
  uses: readonly Use[],
  stages: readonly Stage[],
  builds: readonly PlannedBuild[],
  project: Project,
): boolean {
  const [first, ...others] = builds.map(({ image }) => image.user);
  if (!/^\d+(?::\d+)?$/.test(first ?? '') || others.some((user) => user !== first)) {
    return false;
  }
  const ids = builds.map(({ image }) => image.id);
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
