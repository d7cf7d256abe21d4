import { replaceUser } from '../../edits/user.ts';
import type { StageView } from '../../image/target.ts';
import { type List, type Users, usersOf } from '../../image/users/users.ts';
import { type Dockerfile, flagNamed, type Instruction } from '../../model/dockerfile.ts';
import type { TextEdit } from '../../model/text.ts';
import type { Finding, Fix, Rule } from '../rule.ts';
import { listed } from '../wording.ts';

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
  unmasks: [
    {
      rules: ['python-packages-path'],
      why: 'Whose packages Python looks for follows from the home of the user, which an unknown user does not have.',
    },
  ],
  *dockerfile(target) {
    for (const stage of target.stages) {
      const base = stage.isReached ? stage.lineage.base.kind : undefined;
      if (base === 'scratch' || base === 'distroless') {
        yield* unknownIn(stage);
      }
    }
  },
};

function unknownIn(stage: StageView): readonly Finding[] {
  return stage.executed.flatMap((instruction) => {
    switch (instruction.keyword) {
      case 'USER':
        return unknownUser(instruction, stage) ?? [];
      case 'COPY':
      case 'ADD':
        return unknownOwner(instruction, stage) ?? [];
      default:
        return [];
    }
  });
}

/** The user to propose. Outside the plan only distroless has one. */
function proposed({ target, lineage }: StageView): string | undefined {
  const { image } = target.build;
  return image?.user ?? (lineage.base.kind === 'distroless' ? '65532:65532' : undefined);
}

/** The users (or groups) that an instruction finds, if a name is certainly not among them. */
function without(name: string | undefined, list: List, instruction: Instruction, stage: StageView): Users | undefined {
  if (!name || /^\d+$/.test(name)) {
    return undefined;
  }
  const known = usersOf(stage, list).at.get(instruction);
  return known?.complete && !known.ids.has(name) ? known : undefined;
}

function unknownUser(instruction: Instruction, stage: StageView): Finding | undefined {
  const { target } = stage;
  const [word] = instruction.words;
  const [name, group] = target.value(word?.value, instruction)?.split(':') ?? [];
  const users = without(name, 'passwd', instruction, stage);
  const known = users ?? without(group, 'group', instruction, stage);
  const effect = known && effectOf(instruction, stage);
  if (!word || !known || effect === undefined) {
    return undefined;
  }
  const wanted = proposed(stage);
  const edit = wanted === undefined ? undefined : replaceUser(instruction, wanted);
  return {
    range: word.range,
    message: `This image has no ${users ? `user "${name}"` : `group "${group}"`} (it has ${names(known)}): ${effect}. Use numbers.`,
    fixes: edit && wanted ? [fix(target.file, wanted, edit)] : [],
  };
}

function unknownOwner(instruction: Instruction, stage: StageView): Finding | undefined {
  const { target } = stage;
  const flag = flagNamed(instruction, 'chown');
  const [name] = target.value(flag?.value, instruction)?.split(':') ?? [];
  const known = without(name, 'passwd', instruction, stage);
  if (!flag?.valueRange || !known) {
    return undefined;
  }
  const wanted = proposed(stage);
  return {
    range: flag.valueRange,
    severity: known.none ? 'error' : 'warning',
    message: known.none
      ? `There is no /etc/passwd in this image, so "${flag.value}" means nothing and the build fails. Use numbers.`
      : `This image has no user "${name}" (it has ${names(known)}): the build passes and the files silently belong to root. Use numbers.`,
    fixes: wanted === undefined ? [] : [fix(target.file, wanted, { range: flag.valueRange, text: wanted })],
  };
}

/** What an unknown user breaks; nothing where another USER follows before anything acts as it. */
function effectOf(user: Instruction, stage: StageView): string | undefined {
  const { target } = stage;
  const users = usersOf(stage).at.get(user);
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
  if (target.final?.image.userInstruction === user) {
    return 'the container does not start';
  }
  const built = stage.children.filter(({ isReached }) => isReached);
  const later = built.map(({ instructions }) => failing(instructions.slice(1))).find(Boolean);
  return later && `${later} fails in what is built from this stage`;
}

const names = ({ ids }: Users): string => (ids.size === 0 ? 'none' : listed([...ids.keys()]));

const fix = (file: Dockerfile, user: string, edit: TextEdit): Fix => ({
  title: `Use ${user}`,
  edits: { [file.path]: [edit] },
  safe: true,
});
