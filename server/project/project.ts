import { posix } from 'node:path';
import { once, remember } from '../memo.ts';
import type { ComposeBuild, ComposeFile } from '../model/compose.ts';
import type { Dockerfile } from '../model/dockerfile.ts';
import { imagesOf, type Plan, type PlanFile, type PlanImage } from '../model/plan.ts';
import type { Range } from '../model/text.ts';
import { parseBake } from '../parse/builds/bake.ts';
import { parseCompose } from '../parse/builds/compose.ts';
import { parseDockerfile } from '../parse/dockerfile/dockerfile.ts';
import { loadPlan } from '../plan/load.ts';
import { kindByName } from '../workspace/file-kinds.ts';
import { overlay } from '../workspace/overlay.ts';
import { type Found, walk } from '../workspace/walk.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { buildsOf } from './contexts.ts';

/** One way in which a Dockerfile is built. */
export interface Build {
  /** Who says so. An inferred context is a guess: it accuses only where no context would do. */
  readonly source: 'plan' | 'compose' | 'bake' | 'inferred';
  readonly image: PlanImage | undefined;
  /** From the workspace root, `.` for the root itself; undefined when it is a URL or outside the workspace. */
  readonly context: string | undefined;
  /** Where the context is declared, so that a fix can change it. */
  readonly declared: Declaration | undefined;
  /** Build arguments; undefined is one that is given with a value that is not known here. */
  readonly args: Readonly<Record<string, string | undefined>>;
  readonly target: string | undefined;
  readonly platforms: readonly string[];
  /** Additional named contexts: workspace paths, or undefined for what lies elsewhere. */
  readonly contexts: Readonly<Record<string, string | undefined>>;
}

/** Where a context is written. In compose and bake files the Dockerfile's path counts from it, so both change together. */
export interface Declaration {
  readonly path: string;
  readonly range: Range;
  /** Undefined in a plan, whose paths count from the workspace root. */
  readonly build?: Pick<ComposeBuild, 'dockerfileRange' | 'style'>;
}

/** Everything that a rule may look at. Reading goes through `workspace`; nothing here changes during a check. */
export interface Project {
  readonly workspace: Workspace;
  readonly plan: Plan;
  readonly planFile: PlanFile;
  /** The files of the workspace that Lucid reads, walked on first use. */
  files(): Found;
  /** The compose files and the bake files of the workspace, read on first use. */
  compose(): readonly ComposeFile[];
  bake(): readonly ComposeFile[];
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

/** A check looks at one Dockerfile after the other; keeping all of ten thousand would only fill the memory. */
const keptDockerfiles = 8;

/** What all versions of a project share until a file other than a Dockerfile changes. */
interface Declared {
  readonly planFile: PlanFile;
  readonly files: () => Found;
  readonly isDockerfile: (path: string) => boolean;
  readonly compose: () => readonly ComposeFile[];
  readonly bake: () => readonly ComposeFile[];
}

/** Opens a workspace. Nothing is read but the plan until it is asked for. */
export function openProject(workspace: Workspace, options: ProjectOptions = {}): Project {
  const { planPath, lastGood } = options;
  const planFile = loadPlan(workspace, { ...(planPath && { path: planPath }), ...(lastGood && { lastGood }) });
  const files = once(() => {
    const named = new Set(imagesOf(planFile.plan).map((image) => image.dockerfile));
    return walk(workspace, (path) => (named.has(path) ? 'dockerfile' : kindByName(path)));
  });
  const paths = once(() => new Set(files().dockerfiles));
  const declared: Declared = {
    planFile,
    files,
    isDockerfile: (path) => paths().has(path),
    compose: once(() => files().compose.flatMap((path) => readCompose(workspace, path))),
    bake: once(() => files().bake.flatMap((path) => readBake(workspace, path))),
  };
  return assemble(workspace, declared);
}

/** `below` is where a Dockerfile comes from whose text has not changed. */
function assemble(workspace: Workspace, declared: Declared, below?: (path: string) => Dockerfile | undefined): Project {
  const read = (path: string): Dockerfile | undefined => {
    const text = workspace.read(path);
    return 'text' in text ? parseDockerfile(text.text, path) : undefined;
  };
  const dockerfile = remember(keptDockerfiles, below ?? read);
  const { planFile } = declared;
  return {
    workspace,
    plan: planFile.plan,
    planFile,
    files: declared.files,
    compose: declared.compose,
    bake: declared.bake,
    dockerfile,
    builds: remember(keptDockerfiles, (path) => buildsOf(path, { ...declared, workspace, dockerfile })),
    withTexts: (texts) => {
      const above = overlay(workspace, texts);
      if ([...texts.keys()].every((path) => declared.isDockerfile(path))) {
        const parse = (path: string): Dockerfile | undefined => {
          const text = texts.get(path);
          return text === undefined ? dockerfile(path) : parseDockerfile(text, path);
        };
        return assemble(above, declared, parse);
      }
      const planPath = planFile.kind === 'file' && planFile.path !== undefined ? { planPath: planFile.path } : {};
      return openProject(above, { ...planPath, lastGood: planFile });
    },
  };
}

function readCompose(workspace: Workspace, path: string): readonly ComposeFile[] {
  const read = workspace.read(path);
  if (!('text' in read)) {
    return [];
  }
  const env = workspace.read(posix.join(posix.dirname(path), '.env'));
  return [parseCompose(read.text, path, 'text' in env ? env.text : undefined)];
}

function readBake(workspace: Workspace, path: string): readonly ComposeFile[] {
  const read = workspace.read(path);
  return 'text' in read ? [parseBake(read.text, path)] : [];
}
