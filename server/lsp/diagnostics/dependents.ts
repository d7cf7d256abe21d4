import { checkedFiles } from '../../check/check.ts';
import { isReadText } from '../../context/shipped-texts.ts';
import { imagesOf } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import { isBelow } from '../../workspace/paths.ts';

/** Paths that changed. True: a person typed in the file, so it was checked at once. */
export type Changed = ReadonlyMap<string, boolean>;

/**
 * The changed files, and those whose findings may change with them: open documents, for a Dockerfile of the plan the plan and
 * its other Dockerfiles, for a source the Dockerfiles of the plan with a context that holds it. A typed file is already checked; it is queued again only if another file changed too.
 */
export function withDependents(project: Project, changed: Changed, open: ReadonlySet<string>): readonly string[] {
  const images = imagesOf(project.plan);
  const planned = images.map((image) => image.dockerfile);
  const plan = project.planFile.path;
  const known = new Set(checkedFiles(project));
  const result = new Set<string>();
  for (const [path, typed] of changed) {
    if (!known.has(path)) {
      const copying = isReadText(path) ? images.filter(({ context }) => context === '.' || isBelow(path, context)) : [];
      for (const other of copying.length === 0 ? [] : [...open, ...copying.map((image) => image.dockerfile)]) {
        result.add(other);
      }
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
