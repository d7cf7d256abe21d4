import { inferredBuild } from '../../model/build.ts';
import type { Project } from '../../model/project.ts';
import { openProject } from '../../project/open.ts';
import { diskWorkspace } from '../../workspace/disk.ts';
import { memoryWorkspace } from '../../workspace/memory.ts';
import { overlay } from '../../workspace/overlay.ts';
import { noFiles } from '../../workspace/walk.ts';
import type { Workspace } from '../../workspace/workspace.ts';

/**
 * A Dockerfile outside of every workspace folder: nothing around it is walked. On disk its context is its own folder;
 * elsewhere (`untitled:`) the context is unknown.
 */
export function loneProject(name: string, text: string, directory: string | undefined): Project {
  const texts = { [name]: text };
  return directory === undefined
    ? openLone(memoryWorkspace(texts), name, undefined)
    : openLone(overlay(diskWorkspace(directory), new Map(Object.entries(texts))), name, '.');
}

function openLone(workspace: Workspace, path: string, context: string | undefined): Project {
  const build = inferredBuild(context);
  return {
    ...openProject(workspace),
    kindOf: (other) => (other === path ? 'dockerfile' : undefined),
    files: () => ({ ...noFiles(), dockerfile: [path] }),
    compose: () => [],
    bake: () => [],
    builds: () => [build],
    withTexts: (texts) => openLone(overlay(workspace, texts), path, context),
  };
}
