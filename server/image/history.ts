import { type DistrolessImage, distrolessImage, distrolessName, nonroot, readTag } from '../facts/distroless.ts';
import { rememberFor } from '../memo.ts';
import type { Dockerfile, Instruction, Stage } from '../model/dockerfile.ts';
import { imagesOf } from '../model/plan.ts';
import { type ImageReference, parseReference, shortName } from '../model/reference.ts';
import { expand } from '../parse/expansion/expand.ts';
import type { Build, Project } from '../project/project.ts';
import { finalStage, parentStage, triggersOf } from './stages.ts';
import { type Environments, environments } from './variables.ts';

/** What a chain of stages begins with. */
export type Base =
  | { readonly kind: 'scratch' }
  | {
      readonly kind: 'distroless';
      readonly image: DistrolessImage;
      readonly debug: boolean;
      readonly reference: ImageReference;
    }
  | { readonly kind: 'image'; readonly reference: ImageReference }
  /** The name depends on a value that nobody knows here. */
  | { readonly kind: 'unknown' };

/** The stages and images that a stage is built from, as far as they can be seen. */
export interface Lineage {
  readonly base: Base;
  /** The FROM that names the base; in another file where a plan image is built from one of the same plan. */
  readonly from: { readonly file: Dockerfile; readonly stage: Stage };
  /** Every instruction that shapes the image, in the order in which BuildKit runs them. */
  readonly instructions: readonly {
    readonly file: Dockerfile;
    readonly stage: Stage;
    readonly instruction: Instruction;
  }[];
}

/** Deeper chains of images do not occur; a cycle would never end. */
const maximumDepth = 20;

/** Follows a stage to its base: through stages, ARG defaults, build arguments and other images of the plan. */
export function lineageOf(file: Dockerfile, stage: Stage, build: Build, project: Project, depth = 0): Lineage {
  const steps = (instructions: readonly Instruction[]) =>
    instructions.map((instruction) => ({ file, stage, instruction }));
  const own = steps(stage.instructions);
  const scopes = environments(file, build);
  const name = stage.base && expand(stage.base.value, scopes.global, file.escape).value;
  const here = { file, stage };
  if (name === undefined || name === '' || depth > maximumDepth) {
    return { base: { kind: 'unknown' }, from: here, instructions: own };
  }
  if (Object.keys(build.contexts).some((context) => context.toLowerCase() === name.toLowerCase())) {
    return { base: { kind: 'unknown' }, from: here, instructions: own };
  }
  const parent = parentStage(file, stage, scopes);
  if (parent) {
    // What ONBUILD triggers is a step of this stage, and stands in that one.
    return below(lineageOf(file, parent, build, project, depth + 1), [...steps(triggersOf(parent)), ...own]);
  }
  if (name === 'scratch') {
    return { base: { kind: 'scratch' }, from: here, instructions: own };
  }
  const reference = parseReference(name);
  if (reference === undefined) {
    return { base: { kind: 'unknown' }, from: here, instructions: own };
  }
  const planned = planLineage(reference, file, project, depth);
  if (planned) {
    return below(planned, own);
  }
  const distroless = distrolessImage(reference);
  const base: Base = distroless
    ? { kind: 'distroless', image: distroless, debug: readTag(reference.tag)?.debug ?? false, reference }
    : { kind: 'image', reference };
  return { base, from: here, instructions: own };
}

const below = (lineage: Lineage, own: Lineage['instructions']): Lineage => ({
  ...lineage,
  instructions: [...lineage.instructions, ...own],
});

/** The image of the plan that a reference names, read from its own Dockerfile. */
function planLineage(
  reference: ImageReference,
  file: Dockerfile,
  project: Project,
  depth: number,
): Lineage | undefined {
  const named = imagesOf(project.plan).find((image) => {
    const own = parseReference(`${project.plan.registry}/${image.image}`);
    const sameTag = image.tags.length === 0 || image.tags.includes(reference.tag ?? 'latest');
    return own && shortName(own) === shortName(reference) && sameTag;
  });
  if (!named || named.dockerfile === file.path) {
    return undefined;
  }
  const other = project.dockerfile(named.dockerfile);
  const build = project.builds(named.dockerfile).find((candidate) => candidate.image?.id === named.id);
  const last = other && finalStage(other, build?.target);
  if (!other || !build || !last) {
    return undefined;
  }
  const triggers = triggersOf(last).map((instruction) => ({ file: other, stage: last, instruction }));
  return below(lineageOf(other, last, build, project, depth + 1), triggers);
}

/** A command in exec or shell form and where it was set; `inherited` when the base image brings it. */
export interface Command {
  readonly words: readonly string[];
  readonly exec: boolean;
  readonly instruction: Instruction | undefined;
}

/** What an image does when it is run, as far as its Dockerfiles and the facts of its base tell. */
export interface ImageConfig {
  readonly lineage: Lineage;
  /** As USER or the base says it, `65532`, `nonroot`, `0`; undefined where it is unknown. */
  readonly user: string | undefined;
  /** The last USER; undefined where the base decides. */
  readonly userInstruction: Instruction | undefined;
  /** Empty where it was cleared; undefined where it is unknown. */
  readonly entrypoint: Command | undefined;
  readonly cmd: Command | undefined;
  readonly healthcheck: Instruction | undefined;
  readonly exposed: readonly Instruction[];
  /** Absolute; undefined where it is unknown. */
  readonly workdir: string | undefined;
  /** False where the image is known to have no `/bin/sh`; undefined where that is unknown. */
  readonly hasShell: boolean | undefined;
  /** The words that shell forms run under, by SHELL. */
  readonly shell: readonly string[] | undefined;
}

/** An instruction and the image that it finds. */
export interface Step {
  readonly file: Dockerfile;
  readonly stage: Stage;
  readonly instruction: Instruction;
  readonly before: ImageConfig;
}

/** How an image comes about, base first, in one pass over its lineage. */
export interface ImageHistory {
  readonly steps: readonly Step[];
  readonly result: ImageConfig;
}

/** Every step to the image that a stage makes. Most rules ask; a build belongs to one project. */
export const imageHistory = (file: Dockerfile, stage: Stage, build: Build, project: Project): ImageHistory =>
  historyOf(stage, build, file, project);

const historyOf = rememberFor(followSteps);

function followSteps(stage: Stage, build: Build, file: Dockerfile, project: Project): ImageHistory {
  const lineage = lineageOf(file, stage, build, project);
  const scopes = new Map<Dockerfile, Environments>();
  const steps: Step[] = [];
  let config = baseConfig(lineage);
  for (const step of lineage.instructions) {
    const known = scopes.get(step.file) ?? environments(step.file, build);
    scopes.set(step.file, known);
    steps.push({ ...step, before: config });
    config = after(config, step.instruction, step.file, step.stage, known);
  }
  return { steps, result: config };
}

/** The image as it is before `until`, or after the whole stage. */
export function imageConfig(
  file: Dockerfile,
  stage: Stage,
  build: Build,
  project: Project,
  until?: Instruction,
): ImageConfig {
  const { steps, result } = imageHistory(file, stage, build, project);
  return (until && steps.find(({ instruction }) => instruction === until)?.before) ?? result;
}

function baseConfig(lineage: Lineage): ImageConfig {
  const { base } = lineage;
  const common = {
    lineage,
    userInstruction: undefined,
    healthcheck: undefined,
    exposed: [],
    shell: undefined,
    cmd: undefined,
  };
  const inherited = (words: readonly string[]): Command => ({ words, exec: true, instruction: undefined });
  if (base.kind === 'scratch') {
    return { ...common, user: '0', entrypoint: inherited([]), workdir: '/', hasShell: false };
  }
  if (base.kind === 'distroless') {
    const tag = readTag(base.reference.tag);
    const words = base.debug && !base.image.entrypoint ? ['/busybox/sh'] : (base.image.entrypoint ?? []);
    const user = tag === undefined ? undefined : tag.nonroot ? String(nonroot.uid) : '0';
    const workdir = tag?.nonroot ? nonroot.home : '/';
    return { ...common, user, entrypoint: inherited(words), workdir, hasShell: false };
  }
  // Every image of that registry lacks a shell, also one that the facts do not list.
  const hasShell = base.kind === 'image' && distrolessName(base.reference) !== undefined ? false : undefined;
  return { ...common, user: undefined, entrypoint: undefined, workdir: undefined, hasShell };
}

function after(
  config: ImageConfig,
  instruction: Instruction,
  file: Dockerfile,
  stage: Stage,
  scopes: Environments,
): ImageConfig {
  const words = instruction.words.map((word) => word.value);
  const value = (text: string | undefined) =>
    text === undefined ? undefined : expand(text, scopes.at(instruction), file.escape).value;
  switch (instruction.keyword) {
    case 'USER':
      return { ...config, user: value(words[0]), userInstruction: instruction };
    case 'WORKDIR': {
      const path = value(words[0]);
      const absolute = path?.startsWith('/')
        ? path
        : path && config.workdir && `${config.workdir.replace(/\/$/, '')}/${path}`;
      return { ...config, workdir: absolute || undefined };
    }
    case 'ENTRYPOINT': {
      // Setting ENTRYPOINT clears the CMD of the base, but not one of the same stage.
      const own = config.cmd?.instruction && stage.instructions.includes(config.cmd.instruction);
      const cmd = own ? config.cmd : undefined;
      return { ...config, entrypoint: { words, exec: instruction.json, instruction }, cmd };
    }
    case 'CMD':
      return { ...config, cmd: { words, exec: instruction.json, instruction } };
    case 'HEALTHCHECK':
      return { ...config, healthcheck: instruction };
    case 'EXPOSE':
      return { ...config, exposed: [...config.exposed, instruction] };
    case 'SHELL':
      return { ...config, shell: words };
    default:
      return config;
  }
}

/** The image that a build ends in. */
export function finalImage(
  file: Dockerfile,
  build: Build,
  project: Project,
): (ImageConfig & { readonly stage: Stage }) | undefined {
  const stage = finalStage(file, build.target);
  return stage && { ...imageConfig(file, stage, build, project), stage };
}
