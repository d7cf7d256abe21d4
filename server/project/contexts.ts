import { posix } from 'node:path';
import { copySources } from '../context/sources.ts';
import { resolvedIn } from '../context/verdict.ts';
import { BuildTarget } from '../image/target.ts';
import { computed } from '../memo.ts';
import { type Build, inferredBuild } from '../model/build.ts';
import type { ComposeBuild, ComposeFile } from '../model/compose.ts';
import type { Dockerfile } from '../model/dockerfile.ts';
import { imagesOf, type Plan, type PlanFile, type PlanImage } from '../model/plan.ts';
import type { Project } from '../model/project.ts';
import { namedContextPath } from '../plan/checks.ts';

/**
 * How a Dockerfile is built: as the plan file says, else as compose files say, else as bake files say, else from the folder
 * that holds most of what it copies. At least one. The embedded plan says what the image is, and its context is only the
 * first guess. Compose and bake files are read only where no plan file names a build.
 */
export function buildsOf(dockerfile: string, project: Project): readonly Build[] {
  const path = posix.normalize(dockerfile);
  const { planFile } = project;
  const planned = imagesOf(project.plan)
    .filter((image) => image.dockerfile === path)
    .map((image) => plannedBuild(image, planFile));
  if (planned.length > 0 && planFile.kind === 'file') {
    return planned;
  }
  const declared = declaredBuilds(path, project);
  const file = declared ? undefined : project.dockerfile(path);
  if (planned.length === 0) {
    return declared ?? [inferredBuild(file ? inferredContext(file, project, []) : posix.dirname(path))];
  }
  return planned.flatMap((build) => {
    const first = build.context ?? '.';
    const guess = { ...build, context: file ? inferredContext(file, project, [first]) : first };
    return declared ? uniqueBuilds(declared.map((one) => withImage(one, build))) : [guess];
  });
}

const uniqueBuilds = (builds: readonly Build[]): readonly Build[] => [
  ...new Map(builds.map((build) => [sameness(build), build])).values(),
];

/** The image of the embedded plan, built as the workspace says. The target and the platforms stay the plan's. */
const withImage = (declared: Build, { image, args, target, platforms, contexts }: Build): Build => ({
  ...declared,
  image,
  args: { ...args, ...declared.args },
  target,
  platforms,
  contexts: { ...contexts, ...declared.contexts },
});

/** The plan with the contexts that compose and bake files declare, where it is the embedded one. */
export function declaredPlan(project: Project): Plan {
  const { plan, planFile } = project;
  if (planFile.kind !== 'embedded') {
    return plan;
  }
  const placed = (image: PlanImage): PlanImage => {
    const contexts = declaredBuilds(image.dockerfile, project)?.flatMap(({ context }) => context ?? []) ?? [];
    const [first = image.context] = contexts;
    return contexts.includes(image.context) ? image : { ...image, context: first };
  };
  return { ...plan, phases: plan.phases.map((phase) => ({ ...phase, images: phase.images.map(placed) })) };
}

function plannedBuild(image: PlanImage, file: PlanFile): Build {
  const place = file.imagePath(image.id);
  const range = place && file.rangeOf([...place, 'context']);
  return {
    source: file.kind === 'file' ? 'plan' : 'embedded',
    image,
    context: image.context,
    declared: file.path !== undefined && range ? { path: file.path, range } : undefined,
    args: image.args,
    target: image.target,
    platforms: image.platforms,
    contexts: Object.fromEntries(
      Object.entries(image.contexts).map(([name, written]) => [name, namedContextPath(written)]),
    ),
  };
}

/** What compose files say of a Dockerfile, else what bake files say. */
const declaredBuilds = (dockerfile: string, project: Project): readonly Build[] | undefined =>
  composeBuilds(project.compose()).get(dockerfile) ?? bakeBuilds(project.bake()).get(dockerfile);

/** Remembered by the list of files, which stays while only Dockerfiles change. */
const composeBuilds = computed((files: readonly ComposeFile[]) => buildsIn(files, 'compose'));
const bakeBuilds = computed((files: readonly ComposeFile[]) => buildsIn(files, 'bake'));

/** By Dockerfile. Equal builds count once: the same service often stands in several files. */
function buildsIn(files: readonly ComposeFile[], source: 'compose' | 'bake'): ReadonlyMap<string, readonly Build[]> {
  const found = new Map<string, Map<string, Build>>();
  for (const file of files) {
    for (const build of file.builds) {
      if (build.dockerfile === undefined) {
        continue;
      }
      const builds = found.get(build.dockerfile) ?? new Map<string, Build>();
      found.set(build.dockerfile, builds);
      const same = sameness(build);
      if (!builds.has(same)) {
        const declared = build.contextRange && { path: file.path, range: build.contextRange, build };
        builds.set(same, { ...settings(build), image: undefined, source, declared });
      }
    }
  }
  return new Map([...found].map(([dockerfile, builds]) => [dockerfile, [...builds.values()]]));
}

const settings = ({ context, args, target, platforms, contexts }: ComposeBuild | Build) => ({
  context,
  args,
  target,
  platforms,
  contexts,
});

const sameness = (build: ComposeBuild | Build): string => JSON.stringify(settings(build), (_, value) => value ?? null);

/**
 * The folder that holds most sources of COPY and ADD: the Dockerfile's own or one above it. Among equals those of `first` come
 * first, then its own folder and the root, because most people build from one of the two.
 */
function inferredContext(file: Dockerfile, project: Project, first: readonly string[]): string {
  const own = posix.dirname(file.path);
  const sources = copySources(new BuildTarget(file, inferredBuild(own), project));
  const total = sources.filter(({ path }) => path !== undefined).length;
  let best = first[0] ?? own;
  let most = -1;
  for (const context of new Set([...first, own, '.', ...ancestors(own)])) {
    const resolved = resolvedIn(context, sources);
    if (resolved > most) {
      [best, most] = [context, resolved];
    }
    if (resolved === total) {
      break;
    }
  }
  return best;
}

function ancestors(folder: string): readonly string[] {
  const found: string[] = [];
  for (let above = posix.dirname(folder); above !== '.' && above !== '/'; above = posix.dirname(above)) {
    found.push(above);
  }
  return found;
}
