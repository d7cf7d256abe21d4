import type { FileKind } from '../workspace/file-kinds.ts';
import type { Found } from '../workspace/walk.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Build } from './build.ts';
import type { ComposeFile } from './compose.ts';
import type { Dockerfile } from './dockerfile.ts';
import type { Plan, PlanFile } from './plan.ts';

/** Everything that a rule may look at. Reading goes through `workspace`; nothing here changes during a check. */
export interface Project {
  readonly workspace: Workspace;
  readonly plan: Plan;
  readonly planFile: PlanFile;
  /** The kind of a file; undefined for files that Lucid does not read. */
  kindOf(path: string): FileKind | undefined;
  /** The files of the workspace by kind, walked on first use. */
  files(): Found;
  /** The compose files and the bake files of the workspace, read on first use. */
  compose(): readonly ComposeFile[];
  bake(): readonly ComposeFile[];
  /** How a Dockerfile is built, in at least one way. Where the plan declares builds, only those count. */
  builds(dockerfile: string): readonly Build[];
  /** A Dockerfile of the workspace, parsed once; undefined where it cannot be read. */
  dockerfile(path: string): Dockerfile | undefined;
  /**
   * The same project with other texts. Where only Dockerfiles change, the plan, the walk and the declared contexts stay,
   * which keeps a keystroke cheap.
   */
  withTexts(texts: ReadonlyMap<string, string>): Project;
}
