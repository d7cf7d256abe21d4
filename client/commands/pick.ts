import { type QuickPickItem, QuickPickItemKind, type WorkspaceFolder, window, workspace } from 'vscode';
import type { TreeFolder } from '../../server/protocol.ts';
import { imageIcon, phaseIcon } from '../tree/item.ts';
import { type ImageNode, imageNodes, type Node, type PhaseNode, phaseNodes } from '../tree/node.ts';
import { countsText, folderName, literal, stateText } from '../tree/words.ts';

interface NodeItem<Kind extends Node> extends QuickPickItem {
  readonly node?: Kind;
}

const separator = (label: string): QuickPickItem => ({ label, kind: QuickPickItemKind.Separator });

/** A person chooses a phase, seeing how far each is. */
export async function pickPhase(folders: readonly TreeFolder[], title: string): Promise<PhaseNode | undefined> {
  const items = folders.flatMap((folder): NodeItem<PhaseNode>[] => [
    ...(folders.length > 1 ? [separator(folderName(folder))] : []),
    ...phaseNodes(folder).map((node) => ({
      label: literal(`${node.phase.id} · ${node.phase.title}`),
      description: countsText(node.phase.images),
      iconPath: phaseIcon(node.phase.images),
      node,
    })),
  ]);
  const picked = await window.showQuickPick(items, { title, placeHolder: 'Phase', matchOnDescription: true });
  return picked?.node;
}

/** A person chooses an image. */
export async function pickImage(folders: readonly TreeFolder[], title: string): Promise<ImageNode | undefined> {
  const items = folders.flatMap((folder) =>
    folder.phases.flatMap((phase): NodeItem<ImageNode>[] => [
      separator(folders.length > 1 ? `${folderName(folder)}: ${phase.title}` : phase.title),
      ...imageNodes(folder, phase).map((node) => ({
        label: literal(node.image.id),
        description: literal([node.image.title, stateText(node.image)].filter((part) => part !== '').join(' · ')),
        iconPath: imageIcon(node.image),
        node,
      })),
    ]),
  );
  const picked = await window.showQuickPick(items, { title, placeHolder: 'Image', matchOnDescription: true });
  return picked?.node;
}

/** The only workspace folder, or the one that a person chooses. */
export async function pickFolder(placeHolder: string): Promise<WorkspaceFolder | undefined> {
  const folders = workspace.workspaceFolders ?? [];
  if (folders.length === 0) {
    throw new Error('No folder is open. Open the folder that holds your Dockerfiles first.');
  }
  return folders.length === 1 ? folders[0] : window.showWorkspaceFolderPick({ placeHolder });
}
