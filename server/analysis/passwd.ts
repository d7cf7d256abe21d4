import { distrolessUsers, nonroot } from '../facts/distroless.ts';
import type { Dockerfile, Instruction, Stage } from '../model/dockerfile.ts';
import { environments, expand } from '../parse/expand.ts';
import type { Build, Project } from '../project.ts';
import { arrivalsOf, type Scene } from './arrivals.ts';
import { imageHistory, type Step } from './image.ts';
import { madeIn } from './made-users.ts';
import { stageNamed } from './stages.ts';

/** The users of an image, as far as they can be seen. */
export interface Users {
  /** User id by name; undefined where the number is not told. */
  readonly ids: ReadonlyMap<string, string | undefined>;
  /** There are no others. */
  readonly complete: boolean;
  /** There is no `/etc/passwd` at all. */
  readonly none: boolean;
}

const unknown: Users = { ids: new Map([['root', '0']]), complete: false, none: false };

/** Ids of the users that every distroless image has. */
const distrolessIds: Readonly<Record<string, string>> = { root: '0', nobody: '65534', nonroot: String(nonroot.uid) };

/** Stages copy `/etc/passwd` from each other; a circle of them is refused by BuildKit and would never end here. */
const maximumDepth = 10;

/** The users that every instruction of a stage finds, and those of the image that it makes, in one pass. */
export function usersThrough(
  file: Dockerfile,
  stage: Stage,
  build: Build,
  project: Project,
  depth = 0,
): { readonly at: ReadonlyMap<Instruction, Users>; readonly end: Users } {
  const at = new Map<Instruction, Users>();
  if (depth > maximumDepth) return { at, end: unknown };
  const { steps, result } = imageHistory(file, stage, build, project);
  const scene: Scene = { file, build, project, scopes: environments(file, build) };
  let users = baseUsers(result.lineage.base.kind);
  for (const step of steps) {
    at.set(step.instruction, users);
    users = afterStep(users, step, scene, depth);
  }
  return { at, end: users };
}

/** The users that an instruction finds; without one, those of the image that a stage makes. */
export function usersAt(file: Dockerfile, stage: Stage, build: Build, project: Project, until?: Instruction): Users {
  const { at, end } = usersThrough(file, stage, build, project);
  return (until && at.get(until)) ?? end;
}

function baseUsers(kind: 'scratch' | 'distroless' | 'image' | 'unknown'): Users {
  if (kind === 'scratch') return { ids: new Map(), complete: true, none: true };
  if (kind !== 'distroless') return unknown;
  return { ids: new Map(distrolessUsers.map((name) => [name, distrolessIds[name]])), complete: true, none: false };
}

function afterStep(users: Users, step: Step, scene: Scene, depth: number): Users {
  const { instruction, file, before } = step;
  if (instruction.keyword === 'RUN') {
    // Without a shell nothing is made, unless a shell was set up by hand.
    const dead = before.hasShell === false && before.shell === undefined && !instruction.json;
    return dead ? users : afterRun(users, step, scene);
  }
  if (instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD') return users;
  const copied = file === scene.file ? copiedUsers(step, scene, depth) : undefined;
  if (copied) return copied;
  const covers = arrivalsOf(step, scene).some(
    ({ target, kind, folder }) =>
      target === undefined || target === passwd || (kind !== 'packages' && holdsPasswd(target, folder, scene.project)),
  );
  return covers ? { ...users, complete: false, none: false } : users;
}

const passwd = '/etc/passwd';

function holdsPasswd(target: string, folder: string | undefined, project: Project): boolean {
  const inside = target === '/' ? 'etc/passwd' : target === '/etc' ? 'passwd' : undefined;
  if (inside === undefined) return false;
  return folder === undefined || project.workspace.kind(`${folder}/${inside}`) !== undefined;
}

function afterRun(users: Users, { instruction, stage, file }: Step, scene: Scene): Users {
  const made = file === scene.file ? madeIn(file, { ...stage, instructions: [instruction] }, scene.scopes) : [];
  const ids = new Map(users.ids);
  for (const { kind, name, id } of made) if (kind === 'user' && name !== undefined) ids.set(name, id);
  const text = instruction.body.text + instruction.heredocs.map(({ content }) => content).join('\n');
  const touched = /passwd|useradd|adduser|\/etc\b/.test(text);
  return { ids, complete: users.complete && !touched, none: users.none && !touched };
}

/** `COPY --from=builder /etc/passwd /etc/passwd`: the users are those of that stage. */
function copiedUsers({ instruction, stage, before }: Step, scene: Scene, depth: number): Users | undefined {
  const { file, build, project, scopes } = scene;
  const from = instruction.flags.find((flag) => flag.name === 'from')?.value;
  const maker = from ? stageNamed(file, from, stage.index) : undefined;
  if (maker === undefined) return undefined;
  const values = instruction.words.map(({ value }) => expand(value, scopes.at(instruction), file.escape).value);
  const target = values.at(-1);
  const absolute = target?.startsWith('/') ? target : target && before.workdir === '/' ? `/${target}` : undefined;
  const brings = values.slice(0, -1).some((source) => {
    const path = `/${source ?? ''}`.replace(/\/+/g, '/').replace(/(?<=.)\/$/, '');
    if (path === passwd) return absolute === passwd || absolute === '/etc/' || absolute === '/etc';
    if (path === '/etc') return absolute === '/etc' || absolute === '/etc/';
    return path === '/' && absolute === '/';
  });
  return brings ? usersThrough(file, maker, build, project, depth + 1).end : undefined;
}
