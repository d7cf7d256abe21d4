import type { Dockerfile } from '../../model/dockerfile.ts';
import type { Project } from '../../model/project.ts';

/** The Dockerfile at a path; undefined for other kinds of files. */
export const dockerfileAt = (project: Project, path: string): Dockerfile | undefined =>
  project.kindOf(path) === 'dockerfile' ? project.dockerfile(path) : undefined;
