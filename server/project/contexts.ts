import { posix } from 'node:path';
import { copySources } from '../context/sources.ts';
import { resolvedIn } from '../context/verdict.ts';
import { BuildTarget } from '../image/target.ts';
import { computed } from '../memo.ts';
import { type Build, inferredBuild } from '../model/build.ts';
import type { ComposeBuild, ComposeFile } from '../model/compose.ts';
import type { Dockerfile } from '../model/dockerfile.ts';
import { imagesOf, type PlanFile, type PlanImage } from '../model/plan.ts';
import type { Project } from '../model/project.ts';
import { namedContextPath } from '../plan/checks.ts';

/**
 * How a Dockerfile is built: as the plan says, else as compose files say, else as bake files say, else from the folder
 * that holds most of what it copies. At least one. Compose and bake files are read only where the plan names no build.
 */
export function buildsOf(dockerfile: string, project: Project): readonly Build[] {
  const path = posix.normalize(dockerfile);
  const planned = imagesOf(project.plan).filter((image) => image.dockerfile === path);
  if (planned.length > 0) {
    return planned.map((image) => plannedBuild(image, project.planFile));
  }
  const declared = composeBuilds(project.compose()).get(path) ?? bakeBuilds(project.bake()).get(path);
  if (declared) {
    return declared;
  }
  const file = project.dockerfile(path);
  return [inferredBuild(file ? inferredContext(file, project) : posix.dirname(path))];
}

function plannedBuild(image: PlanImage, file: PlanFile): Build {
  const place = file.imagePath(image.id);
  const range = place && file.rangeOf([...place, 'context']);
  return {
    source: 'plan',
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

/** Remembered by the list of files, which stays while only Dockerfiles change. */
const composeBuilds = computed((files: readonly ComposeFile[]) => declaredBuilds(files, 'compose'));
const bakeBuilds = computed((files: readonly ComposeFile[]) => declaredBuilds(files, 'bake'));

/** By Dockerfile. Equal builds count once: the same service often stands in several files. */
function declaredBuilds(
  files: readonly ComposeFile[],
  source: 'compose' | 'bake',
): ReadonlyMap<string, readonly Build[]> {
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

const settings = ({ context, args, target, platforms, contexts }: ComposeBuild) => ({
  context,
  args,
  target,
  platforms,
  contexts,
});

const sameness = (build: ComposeBuild): string => JSON.stringify(settings(build), (_, value) => value ?? null);

/**
 * The folder that holds most sources of COPY and ADD: the Dockerfile's own or one above it. Among equals its own folder comes
 * first and the root next, because most people build from one of the two.
 */
function inferredContext(file: Dockerfile, project: Project): string {
  const own = posix.dirname(file.path);
  const sources = copySources(new BuildTarget(file, inferredBuild(own), project));
  const total = sources.filter(({ path }) => path !== undefined).length;
  let best = own;
  let most = -1;
  for (const context of new Set([own, '.', ...ancestors(own)])) {
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
