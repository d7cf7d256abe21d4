import { type Task, type TaskProvider, Uri, type WorkspaceFolder, workspace } from 'vscode';
import type { TreeFolder } from '../../server/protocol.ts';
import { type BuildDefinition, buildTask, isBuildDefinition } from './build-task.ts';

const definitions = (folder: TreeFolder): readonly BuildDefinition[] => [
  { type: 'lucid', all: true },
  ...folder.phases.map((phase): BuildDefinition => ({ type: 'lucid', phase: phase.id })),
  ...folder.phases.flatMap((phase) =>
    phase.images.map((image): BuildDefinition => ({ type: 'lucid', images: [image.id] })),
  ),
];

/**
 * Offers everything, each phase and each image of every planned folder, and completes what tasks.json says. In a
 * folder that is not trusted it offers nothing.
 */
export function taskProvider(folders: () => Promise<readonly TreeFolder[]>, extension: Uri): TaskProvider {
  return {
    async provideTasks(): Promise<Task[]> {
      if (!workspace.isTrusted) {
        return [];
      }
      const planned = (await folders()).filter((folder) => folder.planned);
      return planned.flatMap((planFolder) => {
        const folder = workspaceFolder(planFolder.folder);
        return folder ? definitions(planFolder).map((definition) => buildTask(definition, folder, extension)) : [];
      });
    },
    resolveTask(task: Task): Task | undefined {
      const { definition, scope } = task;
      const folder = typeof scope === 'object' ? scope : workspace.workspaceFolders?.[0];
      return workspace.isTrusted && folder && isBuildDefinition(definition)
        ? buildTask(definition, folder, extension)
        : undefined;
    },
  };
}

/** The workspace folder of a URI that the server names; both sides may escape it differently (`file:///c%3A/…`). */
export const workspaceFolder = (uri: string): WorkspaceFolder | undefined =>
  workspace.workspaceFolders?.find((folder) => folder.uri.toString() === Uri.parse(uri).toString());
