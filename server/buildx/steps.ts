import { imagesOf, type Plan, type PlanImage } from '../model/plan.ts';
import { references } from './tags.ts';

/** One `docker buildx build`. Its paths are relative to the workspace root, where it has to run. */
export interface BuildStep {
  /** The image's id in the plan. */
  readonly image: string;
  readonly references: readonly string[];
  readonly dockerfile: string;
  readonly context: string;
  readonly platforms: readonly string[];
  /** Ids of images to build before this one. */
  readonly needs: readonly string[];
  /** Named contexts and secrets, as the plan writes them. */
  readonly contexts: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
  /** `['docker', 'buildx', 'build', …]`. */
  readonly argv: readonly string[];
}

export interface BuildStepOptions {
  readonly push: boolean;
  /** What `{timestamp}` becomes. */
  readonly time: Date;
  /** Loads the result into the engine's own images. */
  readonly load?: boolean;
  /** The buildx builder; the current one unless named. */
  readonly builder?: string;
  /** In place of the plan's platforms. */
  readonly platforms?: readonly string[];
  readonly noCache?: boolean;
  /** Asks the registry for newer base images. */
  readonly pull?: boolean;
  readonly cacheFrom?: readonly string[];
  readonly cacheTo?: readonly string[];
}

/**
 * The chosen images in the order in which they can be built: that of the plan, with `needs` first.
 * A circle of needs is cut where it closes: the check of the plan reports it.
 */
export function buildOrder(plan: Plan, ids: readonly string[]): readonly PlanImage[] {
  const chosen = new Map<string, PlanImage>();
  for (const image of imagesOf(plan)) {
    if (ids.includes(image.id)) {
      chosen.set(image.id, image);
    }
  }
  const ordered = new Set<PlanImage>();
  const entered = new Set<string>();
  const visit = (image: PlanImage): void => {
    if (entered.has(image.id)) {
      return;
    }
    entered.add(image.id);
    for (const need of image.needs) {
      const needed = chosen.get(need);
      if (needed) {
        visit(needed);
      }
    }
    ordered.add(image);
  };
  for (const image of chosen.values()) {
    visit(image);
  }
  return [...ordered];
}

/** The ids with everything that they need, directly or not. */
export function withNeeds(plan: Plan, ids: readonly string[]): readonly string[] {
  const images = new Map(imagesOf(plan).map((image) => [image.id, image]));
  const all = new Set<string>();
  const open = [...ids];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (all.has(id)) {
      continue;
    }
    all.add(id);
    open.push(...(images.get(id)?.needs ?? []));
  }
  return [...all];
}

/** The steps of a build. The caller has refused ids that the plan does not have; here they are left out. */
export function buildSteps(plan: Plan, ids: readonly string[], options: BuildStepOptions): readonly BuildStep[] {
  return buildOrder(plan, ids).map((image) => {
    const names = references(plan, image, options.time);
    const platforms = options.platforms?.length ? options.platforms : image.platforms;
    return {
      image: image.id,
      references: names,
      dockerfile: image.dockerfile,
      context: image.context,
      platforms,
      needs: image.needs,
      contexts: image.contexts,
      secrets: image.secrets,
      argv: argvOf(image, names, platforms, options),
    };
  });
}

/**
 * No value of the plan can become an option: docker takes the word after an option for its value whatever it begins
 * with, and the one word that stands alone, the context, is a path that never begins with a dash.
 */
function argvOf(
  image: PlanImage,
  names: readonly string[],
  platforms: readonly string[],
  options: BuildStepOptions,
): readonly string[] {
  const each = (option: string, values: readonly string[] | undefined): string[] =>
    (values ?? []).flatMap((value) => [option, value]);
  const entries = (option: string, values: Readonly<Record<string, string>>): string[] =>
    Object.entries(values).flatMap(([name, value]) => [option, `${name}=${value}`]);
  return [
    ...['docker', 'buildx', 'build'],
    ...(options.builder === undefined ? [] : ['--builder', options.builder]),
    ...(platforms.length === 0 ? [] : ['--platform', platforms.join(',')]),
    ...each('-t', names),
    ...['-f', asPath(image.dockerfile)],
    ...entries('--build-arg', image.args),
    ...entries('--build-context', image.contexts),
    ...(image.target === undefined ? [] : ['--target', image.target]),
    ...each('--secret', image.secrets),
    ...each('--cache-from', options.cacheFrom),
    ...each('--cache-to', options.cacheTo),
    ...(options.noCache ? ['--no-cache'] : []),
    ...(options.pull ? ['--pull'] : []),
    ...(options.load ? ['--load'] : []),
    ...(options.push ? ['--push'] : []),
    asPath(image.context),
  ];
}

/** A path that is neither an option nor `-`, which means standard input. */
const asPath = (path: string): string => (path.startsWith('-') ? `./${path}` : path);
