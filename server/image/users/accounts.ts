import { computed } from '../../memo.ts';
import type { Instruction } from '../../model/dockerfile.ts';
import { defaultShell, programsIn } from '../programs/programs.ts';
import type { BuildTarget, StageView } from '../target.ts';
import { type UserCommand, userCommands } from './commands.ts';

/** A command that makes a user or a group, with its names and numbers expanded. */
export interface Made extends UserCommand {
  readonly run: Instruction;
}

/** Users and groups of one stage that need each other, so that they come and go together. */
export interface Account {
  readonly stage: StageView;
  readonly made: readonly Made[];
  /** Undefined where a name depends on something unknown. */
  readonly names: ReadonlySet<string> | undefined;
  /** The numbers given to them. */
  readonly ids: ReadonlySet<string>;
}

/** What a RUN of a stage makes; nothing for other instructions. */
export function madeBy(run: Instruction, { target }: StageView): readonly Made[] {
  // Names that the shell itself sets (`for u in a b`) are unknown here, as are those that no ARG or ENV sets.
  const value = (text: string | undefined) => target.value(text, run) || undefined;
  return run.keyword !== 'RUN'
    ? []
    : userCommands(run).map((made) => ({
        ...made,
        run,
        name: value(made.name),
        id: value(made.id),
        groups: made.groups.flatMap((group) => value(group) ?? []),
      }));
}

/** Whether a RUN certainly cannot create an account, since the image has no program for it. */
export function isDead(run: Instruction, stage: StageView): boolean {
  if (!run.json && stage.imageBefore(run).shell !== undefined) {
    return false;
  }
  return programsIn(stage)?.has(run.json ? (run.words[0]?.value ?? '') : defaultShell, run) === false;
}

/** Whether a stage, or one below it, tries to make an account before a place, where no program for it is. */
export const isDeadBefore = (name: string, start: number, { target, ancestry }: StageView): boolean =>
  ancestry.some((stage) => Number(deadAccounts(target).get(stage)?.get(name)) < start);

/** The accounts that each stage tries to make without a program for it, and where it first tries. */
const deadAccounts: (target: BuildTarget) => ReadonlyMap<StageView, ReadonlyMap<string, number>> = computed(
  (target) => {
    const result = new Map<StageView, Map<string, number>>();
    for (const { made, stage } of accountsMade(target)) {
      if (made.every(({ run }) => isDead(run, stage))) {
        const first = result.get(stage) ?? new Map<string, number>();
        result.set(stage, first);
        for (const { name, range } of made) {
          if (name !== undefined && !(Number(first.get(name)) < range.start)) {
            first.set(name, range.start);
          }
        }
      }
    }
    return result;
  },
);

/** A stage with more commands that make accounts is generated; the rest of them is passed over. */
const maximumCommands = 500;

/** The accounts that a Dockerfile makes, stage by stage. */
export const accountsMade: (target: BuildTarget) => readonly Account[] = computed((target) =>
  target.stages.flatMap((stage) => {
    // A word such as `-` names no account.
    const made = stage.instructions
      .flatMap((run) => madeBy(run, stage))
      .filter(({ name }) => !name?.startsWith('-'))
      .slice(0, maximumCommands);
    const isMade = new Set(made.map(({ name }) => name));
    const groupOf = new Map<string, readonly Made[]>();
    const keyOf = new Map(made.map((one, index) => [one, one.name ?? `unnamed ${index}`]));
    for (const one of made) {
      const keys = [keyOf.get(one) as string, ...one.groups.filter((group) => isMade.has(group))];
      const members = [...new Set(keys.flatMap((key) => groupOf.get(key) ?? [])), one];
      for (const member of members) {
        groupOf.set(keyOf.get(member) as string, members);
      }
      for (const key of keys) {
        groupOf.set(key, members);
      }
    }
    return [...new Set(groupOf.values())].map((members) => ({
      stage,
      made: members,
      names: members.some(({ name }) => name === undefined)
        ? undefined
        : new Set(members.map(({ name }) => name as string)),
      ids: new Set(members.flatMap(({ id }) => id ?? [])),
    }));
  }),
);
