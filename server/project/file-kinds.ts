import { imagesOf, type PlanFile } from '../model/plan.ts';
import { type FileKind, kindByName } from '../workspace/file-kinds.ts';
import { isPassedOver } from '../workspace/walk.ts';

/** Tells the kind of a file in a workspace with this plan, which may name Dockerfiles of any name, in any folder. */
export function fileKinds({ path: planPath, plan }: PlanFile): (path: string) => FileKind | undefined {
  const planned = new Set(imagesOf(plan).map(({ dockerfile }) => dockerfile));
  return (path) => {
    if (path === planPath) {
      return 'plan';
    }
    if (planned.has(path)) {
      return 'dockerfile';
    }
    return isPassedOver(path) ? undefined : kindByName(path);
  };
}
