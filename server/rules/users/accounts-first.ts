import { insertAbove, insertBefore } from '../../edits/insert.ts';
import { commentsAbove, type Describes, linesOf, withoutInstructions } from '../../edits/lines.ts';
import type { StageView } from '../../image/target.ts';
import { type List, type Users, usersOf } from '../../image/users/users.ts';
import { type Dockerfile, flagNamed, fromOf, type Instruction } from '../../model/dockerfile.ts';
import { lineStart, type TextEdit } from '../../model/text.ts';

/** A place in a stage where names of accounts are missing. */
interface Place {
  readonly stage: StageView;
  readonly instruction: Instruction;
  readonly list: List;
  readonly name: string;
  /** All names of its `user:group` that are missing. */
  readonly missing: readonly string[];
}

interface Move {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** Where `/etc/passwd` arrives now. */
  readonly line: number;
}

/** Moves the COPY that brings `/etc/passwd`, and the one that brings `/etc/group`, above the first place that needs it. */
export function moveAccountsUp(places: readonly Place[], file: Dockerfile): Move | undefined {
  const [first] = places;
  if (first === undefined || first.list !== 'passwd' || places.some(({ stage }) => stage !== first.stage)) {
    return undefined;
  }
  const { stage, instruction, name, missing } = first;
  const users = bringer(name, 'passwd', instruction, stage);
  if (users === undefined || places.some((place) => place.instruction.range.start > users.range.start)) {
    return undefined;
  }
  const groups = bringer(missing.at(-1) ?? name, 'group', instruction, stage);
  const moved = [...new Set([users, ...(groups ? [groups] : [])])].sort((a, b) => a.range.start - b.range.start);
  const last = moved.at(-1) as Instruction;
  if (!keepsNames(between(instruction, last, stage), users, stage)) {
    return undefined;
  }
  const lines = moved.map((one) => linesOf(file, one, describesAccounts)).join('\n');
  const at = lineStart(file.text, instruction.range.start);
  const insert = commentsAbove(file.text, at) < at ? insertBefore : insertAbove;
  return {
    title: 'Copy /etc/passwd first',
    edits: [insert(file, instruction, lines), ...withoutInstructions(file, moved, describesAccounts)],
    line: users.startLine,
  };
}

const describesAccounts: Describes = (comment) =>
  /\b(?:users?|groups?|accounts?|passwd)\b/i.test(comment) &&
  !/\b(?:app\w*|code|files?|stage|package\w*)\b/i.test(comment);

/** The instructions from one to another, both included. */
const between = (first: Instruction, last: Instruction, { instructions }: StageView): readonly Instruction[] =>
  instructions.slice(instructions.indexOf(first), instructions.indexOf(last) + 1);

/** The COPY behind an instruction that brings a name from another stage, if it means the same further up. */
function bringer(name: string, list: List, from: Instruction, stage: StageView): Instruction | undefined {
  const { instructions } = stage;
  const later = instructions.slice(instructions.indexOf(from) + 1);
  const found = later.find((one, index) => {
    const after = usersAt(later[index + 1], list, stage);
    return after.ids.has(name) && !usersAt(one, list, stage).ids.has(name);
  });
  const isMovable =
    found?.keyword === 'COPY' &&
    fromOf(found) !== undefined &&
    found.words.at(-1)?.value.startsWith('/') === true &&
    !found.body.text.includes('$') &&
    flagNamed(found, 'chown') === undefined;
  return isMovable ? found : undefined;
}

/** The accounts that an instruction finds; without one, those of the finished stage. */
const usersAt = (instruction: Instruction | undefined, list: List, stage: StageView): Users => {
  const { at, end } = usersOf(stage, list);
  return instruction === undefined ? end : (at.get(instruction) ?? end);
};

/** Whether what other instructions name is in the list that replaces the one of the base. */
function keepsNames(passed: readonly Instruction[], bringing: Instruction, stage: StageView): boolean {
  const { instructions } = stage;
  const after = usersAt(instructions[instructions.indexOf(bringing) + 1], 'passwd', stage);
  return passed.every((instruction) => {
    const text = instruction.keyword === 'USER' ? instruction.words[0]?.value : flagNamed(instruction, 'chown')?.value;
    const [user] = stage.target.value(text, instruction)?.split(':') ?? [];
    return text === undefined || (user !== undefined && (/^\d*$/.test(user) || after.ids.has(user)));
  });
}
