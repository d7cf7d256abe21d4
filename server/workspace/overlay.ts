import { posix } from 'node:path';
import type { Entry, Workspace } from './workspace.ts';

/** Open documents on top of another workspace. A document that is not on disk yet exists here, and so do its folders. */
export function overlay(base: Workspace, texts: ReadonlyMap<string, string>): Workspace {
  if (texts.size === 0) {
    return base;
  }
  const added = new Map<string, Map<string, Entry>>();
  for (const path of texts.keys()) {
    let kind: Entry['kind'] = 'file';
    for (let child = path; child !== '.' && base.kind(child) === undefined; child = posix.dirname(child)) {
      const folder = posix.dirname(child);
      const entries = added.get(folder) ?? new Map<string, Entry>();
      added.set(folder, entries.set(posix.basename(child), { name: posix.basename(child), kind }));
      kind = 'directory';
    }
  }
  const fresh = (directory: string): ReadonlyMap<string, Entry> | undefined => added.get(directory);
  return {
    read: (path) => {
      const text = texts.get(path);
      return text === undefined ? base.read(path) : { text };
    },
    list: (directory) => {
      const entries = base.list(directory);
      const more = fresh(posix.normalize(directory).replace(/(.)\/$/, '$1'));
      return more ? [...(entries ?? []), ...more.values()] : entries;
    },
    kind: (path) => {
      const known = base.kind(path);
      if (known !== undefined) {
        return known;
      }
      const clean = posix.normalize(path).replace(/(.)\/$/, '$1');
      return fresh(posix.dirname(clean))?.get(posix.basename(clean))?.kind;
    },
  };
}
