import type { Dockerfile, Instruction, Stage } from '../../model/dockerfile.ts';
import { expand } from '../../parse/expansion/expand.ts';
import type { Build } from '../../project/project.ts';
import { parentStage } from '../stages.ts';
import { type Environments, environments } from '../variables.ts';
import { type UserCommand, userCommands } from './commands.ts';

/** A command that makes a user or a group, with its names and numbers expanded. */
export interface Made extends UserCommand {
  readonly run: Instruction;
}

/** Users and groups of one stage that need each other, so that they come and go together. */
export interface Account {
  readonly stage: Stage;
  readonly made: readonly Made[];
  /** Undefined where a name depends on something unknown. */
  readonly names: ReadonlySet<string> | undefined;
  /** The numbers given to them. */
  readonly ids: ReadonlySet<string>;
}

/** What the RUNs of a stage make. */
export function madeIn(file: Dockerfile, stage: Stage, scopes: Environments): readonly Made[] {
  return stage.instructions.flatMap((run) => {
    if (run.keyword !== 'RUN') {
      return [];
    }
    const found = userCommands(run);
    if (found.length === 0) {
      return [];
    }
    // Names that the shell itself sets (`for u in a b`) are unknown here, as are those that no ARG or ENV sets.
    const value = (text: string | undefined) =>
      text === undefined ? undefined : expand(text, scopes.at(run), file.escape).value || undefined;
    return found.map((made) => ({
      ...made,
      run,
      name: value(made.name),
      id: value(made.id),
      groups: made.groups.flatMap((group) => value(group) ?? []),
    }));
  });
}

/** The accounts that a Dockerfile makes, stage by stage. */
export function accountsMade(file: Dockerfile, build: Build): readonly Account[] {
  const scopes = environments(file, build);
  return file.stages.flatMap((stage) => {
    const made = madeIn(file, stage, scopes);
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
  });
}

/** A stage and the stages that it is built from, itself first. */
export function ancestry(file: Dockerfile, stage: Stage, scopes: Environments): readonly Stage[] {
  const found = [stage];
  for (let at = parentStage(file, stage, scopes); at; at = parentStage(file, at, scopes)) {
    found.push(at);
  }
  return found;
}
