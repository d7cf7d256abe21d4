import { posix } from 'node:path';
import { groupBy } from '../groups.ts';
import { exposedPorts } from '../image/ports/exposed.ts';
import { probePath } from '../image/programs/health.ts';
import { baseReferences, meansImage } from '../image/references/image-references.ts';
import { type StageView, targetsOf } from '../image/target.ts';
import type { ComposeBuild } from '../model/compose.ts';
import type { Project } from '../model/project.ts';
import { shortName } from '../model/reference.ts';
import * as check from '../plan/checks.ts';
import { noPlan } from '../plan/load.ts';
import { type PlanData, planText } from '../plan/write.ts';
import { openProject } from './open.ts';

const header = `# Made from the Dockerfiles, compose files and bake files of this workspace. What no file says was guessed:
# check the registry, the names, the contexts and the ports. The format is described in docs/plan.md.
`;

/** A plan for the Dockerfiles of a workspace, as the text of `lucid.yaml`. A plan that exists already plays no part. */
export function inferPlan({ workspace, files }: Project): string {
  const project = openProject(workspace, { planFile: noPlan });
  const declared = [...project.compose(), ...project.bake()].flatMap((file) => file.builds);
  const byDockerfile = groupBy(declared, (build) => build.dockerfile);
  const guesses = files().dockerfile.flatMap((path) => guess(path, byDockerfile.get(path) ?? [], project) ?? []);
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

/** What a Dockerfile and the files that build it tell about its image. */
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

function guess(path: string, declared: readonly ComposeBuild[], project: Project): Guess | undefined {
  const target = targetsOf(project, path).find(({ build }) => build.context !== undefined);
  if (target?.build.context === undefined || 'wrong' in check.filePath(path)) {
    return undefined;
  }
  const services = new Set(declared.map(({ service }) => service));
  const names = new Set(declared.flatMap(({ image }) => image ?? []));
  const { final, build } = target;
  const base = final?.lineage.base;
  const name =
    base?.kind === 'scratch' ? 'scratch' : base && 'reference' in base ? shortName(base.reference) : undefined;
  const health = final?.image.healthcheck && probePath(final.image.healthcheck);
  return {
    dockerfile: path,
    context: target.build.context,
    service: services.size === 1 ? [...services][0] : undefined,
    reference: names.size === 1 ? referenceOf([...names][0] as string) : undefined,
    base: name !== undefined && 'ok' in check.base(name) ? name : undefined,
    ports: final ? portsOf(final) : [],
    health: health !== undefined && 'ok' in check.health(health) ? health : undefined,
    target: build.target,
    from: baseReferences(target).flatMap((reference) =>
      reference.value !== undefined && meansImage(reference) ? [withoutTag(reference.value)] : [],
    ),
  };
}

/** The TCP ports, each once. */
function portsOf(stage: StageView): readonly number[] {
  const ports = exposedPorts(stage).filter(({ protocol }) => protocol === 'tcp');
  return [...new Set(ports.flatMap(({ first, last }) => (first === last && first > 0 ? [first] : [])))];
}

const withoutTag = (reference: string): string => reference.replace(/@.*$/, '').replace(/:[^/:]*$/, '');

/** `docker.io/pickme/lucid-x:latest` is the image `lucid-x` of the registry `docker.io/pickme`. */
function referenceOf(written: string): Guess['reference'] {
  const bare = withoutTag(written);
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

/** Gives each image an id and a name of its own. */
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

/** Phases by the number of images below, then by folder; folders with one image share a phase. */
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

/** How many images of the plan stand below each. Images in a circle, and those built from them, are left out. */
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
