import { groupBy } from '../../groups.ts';
import type { BuildTarget, StageView } from '../../image/target.ts';
import { isDeadBefore } from '../../image/users/accounts.ts';
import { numbersOf, ownerOf } from '../../image/users/owner.ts';
import { type List, type Users, usersOf } from '../../image/users/users.ts';
import { replaced, type Use, usesFinder } from '../../image/users/uses.ts';
import { flagNamed, type Instruction } from '../../model/dockerfile.ts';
import type { Range, TextEdit } from '../../model/text.ts';
import type { Finding, Fix, Related, Rule } from '../rule.ts';
import { listed } from '../wording.ts';
import { moveAccountsUp } from './accounts-first.ts';

export const rule: Rule = {
  id: 'unknown-user',
  severity: 'error',
  title: 'USER or --chown names a user or group that the image does not have',
  fix: "COPY of `/etc/passwd` first, if it comes later; else numbers: those of the stage's own USER, the plan or the account, such as `65532:65532` (safe)",
  why: `A distroless image has the users \`root\`, \`nobody\` and \`nonroot\`, and \`scratch\` has no users. An account of another
stage is missing unless its \`/etc/passwd\` is copied. With \`USER app\` the next RUN fails, or the container does not start:
\`unable to find user app: no matching entries in passwd file\`. A group in \`USER\` is looked up in \`/etc/group\` in the same way.
With \`COPY --chown=app\` the build passes, and the files belong to root without a warning, also if \`/etc/passwd\` arrives on a
later line; on \`scratch\` the build fails with \`invalid user index: -1\`. Numbers always work.

The rule stays silent if the users of an image are unknown, as in \`debian\`. \`no-user-creation\` reports an account that cannot
be created.`,
  *dockerfile(target) {
    const places = target.stages.flatMap((stage) => {
      const base = stage.isReached ? stage.lineage.base.kind : undefined;
      return base === 'scratch' || base === 'distroless' ? placesIn(stage) : [];
    });
    const byName = groupBy(
      places.filter(({ name, range, stage }) => !isDeadBefore(name, range.start, stage)),
      ({ name, list }) => `${list} ${name}`,
    );
    for (const group of byName.values()) {
      yield finding(group, target);
    }
  },
};

/** A place that names a user or a group that is not in the image. */
interface Place {
  readonly stage: StageView;
  readonly instruction: Instruction;
  readonly range: Range;
  readonly list: List;
  /** `user:group`, expanded. */
  readonly value: string;
  readonly name: string;
  /** All names of its `user:group` that are not there. */
  readonly missing: readonly string[];
  /** Those that are there. */
  readonly known: Users;
  readonly isError: boolean;
  /** What happens there. */
  readonly effect: string;
}

const placesIn = (stage: StageView): readonly Place[] =>
  stage.executed.flatMap((instruction) => {
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

/** The users (or groups) that exist at an instruction, if a name is certainly not among them. */
function without(name: string | undefined, list: List, instruction: Instruction, stage: StageView): Users | undefined {
  if (!name || /^\d+$/.test(name)) {
    return undefined;
  }
  const known = usersOf(stage, list).at.get(instruction);
  return known?.complete && !known.ids.has(name) ? known : undefined;
}

function unknownUser(instruction: Instruction, stage: StageView): Place | undefined {
  const [word] = instruction.words;
  const value = stage.target.value(word?.value, instruction) ?? '';
  const [user, group] = value.split(':');
  const users = without(user, 'passwd', instruction, stage);
  const known = users ?? without(group, 'group', instruction, stage);
  const name = users ? user : group;
  const effect = known && effectOf(instruction, stage);
  if (!word || !known || !name || effect === undefined) {
    return undefined;
  }
  const list = users ? 'passwd' : 'group';
  const missing = missingOf(user, group, instruction, stage);
  return { stage, instruction, range: word.range, list, value, name, missing, known, isError: true, effect };
}

function unknownOwner(instruction: Instruction, stage: StageView): Place | undefined {
  const flag = flagNamed(instruction, 'chown');
  const value = stage.target.value(flag?.value, instruction) ?? '';
  const [name, group] = value.split(':');
  const known = without(name, 'passwd', instruction, stage);
  if (!name || !flag?.valueRange || !known) {
    return undefined;
  }
  const effect = known.none ? 'the build fails' : 'the build passes, but the files belong to root';
  const missing = missingOf(name, group, instruction, stage);
  return {
    ...{ stage, instruction, range: flag.valueRange, list: 'passwd', value, name, missing },
    ...{ known, isError: known.none, effect },
  };
}

const missingOf = (
  user: string | undefined,
  group: string | undefined,
  instruction: Instruction,
  stage: StageView,
): readonly string[] => [
  ...(user && without(user, 'passwd', instruction, stage) ? [user] : []),
  ...(group && without(group, 'group', instruction, stage) ? [group] : []),
];

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

/** All places of one missing account, reported at the one that weighs most. */
function finding(group: readonly Place[], target: BuildTarget): Finding {
  const head = group.find(({ isError }) => isError) ?? (group[0] as Place);
  const { name, known, effect } = head;
  const { path } = target.file;
  const moved = moveAccountsUp(group, target.file);
  const what = `The ${head.list === 'passwd' ? 'user' : 'group'} "${name}" does not exist`;
  const message = moved
    ? `${what} here yet: ${effect}. /etc/passwd arrives on line ${moved.line}. Copy it first.`
    : `${what} in this image: ${effect}. The image has ${names(known)}. Use numbers.`;
  const others = group.filter((place) => place !== head).slice(0, maximumRelated);
  return {
    range: head.range,
    ...(!head.isError && { severity: 'warning' as const }),
    message,
    fixes: moved ? [{ title: moved.title, edits: { [path]: moved.edits }, safe: true }] : numbered(group, head),
    related: others.map(
      (place): Related => ({ path, range: place.range, message: `"${name}" is named here too: ${place.effect}.` }),
    ),
  };
}

/** The most places that one finding names. */
const maximumRelated = 20;

const names = ({ ids }: Users): string => (ids.size === 0 ? 'no users' : listed([...ids.keys()]));

/** Writes numbers at all places, and where a RUN of the same stages uses the account. */
function numbered(group: readonly Place[], { stage, name }: Place): readonly Fix[] {
  const { target } = stage;
  const wanted = proposed(stage, name);
  if (wanted === undefined) {
    return [];
  }
  const stages = [...new Set(group.map((place) => place.stage))];
  const gone = new Set(group.flatMap(({ missing }) => missing));
  const textFor = (kind: Use['kind'], other: StageView, instruction: Instruction) =>
    kind === 'owner' ? (ownerOf(other, instruction, gone) ?? wanted) : wanted;
  const own = group.map(({ range, value, instruction, stage: other }): TextEdit => {
    const kind = instruction.keyword === 'USER' ? 'user' : 'owner';
    return { range, text: replaced(value.split(':'), gone, textFor(kind, other, instruction)) };
  });
  const inRuns = usesFinder(
    stages,
    new Set(),
  )(gone).filter(
    (use) => use.instruction.keyword === 'RUN' && without(name, 'passwd', use.instruction, use.stage) !== undefined,
  );
  const edits = [
    ...own,
    ...inRuns.flatMap((use) => use.replace?.(textFor(use.kind, use.stage, use.instruction)) ?? []),
  ];
  const title = `Use ${[...new Set(edits.map(({ text }) => text))].slice(0, 2).join(' and ')}`;
  return [{ title, edits: { [target.file.path]: edits }, safe: isMeant(group, stage, name) }];
}

/** Whether the number is certainly wanted: someone asked for it, or nothing starts without one. */
const isMeant = (group: readonly Place[], { target }: StageView, name: string): boolean =>
  target.build.image !== undefined ||
  group.some(
    ({ stage, instruction }) =>
      instruction.keyword === 'USER' || ownerOf(stage, instruction, new Set([name])) !== undefined,
  );

/** The plan's user, else the numbers of the account in another stage, else the user that every distroless image has. */
const proposed = (stage: StageView, name: string): string | undefined =>
  stage.target.build.image?.user ??
  numbersOf(name, stage) ??
  (stage.lineage.base.kind === 'distroless' ? '65532:65532' : undefined);
