import { posix } from 'node:path';
import type { ComposeFile } from './model/compose.ts';
import type { Dockerfile } from './model/dockerfile.ts';
import type { Plan, PlanFile, PlanImage } from './model/plan.ts';
import type { Range } from './model/text.ts';
import { parseBake } from './parse/bake.ts';
import { parseCompose } from './parse/compose.ts';
import { parseDockerfile } from './parse/dockerfile.ts';
import { buildsOf } from './plan/builds.ts';
import { loadPlan } from './plan/load.ts';
import { discover, type Found } from './workspace/discover.ts';
import { overlay } from './workspace/overlay.ts';
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
  /** The files of the workspace that Lucid reads, walked on first use. */
  readonly files: Found;
  /** At least one; those the plan declares come alone, they decide. */
  builds(dockerfile: string): readonly Build[];
  /** A Dockerfile of the workspace, parsed once; undefined where it cannot be read. */
  dockerfile(path: string): Dockerfile | undefined;
  /**
   * The same project with other texts. Where only Dockerfiles change, the plan, the walk and the declared contexts stay,
   * which is what keeps a keystroke cheap.
   */
  withTexts(texts: ReadonlyMap<string, string>): Project;
}

export interface ProjectOptions {
  /** The plan file, from the workspace root; `lucid.yaml` unless told. */
  readonly planPath?: string;
  /** What was loaded before: its plan stays in force while the file is broken. */
  readonly lastGood?: PlanFile;
}

/** What all versions of a project share until a file other than a Dockerfile changes. */
interface Declared {
  readonly planFile: PlanFile;
  readonly files: () => Found;
  readonly compose: () => readonly ComposeFile[];
  readonly bake: () => readonly ComposeFile[];
}

/** Opens a workspace. Nothing is read but the plan until it is asked for. */
export function openProject(workspace: Workspace, options: ProjectOptions = {}): Project {
  const { planPath, lastGood } = options;
  const planFile = loadPlan(workspace, { ...(planPath && { path: planPath }), ...(lastGood && { lastGood }) });
  const files = once(() => discover(workspace, planFile.plan));
  const declared: Declared = {
    planFile,
    files,
    compose: once(() => files().compose.flatMap((path) => readCompose(workspace, path))),
    bake: once(() => files().bake.flatMap((path) => readBake(workspace, path))),
  };
  return assemble(workspace, declared, new Map());
}

function assemble(workspace: Workspace, declared: Declared, parsed: Map<string, Dockerfile | undefined>): Project {
  const dockerfile = (path: string): Dockerfile | undefined => {
    if (!parsed.has(path)) {
      const read = workspace.read(path);
      parsed.set(path, 'text' in read ? parseDockerfile(read.text, path) : undefined);
    }
    return parsed.get(path);
  };
  const { planFile } = declared;
  return {
    workspace,
    plan: planFile.plan,
    planFile,
    get files() {
      return declared.files();
    },
    dockerfile,
    builds: (path) => buildsOf(path, { ...declared, workspace, dockerfile }),
    withTexts: (texts) => {
      const changed = [...texts.keys()];
      const above = overlay(workspace, texts);
      if (changed.some((path) => !parsed.has(path) && !declared.files().dockerfiles.includes(path))) {
        const planPath = planFile.kind === 'file' && planFile.path !== undefined ? { planPath: planFile.path } : {};
        return openProject(above, { ...planPath, lastGood: planFile });
      }
      return assemble(above, declared, new Map([...parsed].filter(([path]) => !texts.has(path))));
    },
  };
}

function readCompose(workspace: Workspace, path: string): readonly ComposeFile[] {
  const read = workspace.read(path);
  if (!('text' in read)) return [];
  const env = workspace.read(posix.join(posix.dirname(path), '.env'));
  return [parseCompose(read.text, path, 'text' in env ? env.text : undefined)];
}

function readBake(workspace: Workspace, path: string): readonly ComposeFile[] {
  const read = workspace.read(path);
  return 'text' in read ? [parseBake(read.text, path)] : [];
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
