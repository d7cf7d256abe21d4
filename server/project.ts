import type { Dockerfile } from './model/dockerfile.ts';
import type { Plan, PlanFile, PlanImage } from './model/plan.ts';
import type { Range } from './model/text.ts';
import type { Workspace } from './workspace/workspace.ts';

/** One way in which a Dockerfile is built. */
export interface Build {
  /** Who says so. An inferred context is a guess: it accuses only where no context would do. */
  readonly source: 'plan' | 'compose' | 'bake' | 'inferred';
  readonly image: PlanImage | undefined;
  /** From the workspace root, `.` for the root itself; undefined when it is a URL or outside the workspace. */
  readonly context: string | undefined;
  /** Where the context is declared, so that a fix can change it. */
  readonly declared: { readonly path: string; readonly range: Range } | undefined;
  readonly args: Readonly<Record<string, string>>;
  readonly target: string | undefined;
  readonly platforms: readonly string[];
  /** Additional named contexts: workspace paths, or undefined for what lies elsewhere. */
  readonly contexts: Readonly<Record<string, string | undefined>>;
}

/** Everything that a rule may look at. Reading goes through `workspace`; nothing here changes during a check. */
export interface Project {
  readonly workspace: Workspace;
  readonly plan: Plan;
  readonly planFile: PlanFile;
  /** At least one; those the plan declares come alone, they decide. */
  builds(dockerfile: string): readonly Build[];
  /** Another Dockerfile of the workspace, parsed once; undefined where it cannot be read. */
  dockerfile(path: string): Dockerfile | undefined;
}
