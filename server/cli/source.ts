import { remember } from '../memo.ts';
import type { Project } from '../model/project.ts';
import { lineStarts, type Position, positionAt } from '../model/text.ts';

/** The texts of a project as findings refer to them. */
export interface Sources {
  /** Empty for a file that cannot be read. */
  text(path: string): string;
  starts(path: string): readonly number[];
  position(path: string, offset: number): Position;
}

/** Findings come file by file, with places in a few others. */
const keptFiles = 16;

/** Splits each file into lines once. */
export function sourcesOf(project: Project): Sources {
  const source = remember(keptFiles, (path) => {
    const text = textOf(project, path);
    return { text, starts: lineStarts(text) };
  });
  return {
    text: (path) => source(path).text,
    starts: (path) => source(path).starts,
    position: (path, offset) => positionAt(source(path).starts, offset),
  };
}

function textOf(project: Project, path: string): string {
  if (path === project.planFile.path) {
    return project.planFile.text;
  }
  const read = project.workspace.read(path);
  return 'text' in read ? read.text : '';
}
