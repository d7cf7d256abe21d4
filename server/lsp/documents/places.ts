import { posix } from 'node:path';
import { kindByName } from '../../workspace/file-kinds.ts';
import { baseName, below, filePath, scheme, windows } from '../protocol/uris.ts';
import type { Folder } from './folder.ts';

/** Where a document belongs. */
export type Place = FolderPlace | LonePlace;

export interface FolderPlace {
  readonly kind: 'folder';
  readonly folder: Folder;
  readonly path: string;
}

/** A Dockerfile outside of every workspace folder. */
export interface LonePlace {
  readonly kind: 'lone';
  readonly name: string;
  /** Undefined where there is no disk. */
  readonly directory: string | undefined;
}

/** A person edits documents of these schemes, though the server cannot read them on a disk. */
const editable: ReadonlySet<string> = new Set(['untitled', 'vscode-vfs', 'vscode-remote', 'vscode-test-web', 'memfs']);

/**
 * The place of a document; undefined for documents that Lucid does not look at, such as the old side of a `git:`
 * comparison. Of nested folders the innermost one owns a file.
 */
export function placeOf(folders: readonly Folder[], uri: string, languageId: string | undefined): Place | undefined {
  const file = filePath(uri, windows);
  if (file === undefined) {
    return editable.has(scheme(uri)) ? unsavedPlace(baseName(uri), languageId) : undefined;
  }
  const owners = folders.flatMap((folder): readonly FolderPlace[] => {
    const path = below(folder.path, file, windows);
    return path === undefined ? [] : [{ kind: 'folder', folder, path }];
  });
  const [innermost] = owners.sort((a, b) => b.folder.path.length - a.folder.path.length);
  return innermost ?? lonePlace(posix.basename(file), posix.dirname(file));
}

/** An untitled document has no name that tells what it is; its language does. */
const unsavedPlace = (name: string, languageId: string | undefined): LonePlace | undefined =>
  lonePlace(name, undefined) ?? (languageId === 'dockerfile' ? lonePlace('Dockerfile', undefined) : undefined);

const lonePlace = (name: string, directory: string | undefined): LonePlace | undefined =>
  kindByName(name) === 'dockerfile' ? { kind: 'lone', name, directory } : undefined;

/** The same place under every spelling of its URI. */
export const keyOf = (place: Place, uri: string): string =>
  place.kind === 'folder' ? folderKey(place.folder, place.path) : uri;

/** The key of a file in a folder; with an empty path the prefix of the keys of all its files. */
export const folderKey = (folder: Folder, path: string): string => `${folder.uri}\0${path}`;

/** Tells which paths of a folder belong to it and not to another folder inside of it. */
export function ownedBy(folders: readonly Folder[], folder: Folder): (path: string) => boolean {
  const inner = folders
    .filter((other) => other !== folder && other.path.length > folder.path.length)
    .map((other) => below(folder.path, other.path, false))
    .filter((path): path is string => path !== undefined && path !== '.');
  return (path) => !inner.some((prefix) => path.startsWith(`${prefix}/`));
}
