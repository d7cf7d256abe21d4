import { checkedFiles } from '../../check/check.ts';
import { imagesOf } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';

/** Paths that changed. True: a person typed in the file, so it was checked at once. */
export type Changed = ReadonlyMap<string, boolean>;

/**
 * The changed files, and those whose findings may change with them: open documents, and for a Dockerfile of the plan
 * the plan and its other Dockerfiles. A typed file is already checked; it is queued again only if another file changed too.
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
