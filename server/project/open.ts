import { posix } from 'node:path';
import { once, remember } from '../memo.ts';
import type { ComposeFile } from '../model/compose.ts';
import type { Dockerfile } from '../model/dockerfile.ts';
import { imagesOf, type PlanFile } from '../model/plan.ts';
import type { Project } from '../model/project.ts';
import { parseBake } from '../parse/builds/bake.ts';
import { parseCompose } from '../parse/builds/compose.ts';
import { parseDockerfile } from '../parse/dockerfile/dockerfile.ts';
import { loadPlan } from '../plan/load.ts';
import { overlay } from '../workspace/overlay.ts';
import { joinPath } from '../workspace/paths.ts';
import { type Found, isPassedOver, walk } from '../workspace/walk.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { buildsOf } from './contexts.ts';
import { fileKinds } from './file-kinds.ts';

export interface ProjectOptions {
  /** The plan file, from the workspace root; by default `lucid.yaml`. */
  readonly planPath?: string;
  /** The plan file as it was loaded before: its plan stays in force while the file is broken. */
  readonly lastGood?: PlanFile;
  /** Replaces the plan of the workspace. */
  readonly planFile?: PlanFile;
}

/** How many parsed Dockerfiles are kept. A check looks at one after the other; ten thousand would fill the memory. */
const keptDockerfiles = 8;

/** What all versions of a project share until a file other than a Dockerfile changes. */
interface Declared {
  readonly planFile: PlanFile;
  readonly kindOf: Project['kindOf'];
  readonly files: () => Found;
  readonly isDockerfile: (path: string) => boolean;
  readonly compose: () => readonly ComposeFile[];
  readonly bake: () => readonly ComposeFile[];
}

/** Opens a workspace. Only the plan is read at once; all other files are read on first use. */
export function openProject(workspace: Workspace, options: ProjectOptions = {}): Project {
  const { planPath, lastGood } = options;
  const planFile =
    options.planFile ?? loadPlan(workspace, { ...(planPath && { path: planPath }), ...(lastGood && { lastGood }) });
  const kindOf = fileKinds(planFile);
  const files = once(() => findFiles(workspace, planFile, kindOf));
  const paths = once(() => new Set(files().dockerfile));
  const declared: Declared = {
    planFile,
    kindOf,
    files,
    isDockerfile: (path) => paths().has(path),
    compose: once(() => files().compose.flatMap((path) => readCompose(workspace, path))),
    bake: once(() => files().bake.flatMap((path) => readBake(workspace, path))),
  };
  return assemble(workspace, declared);
}

/** What the walk finds, the plan, and its Dockerfiles in folders that the walk passes over. */
function findFiles(workspace: Workspace, { path: planPath, plan }: PlanFile, kindOf: Project['kindOf']): Found {
  const found = walk(workspace, kindOf);
  const planned = new Set(imagesOf(plan).map(({ dockerfile }) => dockerfile));
  const hidden = [...planned].filter((path) => isPassedOver(path) && workspace.kind(path) === 'file');
  return { ...found, plan: planPath === undefined ? [] : [planPath], dockerfile: [...found.dockerfile, ...hidden] };
}

/** `below` supplies the unchanged Dockerfiles. */
function assemble(workspace: Workspace, declared: Declared, below?: (path: string) => Dockerfile | undefined): Project {
  const read = (path: string): Dockerfile | undefined => {
    const text = workspace.read(path);
    return 'text' in text ? parseDockerfile(text.text, path) : undefined;
  };
  const dockerfile = remember(keptDockerfiles, below ?? read);
  const { planFile } = declared;
  const project: Project = {
    workspace,
    plan: planFile.plan,
    planFile,
    kindOf: declared.kindOf,
    files: declared.files,
    compose: declared.compose,
    bake: declared.bake,
    dockerfile,
    builds: remember(keptDockerfiles, (path) => buildsOf(path, project)),
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
  return project;
}

function readCompose(workspace: Workspace, path: string): readonly ComposeFile[] {
  const read = workspace.read(path);
  if (!('text' in read)) {
    return [];
  }
  const env = workspace.read(joinPath(posix.dirname(path), '.env'));
  return [parseCompose(read.text, path, 'text' in env ? env.text : undefined)];
}

function readBake(workspace: Workspace, path: string): readonly ComposeFile[] {
  const read = workspace.read(path);
  return 'text' in read ? [parseBake(read.text, path)] : [];
}
