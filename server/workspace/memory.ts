import { posix } from 'node:path';
import { parsedFiles } from './parsed.ts';
import { cleanPath } from './paths.ts';
import type { Entry, Read, Workspace } from './workspace.ts';

/** A workspace that is only in memory, for tests and examples. A path that ends in `/` is an empty directory. */
export function memoryWorkspace(files: Readonly<Record<string, string>>): Workspace {
  const directories = new Map<string, Map<string, Entry>>([['.', new Map()]]);
  const texts = new Map<string, string>();
  const place = (path: string, kind: Entry['kind']): void => {
    for (let child = path, as = kind; child !== '.'; child = posix.dirname(child), as = 'directory') {
      const parent = posix.dirname(child);
      const entries = directories.get(parent) ?? new Map<string, Entry>();
      if (!entries.has(posix.basename(child))) {
        entries.set(posix.basename(child), { name: posix.basename(child), kind: as });
      }
      directories.set(parent, entries);
    }
    if (kind === 'directory' && !directories.has(path)) {
      directories.set(path, new Map());
    }
  };
  for (const [name, text] of Object.entries(files)) {
    const path = cleanPath(name);
    if (name.endsWith('/')) {
      place(path, 'directory');
    } else {
      texts.set(path, text);
      place(path, 'file');
    }
  }
  const list = (directory: string) => {
    const entries = directories.get(cleanPath(directory));
    return entries ? [...entries.values()] : undefined;
  };
  const read = (path: string, limit = Number.POSITIVE_INFINITY): Read => {
    const text = texts.get(cleanPath(path));
    if (text === undefined) {
      return { failure: `${path} does not exist` };
    }
    return text.length > limit ? { failure: `${path} is too large` } : { text };
  };
  const kind = (path: string): Entry['kind'] | undefined => {
    const clean = cleanPath(path);
    return clean === '.' ? 'directory' : directories.get(posix.dirname(clean))?.get(posix.basename(clean))?.kind;
  };
  return { read, list, kind, parsed: parsedFiles({ read, kind }).parsed };
}
