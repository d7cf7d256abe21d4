import { commands, type Diagnostic, languages, Position, Range, Uri, window } from 'vscode';
import type { ImageNode } from '../tree/node.ts';
import { foldersWithImages } from './build.ts';
import type { Context } from './context.ts';
import { pickImage } from './pick.ts';
import { givenImage } from './target.ts';

async function imageOf(context: Context, clicked: unknown, title: string): Promise<ImageNode | undefined> {
  const folders = await foldersWithImages(context);
  return givenImage(clicked, folders) ?? (await pickImage(folders, title));
}

const dockerfileUri = (node: ImageNode): Uri =>
  Uri.joinPath(Uri.parse(node.folder.folder), ...node.image.dockerfile.split('/'));

async function show(node: ImageNode, range?: Range): Promise<void> {
  if (node.image.state === 'missing') {
    throw new Error(
      `${node.image.dockerfile} does not exist. Create it, or change “dockerfile” of ${node.image.id} in the plan.`,
    );
  }
  await window.showTextDocument(dockerfileUri(node), range ? { selection: range } : {});
}

/** Opens the Dockerfile, at the line where the last build failed. */
export const openDockerfile =
  (context: Context) =>
  async (clicked?: unknown): Promise<void> => {
    const node = await imageOf(context, clicked, 'Open Dockerfile');
    if (node) {
      const line = node.image.state === 'failed' ? node.image.last?.line : undefined;
      await show(node, line === undefined ? undefined : lineRange(line));
    }
  };

/** Opens the Dockerfile at its worst problem, and the Problems beside it. */
export const showProblems =
  (context: Context) =>
  async (clicked?: unknown): Promise<void> => {
    const node = await imageOf(context, clicked, 'Show Problems');
    if (node) {
      await show(node, worst(languages.getDiagnostics(dockerfileUri(node)))?.range);
      await commands.executeCommand('workbench.actions.view.problems');
    }
  };

/** Opens the whole output of the last build. */
export const showLog =
  (context: Context) =>
  async (clicked?: unknown): Promise<void> => {
    const node = await imageOf(context, clicked, 'Show Log');
    if (node === undefined) {
      return;
    }
    const log = node.image.last?.log;
    if (log === undefined) {
      throw new Error(`${node.image.id} has no log: it was not built yet, or by an older version.`);
    }
    await window.showTextDocument(Uri.joinPath(Uri.parse(node.folder.folder), ...log.split('/')));
  };

const lineRange = (line: number): Range => new Range(new Position(line - 1, 0), new Position(line - 1, 0));

const worst = (diagnostics: readonly Diagnostic[]): Diagnostic | undefined =>
  [...diagnostics].sort((a, b) => a.severity - b.severity || a.range.start.compareTo(b.range.start))[0];
