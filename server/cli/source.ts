import { lineStarts, type Position, positionAt } from '../model/text.ts';
import type { Project } from '../project.ts';

/** The texts of a project as findings refer to them. */
export interface Sources {
  /** Empty for a file that cannot be read. */
  text(path: string): string;
  starts(path: string): readonly number[];
  position(path: string, offset: number): Position;
}

/** Splits each file into lines once. */
export function sourcesOf(project: Project): Sources {
  const known = new Map<string, { readonly text: string; readonly starts: readonly number[] }>();
  const source = (path: string) => {
    let found = known.get(path);
    if (found === undefined) {
      const text = textOf(project, path);
      found = { text, starts: lineStarts(text) };
      known.set(path, found);
    }
    return found;
  };
  return {
    text: (path) => source(path).text,
    starts: (path) => source(path).starts,
    position: (path, offset) => positionAt(source(path).starts, offset),
  };
}

/** The text that was checked, so that nothing is read twice where the project keeps it. */
function textOf(project: Project, path: string): string {
  if (path === project.planFile.path) return project.planFile.text;
  const read = project.files.dockerfiles.includes(path) ? project.dockerfile(path) : project.workspace.read(path);
  return read !== undefined && 'text' in read ? read.text : '';
}
