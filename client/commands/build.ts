import { commands, env, tasks, window, workspace } from 'vscode';
import type { TreeFolder } from '../../server/protocol.ts';
import { type BuildDefinition, buildTask } from '../tasks/build-task.ts';
import { workspaceFolder } from '../tasks/provider.ts';
import { imagesOf } from '../tree/node.ts';
import { folderName, plural } from '../tree/words.ts';
import type { Context } from './context.ts';
import { pickImage, pickPhase } from './pick.ts';
import { allTarget, givenNodes, givenOfKind, nodesTarget, presentTarget, type Target } from './target.ts';

/** The folders that have a plan. Throws with advice where there is none. */
export async function plannedFolders(context: Context): Promise<readonly TreeFolder[]> {
  const planned = (await context.tree.folders()).filter((folder) => folder.planned);
  if (planned.length === 0) {
    throw new Error('No plan names images here. Run “Lucid: Create Plan From Workspace” first.');
  }
  return planned;
}

/** The same, when they have images. Throws with the reason otherwise. */
export async function foldersWithImages(context: Context): Promise<readonly TreeFolder[]> {
  const planned = await plannedFolders(context);
  if (planned.every((folder) => imagesOf({ kind: 'folder', folder }).length === 0)) {
    const problem = planned.find((folder) => folder.planProblem !== undefined)?.planProblem;
    throw new Error(problem ?? 'The plan names no image yet. Run “Lucid: Show Plan” and add one.');
  }
  return planned;
}

/** Leaves out images whose Dockerfile is missing, after asking. Throws when none is left. */
async function withoutMissing(target: Target): Promise<Target | undefined> {
  const present = presentTarget(target);
  if (present === target) {
    return target;
  }
  const missing = target.images.filter((image) => !present.images.includes(image));
  const files = missing.map((image) => `${image.id}: ${image.dockerfile}`).join('\n');
  if (present.images.length === 0) {
    throw new Error(
      `There is nothing to build in ${target.name}: ${missing.map((image) => image.dockerfile).join(', ')} missing. Create the Dockerfile, or correct its path in the plan.`,
    );
  }
  const rest = `Build the Other ${present.images.length}`;
  const answer = await window.showWarningMessage(
    `${missing.length} of ${plural(target.images.length, 'Dockerfile')} missing in ${target.name}.`,
    { modal: true, detail: files },
    rest,
  );
  return answer === rest ? present : undefined;
}

async function confirmPush(target: Target): Promise<boolean> {
  const answer = await window.showWarningMessage(
    `Build ${target.name} and push to ${target.folder.registry}?`,
    {
      modal: true,
      detail: `${plural(target.images.length, 'image')} will be pushed. Everyone with access to the registry can pull them.`,
    },
    'Build and Push',
  );
  return answer === 'Build and Push';
}

/** Starts the task, after asking where something will be pushed. */
async function build(context: Context, asked: Target, push: boolean): Promise<void> {
  if (!workspace.isTrusted) {
    const manage = 'Manage Workspace Trust';
    const answer = await window.showWarningMessage(
      'A build runs what the Dockerfiles say, so Lucid builds only in folders that you trust.',
      manage,
    );
    if (answer === manage) {
      await commands.executeCommand('workbench.trust.manage');
    }
    return;
  }
  const folder = workspaceFolder(asked.folder.folder);
  if (folder === undefined) {
    throw new Error(`${asked.folder.folder} is not open any more. Refresh the sidebar and try again.`);
  }
  const target = await withoutMissing(asked);
  if (target === undefined || (push && !(await confirmPush(target)))) {
    return;
  }
  const definition: BuildDefinition = { type: 'lucid', ...target.what, ...(push ? { push } : {}) };
  await tasks.executeTask(buildTask(definition, folder, context.extension));
}

type Scope = 'image' | 'phase' | 'all';

async function pickTarget(scope: Scope, folders: readonly TreeFolder[], title: string): Promise<Target | undefined> {
  if (scope === 'all') {
    const [only] = folders;
    if (folders.length === 1 && only) {
      return allTarget(only);
    }
    const items = folders.map((folder) => ({ label: folderName(folder), folder }));
    const picked = await window.showQuickPick(items, { title, placeHolder: 'Folder' });
    return picked && allTarget(picked.folder);
  }
  const node = scope === 'phase' ? await pickPhase(folders, title) : await pickImage(folders, title);
  return node && nodesTarget([node]);
}

/** A command that builds: what was clicked, else what a person picks. */
export const buildCommand =
  (context: Context, scope: Scope, push: boolean) =>
  async (clicked?: unknown, selection?: unknown): Promise<void> => {
    const folders = await foldersWithImages(context);
    const given = givenOfKind(scope === 'all' ? 'folder' : scope, clicked, selection, folders);
    const title = `Build ${scope === 'all' ? 'All' : scope === 'phase' ? 'Phase' : 'Image'}${push ? ' and Push' : ''}`;
    const target = given ? nodesTarget(given) : await pickTarget(scope, folders, title);
    if (target) {
      await build(context, target, push);
    }
  };

/** Puts the `docker buildx` lines of what was clicked into the clipboard. */
export const copyBuildCommand =
  (context: Context) =>
  async (clicked?: unknown, selection?: unknown): Promise<void> => {
    const folders = await foldersWithImages(context);
    const picked = givenNodes(clicked, selection, folders) ?? (await pickImage(folders, 'Copy Build Command'));
    if (picked === undefined) {
      return;
    }
    const nodes = 'kind' in picked ? ([picked] as const) : picked;
    const folder = nodes[0].folder.folder;
    const images = [...new Set(nodes.flatMap(imagesOf).map((image) => image.id))];
    const lines = await context.server.buildCommand({ folder, images, push: false });
    await env.clipboard.writeText(`${lines.join('\n')}\n`);
    window.setStatusBarMessage(`Copied ${plural(lines.length, 'build command')}.`, 4000);
  };
