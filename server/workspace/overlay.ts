import { posix } from 'node:path';
import { parsedFiles } from './parsed.ts';
import { cleanPath } from './paths.ts';
import type { Entry, Read, Workspace } from './workspace.ts';

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
  const read = (path: string, limit?: number): Read => {
    const text = texts.get(path);
    return text === undefined ? base.read(path, limit) : { text };
  };
  const kind = (path: string): Entry['kind'] | undefined => {
    const known = base.kind(path);
    if (known !== undefined) {
      return known;
    }
    const clean = cleanPath(path);
    return added.get(posix.dirname(clean))?.get(posix.basename(clean))?.kind;
  };
  const above = parsedFiles({ read, kind });
  return {
    read,
    kind,
    list: (directory) => {
      const entries = base.list(directory);
      const more = added.get(cleanPath(directory));
      return more ? [...(entries ?? []), ...more.values()] : entries;
    },
    parsed: (path, parse, limit) => (texts.has(path) ? above : base).parsed(path, parse, limit),
  };
}
