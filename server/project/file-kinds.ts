import { imagesOf, type PlanFile } from '../model/plan.ts';
import { isBakeName, isComposeName, isDockerfileName } from '../workspace/walk.ts';

/** What a file of the workspace is to Lucid. */
export type FileKind = 'plan' | 'dockerfile' | 'compose' | 'bake';

/** The kind of a file; undefined for files that Lucid does not read. The plan may name Dockerfiles of any name. */
export function kindOf(path: string, { path: planPath, plan }: PlanFile): FileKind | undefined {
  if (path === planPath) {
    return 'plan';
  }
  if (isDockerfileName(path) || imagesOf(plan).some(({ dockerfile }) => dockerfile === path)) {
    return 'dockerfile';
  }
  if (isComposeName(path)) {
    return 'compose';
  }
  return isBakeName(path) ? 'bake' : undefined;
}
