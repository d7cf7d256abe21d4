import type { ImageTarget, TreeFolder, TreeImage } from '../../server/protocol.ts';
import { findImage, type ImageNode, imagesOf, type Node } from '../tree/node.ts';
import { folderName, plural } from '../tree/words.ts';

/** What to build; a task is made of it. */
export interface Target {
  readonly folder: TreeFolder;
  readonly what: { readonly all: true } | { readonly phase: string } | { readonly images: readonly string[] };
  readonly images: readonly TreeImage[];
  /** For questions: `phase 3`, `session-api`, `4 images`, `all images`. */
  readonly name: string;
}

export const allTarget = (folder: TreeFolder): Target => ({
  folder,
  what: { all: true },
  images: imagesOf({ kind: 'folder', folder }),
  name: `all images of ${folderName(folder)}`,
});

/** Rows of the sidebar as one build; several phases become the list of their images. */
export function nodesTarget(nodes: readonly [Node, ...Node[]]): Target {
  const [first] = nodes;
  const folder = first.folder;
  if (nodes.length === 1 && first.kind === 'folder') {
    return allTarget(folder);
  }
  if (nodes.length === 1 && first.kind === 'phase') {
    const { id, images } = first.phase;
    return { folder, what: { phase: id }, images, name: `phase ${id}` };
  }
  if (nodes.some((node) => node.folder.folder !== folder.folder)) {
    throw new Error('The selection spans several workspace folders. Select images of one folder at a time.');
  }
  return imagesTarget(folder, [...new Set(nodes.flatMap(imagesOf))]);
}

const imagesTarget = (folder: TreeFolder, images: readonly TreeImage[]): Target => {
  const [only] = images;
  const name = images.length === 1 && only ? only.id : plural(images.length, 'image');
  return { folder, what: { images: images.map((image) => image.id) }, images, name };
};

/** The same without the images whose Dockerfile is not there. */
export function presentTarget(target: Target): Target {
  const present = target.images.filter((image) => image.state !== 'missing');
  return present.length === target.images.length ? target : imagesTarget(target.folder, present);
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'kind' in value && 'folder' in value;

const isImageTarget = (value: unknown): value is ImageTarget =>
  typeof value === 'object' && value !== null && 'image' in value && typeof value.image === 'string' && !isNode(value);

/**
 * The rows that a command was run on: the clicked row of the sidebar, or the selection that holds it, or an image that
 * the server names. Undefined when a person ran the command from the palette.
 */
export function givenNodes(
  clicked: unknown,
  selection: unknown,
  folders: readonly TreeFolder[],
): readonly [Node, ...Node[]] | undefined {
  if (isNode(clicked)) {
    const selected = Array.isArray(selection) ? selection.filter(isNode) : [];
    const [first, ...rest] = selected;
    return first && selected.includes(clicked) ? [first, ...rest] : [clicked];
  }
  if (isImageTarget(clicked)) {
    const node = findImage(folders, clicked);
    if (node === undefined) {
      throw new Error(`The plan has no image “${clicked.image}” any more. Refresh the sidebar and try again.`);
    }
    return [node];
  }
  return undefined;
}

/**
 * The rows that a build of this kind of row is about. VS Code gives a button in the title of the view the row that has the
 * focus, whatever it is: then the button means what it says and not that row.
 */
export const givenOfKind = (
  kind: Node['kind'],
  clicked: unknown,
  selection: unknown,
  folders: readonly TreeFolder[],
): readonly [Node, ...Node[]] | undefined =>
  isNode(clicked) && clicked.kind !== kind ? undefined : givenNodes(clicked, selection, folders);

/** The one image that a command is about; of a selection, the first. */
export function givenImage(clicked: unknown, folders: readonly TreeFolder[]): ImageNode | undefined {
  const node = givenNodes(clicked, undefined, folders)?.[0];
  return node?.kind === 'image' ? node : undefined;
}
