import { posix } from 'node:path';
import { kindByName } from '../../workspace/file-kinds.ts';
import { baseName, below, filePath, scheme } from '../protocol/uris.ts';
import type { Folder } from './folders.ts';

/** Where a document belongs. */
export type Place =
  | { readonly kind: 'folder'; readonly folder: Folder; readonly path: string }
  /** A Dockerfile outside of every workspace folder; `directory` is undefined where there is no disk. */
  | { readonly kind: 'alone'; readonly name: string; readonly directory: string | undefined };

/** Documents of these schemes are not on a disk that we could read, but a person works on them. */
const editable: ReadonlySet<string> = new Set(['untitled', 'vscode-vfs', 'vscode-remote', 'vscode-test-web', 'memfs']);

/**
 * The place of a document; undefined for what is no business of ours, such as the old side of a `git:` comparison.
 * Of nested folders the innermost one owns a file.
 */
export function placeOf(
  folders: readonly Folder[],
  uri: string,
  languageId: string | undefined,
  windows: boolean,
): Place | undefined {
  const path = filePath(uri, windows);
  if (path === undefined) {
    if (!editable.has(scheme(uri))) {
      return undefined;
    }
    if (kindByName(baseName(uri)) === 'dockerfile') {
      return { kind: 'alone', name: baseName(uri), directory: undefined };
    }
    return languageId === 'dockerfile' ? { kind: 'alone', name: 'Dockerfile', directory: undefined } : undefined;
  }
  const owners = folders
    .map((folder) => ({ folder, path: below(folder.path, path, windows) }))
    .filter((owner): owner is { folder: Folder; path: string } => owner.path !== undefined)
    .sort((a, b) => b.folder.path.length - a.folder.path.length);
  const owner = owners[0];
  if (owner) {
    return { kind: 'folder', ...owner };
  }
  const name = posix.basename(path);
  return kindByName(name) === 'dockerfile' ? { kind: 'alone', name, directory: posix.dirname(path) } : undefined;
}

/** The same place under every spelling of its URI. */
export function keyOf(place: Place, uri: string): string {
  return place.kind === 'folder' ? `${place.folder.uri}\0${place.path}` : uri;
}

/** Tells which paths of a folder belong to it and not to another folder inside of it. */
export function ownedBy(folders: readonly Folder[], folder: Folder): (path: string) => boolean {
  const inner = folders
    .filter((other) => other !== folder && other.path.length > folder.path.length)
    .map((other) => below(folder.path, other.path, false))
    .filter((path): path is string => path !== undefined && path !== '.');
  return (path) => !inner.some((prefix) => path.startsWith(`${prefix}/`));
}
