import { distrolessGroups, distrolessUsers, nonroot } from '../../facts/distroless.ts';
import { rememberFor } from '../../memo.ts';
import type { Dockerfile, Instruction, Stage } from '../../model/dockerfile.ts';
import { expand } from '../../parse/expansion/expand.ts';
import type { Build, Project } from '../../project/project.ts';
import { arrivalsOf, type Scene } from '../arrivals.ts';
import { imageHistory, type Step } from '../history.ts';
import { stageNamed } from '../stages.ts';
import { environments } from '../variables.ts';
import { madeIn } from './accounts.ts';

/** The users of an image, or its groups, as far as they can be seen. */
export interface Users {
  /** Number by name; undefined where the number is not told. */
  readonly ids: ReadonlyMap<string, string | undefined>;
  /** Those of them that were made without a number, so that the program chose one below 60,000. */
  readonly chosen?: ReadonlySet<string>;
  /** There are no others. */
  readonly complete: boolean;
  /** There is no `/etc/passwd`, or no `/etc/group`, at all. */
  readonly none: boolean;
}

/** The file in `/etc` that lists them. */
export type List = 'passwd' | 'group';

interface Reading extends Scene {
  readonly list: List;
  readonly depth: number;
}

const unknown: Users = { ids: new Map([['root', '0']]), complete: false, none: false };

/** Ids of the users that every distroless image has. */
const distrolessIds: Readonly<Record<string, string>> = { root: '0', nobody: '65534', nonroot: String(nonroot.uid) };

/** Stages copy `/etc/passwd` from each other; a circle of them is refused by BuildKit and would never end here. */
const maximumDepth = 10;

/** The users (or groups) that every instruction of a stage finds, and those of the image that it makes, in one pass. */
export function usersThrough(
  file: Dockerfile,
  stage: Stage,
  build: Build,
  project: Project,
  list: List = 'passwd',
  depth = 0,
): StageUsers {
  return depth === 0 ? known[list](stage, build, file, project) : readUsers(file, stage, build, project, list, depth);
}

interface StageUsers {
  readonly at: ReadonlyMap<Instruction, Users>;
  readonly end: Users;
}

/** Several rules ask for the same stage. */
const knownFor = (list: List) =>
  rememberFor((stage: Stage, build: Build, file: Dockerfile, project: Project) =>
    readUsers(file, stage, build, project, list, 0),
  );
const known = { passwd: knownFor('passwd'), group: knownFor('group') };

function readUsers(
  file: Dockerfile,
  stage: Stage,
  build: Build,
  project: Project,
  list: List,
  depth: number,
): StageUsers {
  const at = new Map<Instruction, Users>();
  if (depth > maximumDepth) {
    return { at, end: unknown };
  }
  const { steps, result } = imageHistory(file, stage, build, project);
  const reading: Reading = { file, build, project, scopes: environments(file, build), list, depth };
  let users = baseUsers(result.lineage.base.kind, list);
  for (const step of steps) {
    at.set(step.instruction, users);
    users = afterStep(users, step, reading);
  }
  return { at, end: users };
}

function baseUsers(kind: 'scratch' | 'distroless' | 'image' | 'unknown', list: List): Users {
  if (kind === 'scratch') {
    return { ids: new Map(), complete: true, none: true };
  }
  if (kind !== 'distroless') {
    return unknown;
  }
  const names = list === 'passwd' ? distrolessUsers : distrolessGroups;
  return { ids: new Map(names.map((name) => [name, distrolessIds[name]])), complete: true, none: false };
}

function afterStep(users: Users, step: Step, reading: Reading): Users {
  const { instruction, file, before } = step;
  if (instruction.keyword === 'RUN') {
    // Without a shell nothing is made, unless a shell was set up by hand.
    const dead = before.hasShell === false && before.shell === undefined && !instruction.json;
    return dead ? users : afterRun(users, step, reading);
  }
  if (instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD') {
    return users;
  }
  const copied = file === reading.file ? copiedUsers(step, reading) : undefined;
  if (copied) {
    return copied;
  }
  const covers = arrivalsOf(step, reading).some(
    ({ target, kind, folder }) =>
      target === undefined ||
      target === `/etc/${reading.list}` ||
      (kind !== 'packages' && holdsList(target, folder, reading)),
  );
  return covers ? { ...users, complete: false, none: false } : users;
}

function holdsList(target: string, folder: string | undefined, { list, project }: Reading): boolean {
  const inside = target === '/' ? `etc/${list}` : target === '/etc' ? list : undefined;
  if (inside === undefined) {
    return false;
  }
  return folder === undefined || project.workspace.kind(`${folder}/${inside}`) !== undefined;
}

function afterRun(users: Users, { instruction, stage, file }: Step, { file: own, scopes, list }: Reading): Users {
  const made = file === own ? madeIn(file, { ...stage, instructions: [instruction] }, scopes) : [];
  const text = instruction.body.text + instruction.heredocs.map(({ content }) => content).join('\n');
  const touched = /passwd|group|useradd|adduser|\/etc\b/.test(text);
  const complete = users.complete && !touched;
  const none = users.none && !touched;
  if (made.length === 0) {
    return { ...users, complete, none };
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
    // Most programs make a group of the name with the user, of a number that cannot be seen.
    else if (kind === 'user') {
      ids.set(name, undefined);
    }
  }
  return { ids, chosen, complete, none };
}

/** `COPY --from=builder /etc/passwd /etc/passwd`: the users are those of that stage. */
function copiedUsers({ instruction, stage, before }: Step, reading: Reading): Users | undefined {
  const { file, build, project, scopes, list, depth } = reading;
  const from = instruction.flags.find((flag) => flag.name === 'from')?.value;
  const maker = from ? stageNamed(file, from, stage.index) : undefined;
  if (maker === undefined) {
    return undefined;
  }
  const values = instruction.words.map(({ value }) => expand(value, scopes.at(instruction), file.escape).value);
  const target = values.at(-1);
  const absolute = target?.startsWith('/') ? target : target && before.workdir === '/' ? `/${target}` : undefined;
  const brings = values.slice(0, -1).some((source) => {
    const path = `/${source ?? ''}`.replace(/\/+/g, '/').replace(/(?<=.)\/$/, '');
    if (path === `/etc/${list}`) {
      return absolute === path || absolute === '/etc/' || absolute === '/etc';
    }
    if (path === '/etc') {
      return absolute === '/etc' || absolute === '/etc/';
    }
    return path === '/' && absolute === '/';
  });
  return brings ? usersThrough(file, maker, build, project, list, depth + 1).end : undefined;
}
