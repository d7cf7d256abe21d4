import type { Dockerfile } from '../model/dockerfile.ts';
import type { PlanFile } from '../model/plan.ts';
import type { Project } from '../model/project.ts';
import { dockerfileSuppressions, lineSuppressions, type Suppression } from '../parse/suppressions.ts';

/** A file that rules look at, by its kind. */
export type SourceFile =
  | { readonly kind: 'dockerfile'; readonly dockerfile: Dockerfile }
  | { readonly kind: 'plan'; readonly plan: PlanFile };

/** Reads a file that is checked; undefined for all others, and for one that cannot be read. */
export function sourceFile(project: Project, path: string): SourceFile | undefined {
  const kind = project.kindOf(path);
  if (kind === 'plan') {
    return { kind, plan: project.planFile };
  }
  const dockerfile = kind === 'dockerfile' ? project.dockerfile(path) : undefined;
  return dockerfile && { kind: 'dockerfile', dockerfile };
}

/** The comments of a file that silence rules. */
export function suppressionsIn(file: SourceFile): readonly Suppression[] {
  switch (file.kind) {
    case 'plan':
      return lineSuppressions(file.plan.text);
    case 'dockerfile':
      return dockerfileSuppressions(file.dockerfile);
  }
}
