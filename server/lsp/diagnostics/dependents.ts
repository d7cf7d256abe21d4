import { checkedFiles } from '../../check/check.ts';
import { imagesOf } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';

/** Paths, and whether a person typed in them: then they were checked at once. */
export type Changed = ReadonlyMap<string, boolean>;

/**
 * Files that changed and what may look different because of it: open documents, and of the plan's Dockerfiles all the
 * others. A document that was typed in has been checked already, unless another one changed as well.
 */
export function withDependents(project: Project, changed: Changed, open: ReadonlySet<string>): readonly string[] {
  const planned = imagesOf(project.plan).map((image) => image.dockerfile);
  const plan = project.planFile.path;
  const known = new Set(checkedFiles(project));
  const result = new Set<string>();
  for (const [path, typed] of changed) {
    if (!known.has(path)) {
      continue;
    }
    const others = planned.includes(path) ? [...(plan === undefined ? [] : [plan]), ...planned] : [];
    for (const other of [...(typed ? [] : [path]), ...open, ...others]) {
      if (!typed || other !== path) {
        result.add(other);
      }
    }
  }
  return [...result].filter((path) => known.has(path));
}
