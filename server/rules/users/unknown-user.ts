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
  why: `A distroless image has the users \`root\`, \`nobody\` and \`nonroot\`, and \`scratch\` has no users. An account of another
stage is missing unless its \`/etc/passwd\` is copied. With \`USER app\` the next RUN fails, or the container does not start:
\`unable to find user app: no matching entries in passwd file\`. A group in \`USER\` is looked up in \`/etc/group\` in the same way.
With \`COPY --chown=app\` the build passes, and the files belong to root without a warning; on \`scratch\` the build fails with
\`invalid user index: -1\`. Numbers always work.

The rule stays silent if the users of an image are unknown, as in \`debian\`.`,
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

/** The user that the fix writes. Outside the plan, only distroless images have a known user. */
function proposed({ target, lineage }: StageView): string | undefined {
  const { image } = target.build;
  return image?.user ?? (lineage.base.kind === 'distroless' ? '65532:65532' : undefined);
}

/** The users (or groups) that exist at an instruction, if a name is certainly not among them. */
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
    message: `The ${users ? `user "${name}"` : `group "${group}"`} does not exist in this image: ${effect}. The image has ${names(known)}. Use numbers.`,
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
      ? `The user "${name}" does not exist in this image: the build fails. The image has no /etc/passwd. Use numbers.`
      : `The user "${name}" does not exist in this image: the build passes, but the files belong to root. The image has ${names(known)}. Use numbers.`,
    fixes: wanted === undefined ? [] : [fix(target.file, wanted, { range: flag.valueRange, text: wanted })],
  };
}

/** What an unknown user breaks. Undefined if another USER follows before any instruction runs as the user. */
function effectOf(user: Instruction, stage: StageView): string | undefined {
  const { target } = stage;
  const users = usersOf(stage).at.get(user);
  // Without /etc/passwd, WORKDIR fails too: it cannot create a folder for the user.
  const acting = (keyword: string) => keyword === 'RUN' || (keyword === 'WORKDIR' && users?.none === true);
  const failing = (instructions: readonly Instruction[]): string | undefined => {
    const first = instructions.find(({ keyword }) => acting(keyword) || keyword === 'USER')?.keyword;
    return first === 'USER' ? undefined : first;
  };
  const own = stage.instructions.slice(stage.instructions.indexOf(user) + 1);
  const next = failing(own);
  if (next) {
    return `the build fails at the next ${next}`;
  }
  if (own.some(({ keyword }) => keyword === 'USER')) {
    return undefined;
  }
  if (target.final?.image.userInstruction === user) {
    return 'the container does not start';
  }
  const built = stage.children.filter(({ isReached }) => isReached);
  const later = built.map(({ instructions }) => failing(instructions.slice(1))).find(Boolean);
  return later && `the build fails at ${later} in a stage that is built from this one`;
}

const names = ({ ids }: Users): string => (ids.size === 0 ? 'no users' : listed([...ids.keys()]));

const fix = (file: Dockerfile, user: string, edit: TextEdit): Fix => ({
  title: `Use ${user}`,
  edits: { [file.path]: [edit] },
  safe: true,
});
