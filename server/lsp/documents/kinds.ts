import type { Dockerfile } from '../../model/dockerfile.ts';
import type { Project } from '../../project/project.ts';
import { isDockerfileName } from '../../workspace/walk.ts';

/** What Lucid checks a file as. */
export type Kind = 'plan' | 'dockerfile';

/** Undefined for files that Lucid does not check. Without a project only the name counts. */
export function kindOf(path: string, project?: Project): Kind | undefined {
  if (path === project?.planFile.path) {
    return 'plan';
  }
  const isDockerfile = project ? project.files().dockerfiles.includes(path) : isDockerfileName(path);
  return isDockerfile ? 'dockerfile' : undefined;
}

export const dockerfileAt = (project: Project, path: string): Dockerfile | undefined =>
  kindOf(path, project) === 'dockerfile' ? project.dockerfile(path) : undefined;
