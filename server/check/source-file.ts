import type { Dockerfile } from '../model/dockerfile.ts';
import type { PlanFile } from '../model/plan.ts';
import type { Project } from '../model/project.ts';
import { dockerfileSuppressions, lineSuppressions, type Suppression } from '../parse/suppressions.ts';
import type { FileKind } from '../workspace/file-kinds.ts';

/** A file that rules look at, by its kind. */
export type SourceFile =
  | { readonly kind: 'dockerfile'; readonly dockerfile: Dockerfile }
  | { readonly kind: 'plan'; readonly plan: PlanFile };

type Reader = (project: Project, path: string) => SourceFile | undefined;

/** How a file of each kind that is checked is read, in the order in which a check of the workspace looks at them. */
const readers: Readonly<Record<SourceFile['kind'], Reader>> = {
  plan: (project) => ({ kind: 'plan', plan: project.planFile }),
  dockerfile: (project, path) => {
    const dockerfile = project.dockerfile(path);
    return dockerfile && { kind: 'dockerfile', dockerfile };
  },
};

export const checkedKinds = Object.keys(readers) as readonly SourceFile['kind'][];

/** Whether Lucid checks files of this kind. */
export const isChecked = (kind: FileKind | undefined): kind is SourceFile['kind'] =>
  kind !== undefined && Object.hasOwn(readers, kind);

/** Reads a file that is checked; undefined for all others, and for one that cannot be read. */
export function sourceFile(project: Project, path: string): SourceFile | undefined {
  const kind = project.kindOf(path);
  return isChecked(kind) ? readers[kind](project, path) : undefined;
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
