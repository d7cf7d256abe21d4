import type { Finding, Fix, Rule } from '../../check/rule.ts';
import { replaceUser } from '../../edits/user.ts';
import { finalImage, lineageOf } from '../../image/history.ts';
import { parentStage, reachedStages, triggersOf } from '../../image/stages.ts';
import { type Users, usersThrough } from '../../image/users/users.ts';
import { environments } from '../../image/variables.ts';
import { once } from '../../memo.ts';
import type { Dockerfile, Instruction, Stage } from '../../model/dockerfile.ts';
import type { TextEdit } from '../../model/text.ts';
import { listed } from '../../model/wording.ts';
import { expand } from '../../parse/expansion/expand.ts';
import type { Build, Project } from '../../project/project.ts';

export const rule: Rule = {
  id: 'unknown-user',
  severity: 'error',
  title: 'USER or --chown names a user or group that the image does not have',
  fix: 'numbers, `65532:65532` (safe)',
  why: `A distroless image knows \`root\`, \`nobody\` and \`nonroot\`, and \`scratch\` knows nobody; an account of another stage is not
there unless its \`/etc/passwd\` is copied. With \`USER app\` the next RUN fails, or the container does not start:
\`unable to find user app: no matching entries in passwd file\`; a group of \`USER\` is looked up in \`/etc/group\` in the same way. With \`COPY --chown=app\` the build passes and the files silently
belong to root; on \`scratch\` it fails with \`invalid user index: -1\`. Numbers always work.

Where the users of an image cannot be seen, as in \`debian\`, this rule stays silent.`,
  *dockerfile(file, project) {
    const reported = new Set<number>();
    for (const build of project.builds(file.path)) {
      for (const finding of unknownUsers(file, build, project)) {
        if (reported.has(finding.range.start)) {
          continue;
        }
        reported.add(finding.range.start);
        yield finding;
      }
    }
  },
};

function* unknownUsers(file: Dockerfile, build: Build, project: Project): Iterable<Finding> {
  const scopes = environments(file, build);
  const reached = reachedStages(file, build);
  const runsAs = finalImage(file, build, project)?.userInstruction;
  const user = build.image?.user ?? '65532:65532';
  const childrenOf = once(() => {
    const children = new Map<Stage, Stage[]>();
    for (const one of file.stages) {
      const parent = reached.has(one.index) && parentStage(file, one, scopes);
      if (parent) {
        children.set(parent, [...(children.get(parent) ?? []), one]);
      }
    }
    return children;
  });
  for (const stage of file.stages) {
    if (!reached.has(stage.index)) {
      continue;
    }
    const base = lineageOf(file, stage, build, project).base.kind;
    if (base !== 'scratch' && base !== 'distroless') {
      continue;
    }
    // Outside the plan only distroless has a user to propose.
    const wanted = build.image || base === 'distroless' ? user : undefined;
    // Most Dockerfiles name no user, so nobody need be looked for.
    const users = once(() => usersThrough(file, stage, build, project));
    const groups = once(() => usersThrough(file, stage, build, project, 'group'));
    for (const instruction of [...triggersOf(parentStage(file, stage, scopes)), ...stage.instructions]) {
      const value = (text: string | undefined) =>
        text === undefined ? undefined : expand(text, scopes.at(instruction), file.escape).value;
      const among = (list: typeof users, name: string | undefined): Users | undefined => {
        if (!name || /^\d+$/.test(name)) {
          return undefined;
        }
        const known = list().at.get(instruction);
        return known?.complete && !known.ids.has(name) ? known : undefined;
      };
      if (instruction.keyword === 'USER') {
        const [word] = instruction.words;
        const [name, group] = value(word?.value)?.split(':') ?? [];
        const unknown = among(users, name);
        const unknownGroup = unknown ? undefined : among(groups, group);
        const known = unknown ?? unknownGroup;
        const effect =
          known &&
          effectOf(
            instruction,
            stage,
            childrenOf().get(stage) ?? [],
            runsAs === instruction,
            users().at.get(instruction),
          );
        if (!word || !known || effect === undefined) {
          continue;
        }
        const edit = wanted === undefined ? undefined : replaceUser(instruction, wanted);
        yield {
          range: word.range,
          message: `This image has no ${unknown ? `user "${name}"` : `group "${group}"`} (it has ${names(known)}): ${effect}. Use numbers.`,
          fixes: edit ? [fix(file, wanted as string, edit)] : [],
        };
      } else if (instruction.keyword === 'COPY' || instruction.keyword === 'ADD') {
        const flag = instruction.flags.find(({ name }) => name === 'chown');
        const [name] = value(flag?.value)?.split(':') ?? [];
        const known = among(users, name);
        if (!flag?.valueRange || !known) {
          continue;
        }
        yield {
          range: flag.valueRange,
          severity: known.none ? 'error' : 'warning',
          message: known.none
            ? `There is no /etc/passwd in this image, so "${flag.value}" means nothing and the build fails. Use numbers.`
            : `This image has no user "${name}" (it has ${names(known)}): the build passes and the files silently belong to root. Use numbers.`,
          fixes: wanted === undefined ? [] : [fix(file, wanted, { range: flag.valueRange, text: wanted })],
        };
      }
    }
  }
}

/** What an unknown user breaks; nothing where another USER follows before anything acts as it. */
function effectOf(
  user: Instruction,
  stage: Stage,
  built: readonly Stage[],
  isFinal: boolean,
  users: Users | undefined,
): string | undefined {
  // Without any list of users not even a folder can be made for one.
  const acting = (keyword: string) => keyword === 'RUN' || (keyword === 'WORKDIR' && users?.none === true);
  const failing = (instructions: readonly Instruction[]): string | undefined => {
    const first = instructions.find(({ keyword }) => acting(keyword) || keyword === 'USER')?.keyword;
    return first === 'USER' ? undefined : first;
  };
  const own = stage.instructions.slice(stage.instructions.indexOf(user) + 1);
  const next = failing(own);
  if (next) {
    return `the next ${next} fails`;
  }
  if (own.some(({ keyword }) => keyword === 'USER')) {
    return undefined;
  }
  if (isFinal) {
    return 'the container does not start';
  }
  const later = built.map(({ instructions }) => failing(instructions.slice(1))).find(Boolean);
  return later && `${later} fails in what is built from this stage`;
}

const names = ({ ids }: Users): string => (ids.size === 0 ? 'none' : listed([...ids.keys()]));

const fix = (file: Dockerfile, user: string, edit: TextEdit): Fix => ({
  title: `Use ${user}`,
  edits: { [file.path]: [edit] },
  safe: true,
});
