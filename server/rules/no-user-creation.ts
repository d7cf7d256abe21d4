import { fromsOf } from '../analysis/from.ts';
import { imageHistory } from '../analysis/image.ts';
import { type Account, accountsMade, ancestry, type Made } from '../analysis/made-users.ts';
import { defaultShell, programsIn } from '../analysis/programs.ts';
import { readsAsWell } from '../analysis/readable.ts';
import { withoutCommands, withoutInstruction } from '../analysis/shell-edits.ts';
import { finalStage, reachedStages } from '../analysis/stages.ts';
import { onlyMakesUsers, userCommands } from '../analysis/user-commands.ts';
import { type Use, usesFinder } from '../analysis/user-uses.ts';
import { planned } from '../analysis/wording.ts';
import type { Dockerfile, Instruction, Stage } from '../model/dockerfile.ts';
import { imagesOf } from '../model/plan.ts';
import type { TextEdit } from '../model/text.ts';
import { environments } from '../parse/expand.ts';
import type { Build, Project } from '../project.ts';
import type { Finding, Rule } from '../rule.ts';

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
  examples: [
    {
      title: 'In the middle of a chain, with comments inside',
      file: 'Dockerfile',
      bad: 'FROM debian:12 AS builder\nRUN apt-get update \\\n    # for the service\n    && groupadd --gid 1000 app \\\n    && useradd --uid 1000 --gid app app \\\n    && rm -rf /var/lib/apt/lists/*\nFROM gcr.io/distroless/python3-debian12\nCOPY --from=builder /out /app\n',
      good: 'FROM debian:12 AS builder\nRUN apt-get update \\\n    # for the service\n    && rm -rf /var/lib/apt/lists/*\nFROM gcr.io/distroless/python3-debian12\nCOPY --from=builder /out /app\n',
    },
    {
      title: 'A RUN that does nothing else',
      file: 'Dockerfile',
      bad: 'FROM debian:12 AS builder\n# the account of the service\nRUN adduser --disabled-password --gecos "" app || true\nWORKDIR /build\nFROM gcr.io/distroless/python3-debian12\nCOPY --from=builder /out /app\n',
      good: 'FROM debian:12 AS builder\n# the account of the service\nWORKDIR /build\nFROM gcr.io/distroless/python3-debian12\nCOPY --from=builder /out /app\n',
    },
    {
      title: 'The image runs as the account',
      file: 'Dockerfile',
      bad: 'FROM python:3.11-slim\nRUN useradd -r app && mkdir /data && chown -R app:app /data\nCOPY --chown=app:app main.py /app/\nUSER app\nCMD ["python", "/app/main.py"]\n',
      good: 'FROM python:3.11-slim\nRUN mkdir /data && chown -R 65532:65532 /data\nCOPY --chown=65532:65532 main.py /app/\nUSER 65532:65532\nCMD ["python", "/app/main.py"]\n',
      with: { 'main.py': '' },
    },
    {
      title: 'It cannot run in a distroless image',
      file: 'Dockerfile',
      bad: 'FROM gcr.io/distroless/python3-debian12\nRUN useradd --create-home --shell /bin/bash app\nUSER app\nCMD ["main.py"]\n',
      good: 'FROM gcr.io/distroless/python3-debian12\nUSER 65532:65532\nCMD ["main.py"]\n',
    },
    {
      title: 'Nor can it outside the plan',
      file: 'other/Dockerfile',
      bad: 'FROM gcr.io/distroless/static-debian12 AS base\nRUN adduser -D app\nFROM base\nUSER app\n',
      good: 'FROM gcr.io/distroless/static-debian12 AS base\nFROM base\nUSER 65532:65532\n',
      with: { 'lucid.yaml': 'version: 1\nphases: []\n' },
    },
    {
      title: 'Asked for first, and in a here-document',
      file: 'Dockerfile',
      bad: 'FROM debian:12 AS builder\nRUN <<EOF\nset -e\ngetent group app >/dev/null || groupadd app\nmake install\nEOF\nFROM gcr.io/distroless/python3-debian12\nCOPY --from=builder /out /app\n',
      good: 'FROM debian:12 AS builder\nRUN <<EOF\nset -e\nmake install\nEOF\nFROM gcr.io/distroless/python3-debian12\nCOPY --from=builder /out /app\n',
    },
    {
      title: 'The exec form',
      file: 'Dockerfile',
      bad: 'FROM debian:12 AS builder\nRUN ["/usr/sbin/useradd", "app"]\nRUN make\nFROM gcr.io/distroless/python3-debian12\nCOPY --from=builder /out /app\n',
      good: 'FROM debian:12 AS builder\nRUN make\nFROM gcr.io/distroless/python3-debian12\nCOPY --from=builder /out /app\n',
    },
    {
      title: 'In the image itself, where a program may know it: a person must decide',
      file: 'Dockerfile',
      bad: 'FROM debian:12\nRUN addgroup -S nginx && adduser -S -G nginx nginx\nUSER 65532:65532\nCMD ["nginx"]\n',
    },
    {
      title: 'Its home is in use: a person must decide',
      file: 'Dockerfile',
      bad: 'FROM python:3.11-slim\nRUN useradd -m app\nENV HOME=/home/app\nUSER app\nCMD ["python"]\n',
    },
  ],
  silent: [
    {
      title: 'ONBUILD gives the account to a stage that runs as it',
      file: 'Dockerfile',
      text: 'FROM debian:12 AS base\nRUN useradd app\nONBUILD USER app\nFROM base AS builder\nRUN make\nFROM gcr.io/distroless/python3-debian12\nCOPY --from=builder /out /app\n',
    },
    {
      title: 'The account that /etc/passwd takes to the final stage',
      file: 'Dockerfile',
      text: 'FROM debian:12 AS builder\nRUN groupadd --gid 65532 app && useradd --uid 65532 --gid app app\nFROM gcr.io/distroless/python3-debian12\nCOPY --from=builder /etc/passwd /etc/group /etc/\nUSER app\n',
    },
    {
      title: 'A builder that works as the user it made',
      file: 'Dockerfile',
      text: 'FROM debian:12 AS builder\nRUN groupadd build && useradd -g build builder\nUSER builder\nRUN make\nFROM gcr.io/distroless/python3-debian12\nCOPY --from=builder /out /app\n',
    },
    {
      title: 'Programs that are told the name, and files that belong to it',
      file: 'Dockerfile',
      text: 'FROM debian:12 AS builder\nRUN useradd a && su a -c make\nRUN useradd b && chown -R b /src\nRUN useradd c\nCOPY --chown=c . /c\nARG WHO=d\nRUN useradd $WHO\nRUN sudo -u ${WHO} make\nFROM gcr.io/distroless/python3-debian12\nCOPY --from=builder /out /app\n',
    },
    {
      title: 'An existing user joins a group; another tree; a name that only the shell knows; the text of a file',
      file: 'Dockerfile',
      text: 'FROM debian:12 AS builder\nRUN adduser www-data video; useradd --root /rootfs app; for u in a b; do useradd "$u"; done; echo useradd x\nRUN cat > /setup.sh <<EOF\nuseradd x\nEOF\nFROM gcr.io/distroless/python3-debian12\nCOPY --from=builder /out /app\n',
    },
    {
      title: 'A Dockerfile outside the plan, where the command can run',
      file: 'other/Dockerfile',
      text: 'FROM debian:12\nRUN useradd app\n',
      with: { 'lucid.yaml': 'version: 1\nphases: []\n' },
    },
  ],
  *dockerfile(file, project) {
    const all = project.builds(file.path);
    const builds = planned(all);
    const [build] = all;
    if (build === undefined || !/useradd|adduser|groupadd|addgroup/.test(file.text)) return;
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
      if ((!isBroken && !reached.has(stage.index)) || names === undefined || !inStage) continue;
      const uses = inStage.finder(new Set([...names, ...account.ids]));
      const dead = account.made.every(({ run }) => inStage.isDead(run));
      // Outside the plan only what breaks the build is said.
      if (!dead && builds.length === 0) continue;
      const common = { account, file, uses, dead, user, isFixed: index < maximumFixes };
      if (!inFinal.has(stage)) {
        if (uses.length === 0 || dead)
          yield* findings({ ...common, safe: uses.length === 0 }, 'Nothing in this file uses it');
        continue;
      }
      const hard = uses.filter((use) => use.replace === undefined && use.kind !== 'home');
      const foreign = uses.filter((use) => !inFinal.has(use.stage));
      const isItsUser = uses.some((use) => use.kind === 'user');
      if (!dead && (hard.length > 0 || foreign.length > 0)) continue;
      if (!dead && !isItsUser && uses.some((use) => use.kind === 'owner')) continue;
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
  if (account.made.some(({ name }) => /[`\n;&|]/.test(name ?? ''))) return [];
  const runs = new Set(account.made.map(({ run }) => run));
  const removal: TextEdit[] = [];
  for (const run of runs) {
    const made = account.made.filter((one) => one.run === run);
    const edits = removalFrom(run, made, file);
    if (edits === undefined) return [];
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
  if (commands.length === made.length && !isFed)
    return withoutCommands(file, run, new Set(commands.map(({ range }) => range.start)));
  // A script inside JSON is left to a person unless it does nothing else.
  return all.length === made.length && onlyMakesUsers(run) ? [withoutInstruction(file, run)] : undefined;
}

/** Whether a RUN of a stage certainly cannot make an account, since what it takes is not there. */
function deadIn(stage: Stage, file: Dockerfile, build: Build, project: Project): (run: Instruction) => boolean {
  const history = imageHistory(file, stage, build, project);
  const programs = programsIn(history, file, build, project);
  const shells = new Map(history.steps.map(({ instruction, before }) => [instruction, before.shell]));
  return (run) => {
    if (shells.get(run) !== undefined && !run.json) return false;
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
  if (!/^\d+(?::\d+)?$/.test(first ?? '') || others.some((user) => user !== first)) return false;
  const ids = builds.map(({ image }) => image.id);
  // An image that is built from this one may name the account.
  if (imagesOf(project.plan).some(({ needs }) => needs.some((id) => ids.includes(id)))) return false;
  if (uses.some(({ kind }) => kind === 'home')) return false;
  // A RUN under the account finds its home and its name; under a bare number it does not.
  const users = uses.filter(({ kind }) => kind === 'user');
  return !stages.some(({ instructions }) =>
    instructions.some(
      (run) => run.keyword === 'RUN' && users.some(({ instruction }) => instruction.range.start < run.range.start),
    ),
  );
}
