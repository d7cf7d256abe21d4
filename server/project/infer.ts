import { posix } from 'node:path';
import { type Environments, environments } from '../image/variables.ts';
import type { ComposeBuild } from '../model/compose.ts';
import type { Dockerfile, Instruction, Stage } from '../model/dockerfile.ts';
import { expand } from '../parse/expansion/expand.ts';
import * as check from '../plan/checks.ts';
import { noPlan } from '../plan/load.ts';
import { type PlanData, planText } from '../plan/write.ts';
import { type BuildInputs, buildsOf } from './contexts.ts';
import type { Build } from './project.ts';

export interface InferInputs extends BuildInputs {
  /** The Dockerfiles to plan, in the order of the walk. */
  readonly dockerfiles: readonly string[];
}

const header = `# Made from the Dockerfiles, compose files and bake files of this workspace. What no file says was guessed:
# check the registry, the names, the contexts and the ports. The format is described in docs/plan.md.
`;

/** A plan for a workspace, as the text of `lucid.yaml`. The plan that it may have already says nothing here. */
export function inferPlan(written: InferInputs): string {
  const inputs = { ...written, planFile: noPlan };
  const declared = [...inputs.compose(), ...inputs.bake()].flatMap((file) => file.builds);
  const byDockerfile = groupBy(declared, (build) => build.dockerfile);
  const guesses = inputs.dockerfiles.flatMap((path) => guess(path, byDockerfile.get(path) ?? [], inputs) ?? []);
  const images = withNeeds(named(guesses));
  return (
    header +
    planText({
      version: 1,
      registry: mostCommon(guesses.flatMap((image) => image.reference?.registry ?? [])) ?? 'docker.io/my-namespace',
      platforms: platformsOf(declared),
      user: '65532:65532',
      tags: ['latest', 'latest-{timestamp}'],
      phases: phasesOf(images),
    })
  );
}

/** What one Dockerfile says about its image. */
interface Guess {
  readonly dockerfile: string;
  readonly context: string;
  /** The service that builds it, where it is one. */
  readonly service: string | undefined;
  readonly reference: { readonly registry: string | undefined; readonly image: string } | undefined;
  readonly base: string | undefined;
  readonly ports: readonly number[];
  readonly health: string | undefined;
  readonly target: string | undefined;
  /** Images that it is built from, without tags. */
  readonly from: readonly string[];
}

function guess(path: string, declared: readonly ComposeBuild[], inputs: BuildInputs): Guess | undefined {
  const file = inputs.dockerfile(path);
  const build = buildsOf(path, inputs).find((candidate) => candidate.context !== undefined);
  if (!file || build?.context === undefined || 'wrong' in check.filePath(path)) {
    return undefined;
  }
  const services = new Set(declared.map(({ service }) => service));
  const names = new Set(declared.flatMap(({ image }) => image ?? []));
  const scope = environments(file, build);
  const stages = lineage(file, build);
  const seen = stages.toReversed().flatMap((stage) => stage.instructions);
  const lowest = stages.at(-1);
  const base = lowest && imageName(lowest, file, scope);
  return {
    dockerfile: path,
    context: build.context,
    service: services.size === 1 ? [...services][0] : undefined,
    reference: names.size === 1 ? referenceOf([...names][0] as string) : undefined,
    base: base !== undefined && 'ok' in check.base(base) ? base : undefined,
    ports: portsOf(seen, file, scope),
    health: healthOf(seen),
    target: build.target,
    from: file.stages.flatMap((stage) => (stageBelow(stage, file) ? [] : (imageName(stage, file, scope) ?? []))),
  };
}

/** The stage that is built (the target, else the last one) and the stages below it. */
function lineage(file: Dockerfile, build: Build): readonly Stage[] {
  const target = build.target?.toLowerCase();
  const stages: Stage[] = [];
  const named = target === undefined ? undefined : file.stages.find((stage) => nameOf(stage) === target);
  let next = named ?? file.stages.at(-1);
  for (; next; next = stageBelow(next, file)) {
    stages.push(next);
  }
  return stages;
}

function stageBelow(stage: Stage, file: Dockerfile): Stage | undefined {
  const base = stage.base?.value.toLowerCase();
  return base === undefined ? undefined : file.stages.slice(0, stage.index).findLast((other) => nameOf(other) === base);
}

const nameOf = (stage: Stage): string | undefined => stage.name?.value.toLowerCase();

/** What FROM names, without tag and digest. */
function imageName(stage: Stage, file: Dockerfile, scope: Environments): string | undefined {
  const name = stage.base && expand(stage.base.value, scope.at(stage.from), file.escape).value;
  return typeof name === 'string' ? name.replace(/@.*$/, '').replace(/:[^/:]*$/, '') : undefined;
}

function portsOf(instructions: readonly Instruction[], file: Dockerfile, scope: Environments): readonly number[] {
  const ports = instructions
    .filter(({ keyword }) => keyword === 'EXPOSE')
    .flatMap((instruction) =>
      instruction.words.map((word) => expand(word.value, scope.at(instruction), file.escape).value),
    )
    .map((port) => (typeof port === 'string' && /^\d{1,5}(\/tcp)?$/.test(port) ? Number.parseInt(port, 10) : 0));
  return [...new Set(ports.filter((port) => port >= 1 && port <= 65_535))];
}

/** The path that the last health check asks of the container itself. */
function healthOf(instructions: readonly Instruction[]): string | undefined {
  const last = instructions.findLast(({ keyword }) => keyword === 'HEALTHCHECK');
  if (!last) {
    return undefined;
  }
  if (/^\s*NONE\b/i.test(last.body.text)) {
    return 'none';
  }
  const url = /https?:\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::[^/\s'")]+)?(\/[^\s'"\\),;|]*)/.exec(
    last.body.text,
  );
  return url?.[1] !== undefined && 'ok' in check.health(url[1]) ? url[1] : undefined;
}

/** `docker.io/pickme/lucid-x:latest` is the image `lucid-x` of the registry `docker.io/pickme`. */
function referenceOf(written: string): Guess['reference'] {
  const bare = written.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
  const at = bare.lastIndexOf('/');
  const image = bare.slice(at + 1);
  if ('wrong' in check.image(image)) {
    return undefined;
  }
  const prefix = at < 0 ? undefined : bare.slice(0, at);
  const host = prefix?.split('/')[0] ?? '';
  const registry = prefix === undefined || /[.:]|^localhost$/.test(host) ? prefix : `docker.io/${prefix}`;
  return { image, registry: registry !== undefined && 'ok' in check.registry(registry) ? registry : undefined };
}

interface Named extends Guess {
  readonly id: string;
  readonly image: string;
}

/** Gives each image an id and a name that no other has. */
function named(guesses: readonly Guess[]): readonly Named[] {
  const ids = new Set<string>();
  const images = new Set<string>();
  const uses = groupBy(guesses, (image) => image.reference?.image);
  return guesses.map((image) => {
    const id = firstFree(ids, [
      ...(image.service === undefined ? [] : [slug(image.service)]),
      ...pathNames(image.dockerfile),
    ]);
    const own = image.reference && uses.get(image.reference.image)?.length === 1 ? [image.reference.image] : [];
    const name = firstFree(images, [...own, id]);
    return { ...image, id, image: name };
  });
}

function firstFree(taken: Set<string>, candidates: readonly string[]): string {
  const last = candidates.at(-1) as string;
  let free = candidates.find((candidate) => candidate !== '' && !taken.has(candidate));
  for (let n = 2; free === undefined; n++) {
    if (!taken.has(`${last}-${n}`)) {
      free = `${last}-${n}`;
    }
  }
  taken.add(free);
  return free;
}

/** Names from a path, shorter ones first: `a/sessions/Dockerfile.api` is `sessions-api`, else `a-sessions-api`. */
function pathNames(path: string): readonly string[] {
  const file = posix.basename(path);
  const kind = slug(/^(?:dockerfile|containerfile)[.\- ]?(.*)$/i.exec(file)?.[1] ?? file.replace(/\.[^.]*$/, ''));
  const folders = posix.dirname(path).split('/').map(slug).filter(Boolean);
  const names: string[] = [];
  for (let from = folders.length - 1; from >= 0; from--) {
    const folder = folders.slice(from).join('-');
    names.push(kind === folder || kind.startsWith(`${folder}-`) ? kind : [folder, kind].filter(Boolean).join('-'));
  }
  return names.length > 0 ? names : [kind || 'app'];
}

const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');

interface Placed extends Named {
  readonly needs: readonly string[];
}

/** An image needs those of the plan that its FROMs name, by their name in whatever registry. */
function withNeeds(images: readonly Named[]): readonly Placed[] {
  const byName = new Map(images.map((image) => [image.image, image.id]));
  return images.map((image) => {
    const ids = image.from.map((name) => byName.get(posix.basename(name)));
    return { ...image, needs: [...new Set(ids.filter((id) => id !== undefined && id !== image.id))] as string[] };
  });
}

/** Phases by how deep an image stands on others of the plan, then by folder; folders of one image share a phase. */
function phasesOf(images: readonly Placed[]): readonly PlanData[] {
  const depths = depthsOf(images);
  const layers = groupBy(images, (image) => depths.get(image.id) ?? 0);
  const groups = [...layers]
    .sort(([a], [b]) => a - b)
    .flatMap(([, layer]) => {
      const folders = groupBy(layer, topFolder);
      const shared = (image: Placed) => folders.get(topFolder(image))?.length === 1;
      return [...groupBy(layer, (image) => (shared(image) ? '' : topFolder(image)))];
    });
  return groups.map(([folder, members], index) => ({
    id: index + 1,
    title: folder === '' ? 'Images' : folder.slice(0, -1),
    images: members.map((image) => imageData(image, depths)),
  }));
}

/** With its slash; empty for Dockerfiles at the root. */
const topFolder = ({ dockerfile }: Placed): string => dockerfile.slice(0, dockerfile.indexOf('/') + 1);

/** How many images stand below each; images in a circle, and those above one, count as standing on nothing. */
function depthsOf(images: readonly Placed[]): ReadonlyMap<string, number> {
  const depths = new Map<string, number>();
  let waiting = images;
  for (let depth = 0; waiting.length > 0; depth++) {
    const ready = waiting.filter((image) => image.needs.every((need) => depths.has(need)));
    if (ready.length === 0) {
      break;
    }
    for (const image of ready) {
      depths.set(image.id, depth);
    }
    waiting = waiting.filter((image) => !depths.has(image.id));
  }
  return depths;
}

function imageData(image: Placed, depths: ReadonlyMap<string, number>): PlanData {
  const { id, dockerfile, context, base, health, target } = image;
  const needs = depths.has(id) ? image.needs : [];
  return {
    id,
    image: image.image,
    dockerfile,
    context,
    ...(base !== undefined && { base }),
    ...(image.ports.length > 0 && { ports: image.ports }),
    ...(health !== undefined && { health }),
    ...(target !== undefined && 'ok' in check.word(target) && { target }),
    ...(needs.length > 0 && { needs }),
  };
}

/** Every platform that any build asks for. */
function platformsOf(builds: readonly ComposeBuild[]): readonly string[] {
  const platforms = new Set(builds.flatMap((build) => build.platforms).filter((name) => 'ok' in check.platform(name)));
  return platforms.size > 0 ? [...platforms] : ['linux/amd64'];
}

function mostCommon(values: readonly string[]): string | undefined {
  const counts = [...groupBy(values, (value) => value)].sort(([, a], [, b]) => b.length - a.length);
  return counts[0]?.[0];
}

function groupBy<K, V>(values: readonly V[], keyOf: (value: V) => K): ReadonlyMap<K, readonly V[]> {
  const groups = new Map<K, V[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group) {
      group.push(value);
    } else {
      groups.set(keyOf(value), [value]);
    }
  }
  return groups;
}
