import { distrolessGroups, distrolessUsers, nonroot } from '../../facts/distroless.ts';
import { computed } from '../../memo.ts';
import { fromOf, type Instruction } from '../../model/dockerfile.ts';
import { textOfRun } from '../../parse/shell/shell.ts';
import { arrivalsOf } from '../arrivals.ts';
import type { Base } from '../base.ts';
import type { ImageStep, StageView } from '../target.ts';
import { madeBy } from './accounts.ts';

/** The users of an image, or its groups, as far as they can be seen. */
export interface Users {
  /** Number by name; undefined where the number is unknown. */
  readonly ids: ReadonlyMap<string, string | undefined>;
  /** Users that were made without a number: the program chose one below 60,000. */
  readonly chosen?: ReadonlySet<string>;
  /** True where the image has no further ones. */
  readonly complete: boolean;
  /** True where the image has no `/etc/passwd`, or no `/etc/group`. */
  readonly none: boolean;
}

/** The file in `/etc` that lists them. */
export type List = 'passwd' | 'group';

interface UserReading {
  /** The stage whose image is followed. */
  readonly view: StageView;
  readonly list: List;
  readonly depth: number;
}

const unknownUsers: Users = { ids: new Map([['root', '0']]), complete: false, none: false };

/** Ids of the users that every distroless image has. */
const distrolessIds: Readonly<Record<string, string>> = { root: '0', nobody: '65534', nonroot: String(nonroot.uid) };

/** Stages copy `/etc/passwd` from each other. BuildKit refuses a circle of them; here it must end. */
const maximumDepth = 10;

/** The users (or groups) that every instruction of a stage finds, and those of the image that it makes. */
export const usersOf = (stage: StageView, list: List = 'passwd'): StageUsers => known[list](stage);

interface StageUsers {
  readonly at: ReadonlyMap<Instruction, Users>;
  readonly end: Users;
}

const known = {
  passwd: computed((stage: StageView) => readUsers(stage, 'passwd', 0)),
  group: computed((stage: StageView) => readUsers(stage, 'group', 0)),
};

/** In one pass over the steps to the image. */
function readUsers(view: StageView, list: List, depth: number): StageUsers {
  const at = new Map<Instruction, Users>();
  if (depth > maximumDepth) {
    return { at, end: unknownUsers };
  }
  const reading: UserReading = { view, list, depth };
  let users = usersOfBase(view.lineage.base.kind, list);
  for (const step of view.steps) {
    at.set(step.instruction, users);
    users = usersAfter(users, step, reading);
  }
  return { at, end: users };
}

function usersOfBase(kind: Base['kind'], list: List): Users {
  if (kind === 'scratch') {
    return { ids: new Map(), complete: true, none: true };
  }
  if (kind !== 'distroless') {
    return unknownUsers;
  }
  const names = list === 'passwd' ? distrolessUsers : distrolessGroups;
  return { ids: new Map(names.map((name) => [name, distrolessIds[name]])), complete: true, none: false };
}

function usersAfter(users: Users, step: ImageStep, reading: UserReading): Users {
  const { instruction, before } = step;
  const { target } = reading.view;
  if (instruction.keyword === 'RUN') {
    // A RUN without a shell makes nothing, unless a shell was set up by hand.
    const dead = before.hasShell === false && before.shell === undefined && !instruction.json;
    return dead ? users : usersAfterRun(users, step, reading);
  }
  if (instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD') {
    return users;
  }
  const copied = step.stage.target === target ? copiedUsers(step, reading) : undefined;
  if (copied) {
    return copied;
  }
  const covers = arrivalsOf(step, reading.view).some(
    ({ destination, kind, folder }) =>
      destination === undefined ||
      destination === `/etc/${reading.list}` ||
      (kind !== 'packages' && holdsList(destination, folder, reading)),
  );
  return covers ? { ...users, complete: false, none: false } : users;
}

function holdsList(destination: string, folder: string | undefined, { list, view }: UserReading): boolean {
  const inside = destination === '/' ? `etc/${list}` : destination === '/etc' ? list : undefined;
  if (inside === undefined) {
    return false;
  }
  return folder === undefined || view.target.project.workspace.kind(`${folder}/${inside}`) !== undefined;
}

/** A list of more accounts is generated; the rest of it counts as unknown. */
const maximumAccounts = 500;

function usersAfterRun(users: Users, { instruction, stage }: ImageStep, { view, list }: UserReading): Users {
  const made = stage.target === view.target ? madeBy(instruction, stage) : [];
  const text = textOfRun(instruction);
  const touched = /passwd|group|useradd|adduser|\/etc\b/.test(text);
  const complete = users.complete && !touched;
  const none = users.none && !touched;
  if (made.length === 0) {
    return { ...users, complete, none };
  }
  if (users.ids.size > maximumAccounts) {
    return { ...users, complete: false, none };
  }
  const ids = new Map(users.ids);
  const chosen = new Set(users.chosen);
  for (const { kind, name, id, isNumbered } of made) {
    if (name === undefined) {
      continue;
    }
    if (kind === (list === 'passwd' ? 'user' : 'group')) {
      ids.set(name, id);
      if (!isNumbered) {
        chosen.add(name);
      }
    }
    // Most programs make a group of the user's name, with a number that cannot be seen.
    else if (kind === 'user') {
      ids.set(name, undefined);
    }
  }
  return { ids, chosen, complete, none };
}

/** `COPY --from=builder /etc/passwd /etc/passwd`: the users are those of that stage. */
function copiedUsers({ instruction, stage, before }: ImageStep, { list, depth }: UserReading): Users | undefined {
  const from = fromOf(instruction);
  const maker = from && stage.target.stageMeant(from.value, stage.index);
  if (maker === undefined) {
    return undefined;
  }
  const values = stage.target.values(instruction);
  const last = values.at(-1);
  const destination = last?.startsWith('/') ? last : last && before.workdir === '/' ? `/${last}` : undefined;
  const brings = values.slice(0, -1).some((source) => {
    const path = `/${source ?? ''}`.replace(/\/+/g, '/').replace(/(?<=.)\/$/, '');
    if (path === `/etc/${list}`) {
      return destination === path || destination === '/etc/' || destination === '/etc';
    }
    if (path === '/etc') {
      return destination === '/etc' || destination === '/etc/';
    }
    return path === '/' && destination === '/';
  });
  return brings ? readUsers(maker, list, depth + 1).end : undefined;
}
