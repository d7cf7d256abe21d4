import { posix } from 'node:path';
import { resolvedSources } from '../context/verdict.ts';
import type { ComposeBuild, ComposeFile } from '../model/compose.ts';
import type { Dockerfile } from '../model/dockerfile.ts';
import { imagesOf, type PlanFile, type PlanImage } from '../model/plan.ts';
import { namedContextPath } from '../plan/checks.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Build } from './project.ts';

/** What the builds of a Dockerfile are found in. Compose and bake files are asked for only where the plan is silent. */
export interface BuildInputs {
  readonly planFile: PlanFile;
  readonly workspace: Workspace;
  compose(): readonly ComposeFile[];
  bake(): readonly ComposeFile[];
  dockerfile(path: string): Dockerfile | undefined;
}

/**
 * How a Dockerfile is built: as the plan says, else as compose files say, else as bake files say, else from the folder
 * that holds most of what it copies. At least one.
 */
export function buildsOf(dockerfile: string, inputs: BuildInputs): readonly Build[] {
  const path = posix.normalize(dockerfile);
  const planned = imagesOf(inputs.planFile.plan).filter((image) => image.dockerfile === path);
  if (planned.length > 0) {
    return planned.map((image) => plannedBuild(image, inputs.planFile));
  }
  const composed = declaredBuilds(path, inputs.compose(), 'compose');
  if (composed.length > 0) {
    return composed;
  }
  const baked = declaredBuilds(path, inputs.bake(), 'bake');
  if (baked.length > 0) {
    return baked;
  }
  const file = inputs.dockerfile(path);
  const context = file ? inferredContext(file, inputs.workspace) : posix.dirname(path);
  return [{ ...nothing, source: 'inferred', context }];
}

const nothing = { image: undefined, declared: undefined, args: {}, target: undefined, platforms: [], contexts: {} };

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

/** Builds that say the same count once: the same service often stands in several files. */
function declaredBuilds(path: string, files: readonly ComposeFile[], source: 'compose' | 'bake'): readonly Build[] {
  const found = new Map<string, Build>();
  for (const file of files) {
    for (const build of file.builds) {
      if (build.dockerfile !== path) {
        continue;
      }
      const declared = build.contextRange && { path: file.path, range: build.contextRange, build };
      const same = sameness(build);
      if (!found.has(same)) {
        found.set(same, { ...nothing, ...settings(build), source, declared });
      }
    }
  }
  return [...found.values()];
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
 * The folder from which most sources of COPY and ADD are there: the Dockerfile's own or one above it. Where several do
 * equally well, its own folder comes first and the root next, because that is how people build.
 */
export function inferredContext(file: Dockerfile, workspace: Workspace): string {
  const own = posix.dirname(file.path);
  let best = own;
  let most = -1;
  for (const context of new Set([own, '.', ...ancestors(own)])) {
    const { resolved, total } = resolvedSources(file, context, workspace);
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
