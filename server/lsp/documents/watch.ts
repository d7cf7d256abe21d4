import { posix } from 'node:path';
import { FileChangeType, type FileEvent } from 'vscode-languageserver/node';
import { below, filePath, windows } from '../protocol/uris.ts';
import { type Folder, forget, kindIn } from './folder.ts';

/** What changed in one folder, and what has to be checked again because of it. */
export interface Changes {
  readonly folder: Folder;
  readonly recheck: readonly string[] | 'all';
  /** The build history was written to. */
  readonly built: boolean;
}

/** Sorts file events by folder and tells the folders to forget what they saw. */
export function applyFileEvents(folders: readonly Folder[], events: readonly FileEvent[]): Changes[] {
  return folders.flatMap((folder) => {
    const mine = events.flatMap((event) => {
      const file = filePath(event.uri, windows);
      const path = file === undefined ? undefined : below(folder.path, file, windows);
      return path === undefined || isNoise(path) ? [] : [{ path, type: event.type }];
    });
    if (mine.length === 0) {
      return [];
    }
    const isState = (path: string): boolean => path === '.lucid' || path.startsWith('.lucid/');
    const rest = mine.filter(({ path }) => !isState(path));
    // Above this many, one walk is cheaper than forgetting folder by folder.
    if (rest.length > 200) {
      forget(folder);
    } else {
      for (const { path } of rest) {
        forget(folder, path);
      }
    }
    const wide = rest.some(({ path, type }) => type !== FileChangeType.Changed || concernsAll(folder, path));
    return [
      {
        folder,
        recheck: wide ? 'all' : rest.map(({ path }) => path),
        built: mine.some(({ path }) => isState(path)),
      },
    ];
  });
}

/** Git's own files change all the time and are in no build context. */
const isNoise = (path: string): boolean => /(^|\/)\.git(\/|$)/.test(path);

/**
 * Whether the content of a file changes the findings of all others: the plan, compose and bake files, ignore files and
 * environments. A new or deleted file of any kind does, since any COPY may name it.
 */
export function concernsAll(folder: Folder, path: string): boolean {
  const name = posix.basename(path);
  return (
    ['plan', 'compose', 'bake'].includes(kindIn(folder, path) ?? '') ||
    /ignore$/.test(name) ||
    /^\.env(\.|$)/.test(name) ||
    name === '.gitmodules'
  );
}
