import type { ComposeBuild } from './compose.ts';
import type { PlanImage } from './plan.ts';
import type { Range } from './text.ts';

/** One way in which a Dockerfile is built. */
export interface Build {
  /**
   * Who declares the context. `embedded`: no file of the workspace does, and the image is the embedded plan's. There and
   * where it is `inferred`, the context is the folder that holds most sources.
   */
  readonly source: 'plan' | 'compose' | 'bake' | 'embedded' | 'inferred';
  /** The image of the plan. What the plan asks of images is asked of these builds only. */
  readonly image: PlanImage | undefined;
  /** From the workspace root, `.` for the root itself; undefined when it is a URL or outside the workspace. */
  readonly context: string | undefined;
  /** Where the context is declared, so that a fix can change it. */
  readonly declared: Declaration | undefined;
  /** Build arguments; undefined is an unknown value. */
  readonly args: Readonly<Record<string, string | undefined>>;
  readonly target: string | undefined;
  readonly platforms: readonly string[];
  /** Additional named contexts: workspace paths, or undefined for what lies elsewhere. */
  readonly contexts: Readonly<Record<string, string | undefined>>;
}

/** Which contexts a written embedded plan gets: its own, or the folders that the sources resolve from. */
export type AdoptedContexts = 'plan' | 'sources';

/** Where a context is written. In compose and bake files the Dockerfile's path counts from it, so both change together. */
export interface Declaration {
  readonly path: string;
  readonly range: Range;
  /** Undefined in a plan, whose paths count from the workspace root. */
  readonly build?: Pick<ComposeBuild, 'dockerfileRange' | 'style'>;
}

/** Whether a file of the workspace says from which folder the image is built; otherwise that is a guess. */
export const isDeclared = ({ source }: Build): boolean => source !== 'embedded' && source !== 'inferred';

/** A build that no file declares, from a context that was guessed; undefined where the context is unknown. */
export const inferredBuild = (context: string | undefined): Build => ({
  source: 'inferred',
  image: undefined,
  context,
  declared: undefined,
  args: {},
  target: undefined,
  platforms: [],
  contexts: {},
});

/** An additional context of a build; `path` is undefined where it lies outside the workspace. */
export interface NamedContext {
  readonly name: string;
  readonly path: string | undefined;
}

/**
 * The additional context that a name means, in FROM, `--from` and a stage's own name. Names compare without case; BuildKit
 * looks for no context called `scratch` or `context`.
 */
export function namedContext({ contexts }: Pick<Build, 'contexts'>, name: string): NamedContext | undefined {
  const wanted = name.toLowerCase();
  if (wanted === 'scratch' || wanted === 'context') {
    return undefined;
  }
  const known = Object.keys(contexts).find((one) => one.toLowerCase() === wanted);
  return known === undefined ? undefined : { name: known, path: contexts[known] };
}

/** `the build context (sessions)`. */
export function describeContext(build: Build, name?: string): string {
  if (name !== undefined) {
    return `the named context "${name}"`;
  }
  return `the build context (${build.context === '.' ? 'workspace root' : (build.context ?? '?')})`;
}

/** ` The plan declares this build context for session-api.`: where the context comes from, to append to a message. */
export function declaration(build: Build, name?: string): string {
  if (name !== undefined) {
    return '';
  }
  if (!isDeclared(build)) {
    return ' Lucid infers this build context: no file declares one.';
  }
  if (build.source === 'plan') {
    return ` The plan declares this build context for ${build.image?.id}.`;
  }
  return ` ${build.declared?.path ?? build.source} declares this build context.`;
}
