import { type BuildTarget, targetsOf } from '../../image/target.ts';
import type { Dockerfile } from '../../model/dockerfile.ts';
import type { Project } from '../../model/project.ts';

/** The Dockerfile at a path; undefined for other kinds of files. */
export const dockerfileAt = (project: Project, path: string): Dockerfile | undefined =>
  project.kindOf(path) === 'dockerfile' ? project.dockerfile(path) : undefined;

/** The Dockerfile at a path in all its builds; empty for other kinds of files. */
export const targetsAt = (project: Project, path: string): readonly BuildTarget[] =>
  project.kindOf(path) === 'dockerfile' ? targetsOf(project, path) : [];
