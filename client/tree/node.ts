import type { ImageTarget, TreeFolder, TreeImage, TreePhase } from '../../server/protocol.ts';

type FolderNode = { readonly kind: 'folder'; readonly folder: TreeFolder };
export type PhaseNode = { readonly kind: 'phase'; readonly folder: TreeFolder; readonly phase: TreePhase };
export type ImageNode = { readonly kind: 'image'; readonly folder: TreeFolder; readonly image: TreeImage };
/** One row of the sidebar. */
export type Node = FolderNode | PhaseNode | ImageNode;

export const phaseNodes = (folder: TreeFolder): readonly PhaseNode[] =>
  folder.phases.map((phase) => ({ kind: 'phase', folder, phase }));

export const imageNodes = (folder: TreeFolder, phase: TreePhase): readonly ImageNode[] =>
  phase.images.map((image) => ({ kind: 'image', folder, image }));

export const imagesOf = (node: Node): readonly TreeImage[] => {
  switch (node.kind) {
    case 'folder':
      return node.folder.phases.flatMap((phase) => phase.images);
    case 'phase':
      return node.phase.images;
    case 'image':
      return [node.image];
  }
};

/** Top rows: the phases of the only planned folder, or the folders where several are planned. */
export const topNodes = (folders: readonly TreeFolder[]): readonly Node[] => {
  const planned = folders.filter((folder) => folder.planned);
  const [only] = planned;
  return planned.length === 1 && only ? phaseNodes(only) : planned.map((folder) => ({ kind: 'folder', folder }));
};

export const childNodes = (node: Node): readonly Node[] => {
  switch (node.kind) {
    case 'folder':
      return phaseNodes(node.folder);
    case 'phase':
      return imageNodes(node.folder, node.phase);
    case 'image':
      return [];
  }
};

/** Stays the same while states change, so that VS Code keeps selection and open rows. */
export const nodeId = (node: Node): string => {
  switch (node.kind) {
    case 'folder':
      return node.folder.folder;
    case 'phase':
      return `${node.folder.folder}#phase:${node.phase.id}`;
    case 'image':
      return `${node.folder.folder}#image:${node.image.id}`;
  }
};

/** The row of an image that the server named; undefined where the plan no longer has it. */
export const findImage = (folders: readonly TreeFolder[], target: ImageTarget): ImageNode | undefined =>
  folders
    .filter((folder) => folder.folder === target.folder)
    .flatMap((folder) => folder.phases.flatMap((phase) => imageNodes(folder, phase)))
    .find((node) => node.image.id === target.image);
