import { existsSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { paste, shellOf } from '../buildx/paste.ts';
import { type BuildStep, type BuildStepOptions, buildSteps, withNeeds } from '../buildx/steps.ts';
import { imagesOf, type Plan } from '../model/plan.ts';
import { lineStarts, positionAt } from '../model/text.ts';
import { declaredPlan } from '../project/contexts.ts';
import { openProject } from '../project/open.ts';
import { count, type Terminal, UsageError } from '../terminal.ts';
import { diskWorkspace } from '../workspace/disk.ts';
import { inputFault } from './build-inputs.ts';
import { findRoot, unknownName, workspacePath } from './place.ts';

export interface BuildOptions {
  readonly root?: string;
  readonly plan?: string;
  readonly phase: readonly string[];
  readonly all?: boolean;
  readonly needs?: boolean;
  readonly push?: boolean;
  readonly load?: boolean;
  readonly dryRun?: boolean;
  readonly builder?: string;
  readonly platform: readonly string[];
  readonly keepGoing?: boolean;
  readonly cache: boolean;
  readonly pull?: boolean;
  readonly cacheFrom: readonly string[];
  readonly cacheTo: readonly string[];
  readonly platformCheck: boolean;
  readonly allow: readonly string[];
  readonly shell?: 'posix' | 'powershell' | 'cmd';
}

/** `lucid build`: 0 where every image was built, 1 where one failed, 2 where nothing could start, 130 when interrupted. */
export async function build(
  ids: readonly string[],
  options: BuildOptions,
  terminal: Terminal,
  cwd: string,
): Promise<number> {
  const root = findRoot(cwd, options.root);
  const planned = plannedSteps(root, cwd, ids, options);
  const shell = options.shell ?? shellOf(process.platform);
  if (options.dryRun) {
    for (const step of planned) {
      terminal.out(`${paste(step.argv, shell)}\n`);
    }
  }
  const surroundings = { root, env: process.env, allowed: options.allow.map((path) => allowedPath(cwd, path)) };
  const missing = new Map(
    planned.flatMap((step) => {
      const fault = inputFault(step, surroundings);
      return fault === undefined ? [] : [[step.image, fault] as const];
    }),
  );
  if (missing.size > 0 && !options.keepGoing) {
    throw new UsageError(missingMessage(missing));
  }
  if (options.dryRun) {
    return 0;
  }
  const { runBuild } = await import('../buildx/run.ts');
  return runBuild(planned, {
    root,
    missing,
    push: options.push ?? false,
    keepGoing: options.keepGoing ?? false,
    checkPlatforms: options.platformCheck,
    builder: options.builder,
    shell,
    terminal,
  });
}

function plannedSteps(root: string, cwd: string, ids: readonly string[], options: BuildOptions): readonly BuildStep[] {
  const path = options.plan === undefined ? undefined : workspacePath(root, cwd, options.plan);
  const project = openProject(diskWorkspace(root), path === undefined ? {} : { planPath: path });
  const file = project.planFile;
  const broken = file.problems.find((problem) => problem.severity === 'error');
  if (broken) {
    const line = positionAt(lineStarts(file.text), broken.range.start).line + 1;
    throw new UsageError(
      `${file.path ?? 'The plan'}:${line}: ${broken.message}\nNothing was built: correct the plan first.`,
    );
  }
  if (file.kind === 'none') {
    throw new UsageError(
      `${root} has no plan: write a lucid.yaml that names its images, or name its root with --root.`,
    );
  }
  const declared = declaredPlan(project);
  const chosen = choose(declared, ids, options);
  return buildSteps(declared, options.needs ? withNeeds(declared, chosen) : chosen, stepOptions(options));
}

/** The ids of the images that were named, one by one, by phase or all at once. */
function choose(plan: Plan, ids: readonly string[], { phase: phases, all }: BuildOptions): readonly string[] {
  const images = imagesOf(plan).map((image) => image.id);
  for (const id of ids) {
    if (!images.includes(id)) {
      throw unknownName('image', id, images);
    }
  }
  const known = plan.phases.map((phase) => phase.id);
  for (const id of phases) {
    if (!known.includes(id)) {
      throw unknownName('phase', id, known);
    }
  }
  if (all) {
    return images;
  }
  const chosen = new Set([
    ...ids,
    ...plan.phases.filter((phase) => phases.includes(phase.id)).flatMap((phase) => phase.images.map(({ id }) => id)),
  ]);
  if (chosen.size > 0) {
    return [...chosen];
  }
  if (phases.length > 0) {
    throw new UsageError(`Phase ${phases.join(', ')} has no images.`);
  }
  throw new UsageError('Name images, --phase ID or --all. `lucid plan` lists them.');
}

function stepOptions(options: BuildOptions): BuildStepOptions {
  return {
    push: options.push ?? false,
    load: options.load ?? false,
    time: new Date(),
    ...(options.builder === undefined ? {} : { builder: options.builder }),
    platforms: options.platform,
    noCache: !options.cache,
    pull: options.pull ?? false,
    cacheFrom: options.cacheFrom,
    cacheTo: options.cacheTo,
  };
}

/** The real path of what `--allow` names. */
function allowedPath(cwd: string, typed: string): string {
  const path = resolve(cwd, typed);
  if (!existsSync(path)) {
    throw new UsageError(`${typed} does not exist.`);
  }
  return realpathSync(path);
}

/** One message for all images, before the first step. */
function missingMessage(missing: ReadonlyMap<string, string>): string {
  const rows = [...missing].map(([image, what]) => `  ${image}: ${what}`);
  const advice = 'Correct the plan, name other images, or build the rest with --keep-going.';
  return `${count(missing.size, 'image')} cannot be built:\n${rows.join('\n')}\n${advice} Nothing was built.`;
}
