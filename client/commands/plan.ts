import { FileSystemError, type TextDocumentContentProvider, Uri, window, workspace } from 'vscode';
import { namedPlan, type PlanTextParams } from '../../server/protocol.ts';
import type { Server } from '../server.ts';
import { folderName, plural } from '../tree/words.ts';
import { plannedFolders } from './build.ts';
import type { Context } from './context.ts';
import { pickFolder } from './pick.ts';

/** Scheme of the read-only document that shows the plan which comes with the extension. */
export const planScheme = 'lucid-plan';

/** The text of a document of `planScheme`; the folder's URI is its query. */
export const planContent = (server: Server): TextDocumentContentProvider => ({
  provideTextDocumentContent: (uri) => server.planText({ folder: uri.query }),
});

async function exists(uri: Uri): Promise<boolean> {
  try {
    await workspace.fs.stat(uri);
    return true;
  } catch (error) {
    if (error instanceof FileSystemError && error.code === 'FileNotFound') {
      return false;
    }
    throw error;
  }
}

/** Writes the plan file and shows it; asks where there is one already. False: the person said no. */
async function write(folder: Uri, text: string): Promise<boolean> {
  const path = namedPlan(workspace.getConfiguration('lucid', folder).get('planFile')) ?? 'lucid.yaml';
  if (/^(\.\.(\/|$)|\/|[a-z]:)/i.test(path)) {
    throw new Error(`The setting lucid.planFile names ${path}, which is outside of the folder. Correct the setting.`);
  }
  const uri = Uri.joinPath(folder, ...path.split('/'));
  if (await exists(uri)) {
    const answer = await window.showWarningMessage(
      `Overwrite ${path}?`,
      { modal: true, detail: 'What it says now is lost, unless it is under version control.' },
      'Overwrite',
    );
    if (answer !== 'Overwrite') {
      return false;
    }
  }
  await workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  await window.showTextDocument(uri);
  return true;
}

/** The plan that comes with the extension becomes a file to edit. */
export const createPlanFile = (context: Context) => async (): Promise<void> => {
  const folder = await pickFolder('Folder for the plan file');
  if (folder) {
    await write(folder.uri, await context.server.planText({ folder: folder.uri.toString() }));
  }
};

/** The embedded plan becomes the workspace's own, so that its contexts are declared. A code action names folder and contexts. */
export const adoptPlan =
  (context: Context) =>
  async (asked?: unknown): Promise<void> => {
    const params = isPlanTextParams(asked) ? asked : undefined;
    const uri = params ? Uri.parse(params.folder) : (await pickFolder('Folder that adopts the embedded plan'))?.uri;
    if (uri) {
      await write(uri, await context.server.planText(params ?? { folder: uri.toString(), contexts: 'plan' }));
    }
  };

const isPlanTextParams = (value: unknown): value is PlanTextParams =>
  typeof value === 'object' && value !== null && 'folder' in value && typeof value.folder === 'string';

/** A plan is inferred from the Dockerfiles of the folder. */
export const createPlanFromWorkspace = (context: Context) => async (): Promise<void> => {
  const folder = await pickFolder('Folder whose Dockerfiles become a plan');
  if (folder === undefined) {
    return;
  }
  const plan = await context.server.inferPlan(folder.uri.toString());
  if (plan.images === 0) {
    throw new Error(
      `No Dockerfile was found in ${folder.name}. Files named Dockerfile, Dockerfile.*, *.Dockerfile and Containerfile* count.`,
    );
  }
  if (await write(folder.uri, plan.text)) {
    window.showInformationMessage(
      `The plan names ${plural(plan.images, 'image')}. Check the context of each: it decides what COPY finds.`,
    );
  }
};

/** Opens the plan file, or what applies without one. */
export const showPlan =
  (context: Context) =>
  async (clicked?: unknown): Promise<void> => {
    const folders = await plannedFolders(context);
    const wanted = typeof clicked === 'string' ? clicked : folderOf(clicked);
    const given = folders.find((folder) => folder.folder === wanted) ?? (folders.length === 1 ? folders[0] : undefined);
    const items = folders.map((folder) => ({ label: folderName(folder), folder }));
    const folder = given ?? (await window.showQuickPick(items, { placeHolder: 'Folder' }))?.folder;
    if (folder === undefined) {
      return;
    }
    const root = Uri.parse(folder.folder);
    const uri =
      folder.planPath === undefined
        ? Uri.from({ scheme: planScheme, path: '/lucid.yaml', query: folder.folder })
        : Uri.joinPath(root, ...folder.planPath.split('/'));
    await window.showTextDocument(uri);
  };

const folderOf = (value: unknown): string | undefined => {
  const folder = typeof value === 'object' && value !== null && 'folder' in value ? value.folder : undefined;
  return typeof folder === 'object' && folder !== null && 'folder' in folder && typeof folder.folder === 'string'
    ? folder.folder
    : undefined;
};
