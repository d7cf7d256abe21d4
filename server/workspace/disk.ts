import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { parsedFiles } from './parsed.ts';
import { cleanPath, isOutside } from './paths.ts';
import type { Entry, Read, Workspace } from './workspace.ts';

/** A workspace on disk. Listings are read once and kept until they are forgotten, so that all rules share one walk. */
export interface DiskWorkspace extends Workspace {
  /** Forgets what was seen of a path and the folder that holds it, or of everything. */
  forget(path?: string): void;
}

/** Larger files are skipped: no Dockerfile is that long, and reading one stalls the editor. */
const maximumBytes = 16 * 1024 * 1024;

/** Opens the folder at the absolute path `root`. */
export function diskWorkspace(root: string): DiskWorkspace {
  const listings = new Map<string, ReadonlyMap<string, Entry> | undefined>();
  const absolute = (path: string) => join(root, path);
  const entriesOf = (directory: string): ReadonlyMap<string, Entry> | undefined => {
    if (listings.has(directory)) {
      return listings.get(directory);
    }
    const clean = cleanPath(directory);
    if (isOutside(clean)) {
      return undefined;
    }
    if (listings.has(clean)) {
      return listings.get(clean);
    }
    // A directory is only there if its parent lists it by exactly this name: a case-blind disk would say otherwise.
    const parent = clean === '.' ? undefined : entriesOf(posix.dirname(clean))?.get(posix.basename(clean));
    const entries = clean === '.' || parent?.kind === 'directory' ? readEntries(absolute(clean)) : undefined;
    listings.set(clean, entries);
    return entries;
  };
  const read = (path: string, limit = maximumBytes): Read => readText(absolute(path), path, limit);
  const kind = (path: string): Entry['kind'] | undefined => {
    const slash = path.lastIndexOf('/');
    const name = path.slice(slash + 1);
    // Most paths are clean already, and their folder has been read.
    const known = listings.get(slash < 0 ? '.' : path.slice(0, slash));
    if (known && name !== '' && name !== '.' && name !== '..') {
      return known.get(name)?.kind;
    }
    const clean = cleanPath(path);
    return clean === '.' ? 'directory' : entriesOf(posix.dirname(clean))?.get(posix.basename(clean))?.kind;
  };
  const files = parsedFiles({ read, kind });
  return {
    read,
    kind,
    parsed: files.parsed,
    list: (directory) => {
      const entries = entriesOf(directory);
      return entries ? [...entries.values()] : undefined;
    },
    forget: (path) => {
      files.forget(path);
      if (path === undefined) {
        return listings.clear();
      }
      for (let directory = posix.dirname(path); ; directory = posix.dirname(directory)) {
        listings.delete(directory);
        if (directory === '.') {
          break;
        }
      }
      // A directory that appears or goes takes all that was below it along.
      for (const known of listings.keys()) {
        if (known === path || known.startsWith(`${path}/`)) {
          listings.delete(known);
        }
      }
    },
  };
}

function readEntries(directory: string): ReadonlyMap<string, Entry> | undefined {
  let found: Dirent[];
  try {
    found = readdirSync(directory, { withFileTypes: true });
  } catch {
    // A folder that may not be read or has just gone holds nothing that a build could copy.
    return undefined;
  }
  found.sort((a, b) => (a.name < b.name ? -1 : 1));
  return new Map(found.map((entry) => [entry.name, { name: entry.name, ...kindOf(directory, entry) }]));
}

function kindOf(directory: string, entry: Dirent): Pick<Entry, 'kind' | 'linked'> {
  if (entry.isDirectory()) {
    return { kind: 'directory' };
  }
  if (!entry.isSymbolicLink()) {
    return { kind: 'file' };
  }
  try {
    return { kind: statSync(join(directory, entry.name)).isDirectory() ? 'directory' : 'file', linked: true };
  } catch {
    // The link points nowhere; the rules judge what copying it does.
    return { kind: 'link', linked: true };
  }
}

function readText(absolute: string, path: string, limit: number): Read {
  try {
    const found = statSync(absolute);
    if (found.isDirectory()) {
      return { failure: `${path} is a folder` };
    }
    // Reading a pipe or a device would wait for ever.
    if (!found.isFile()) {
      return { failure: `${path} is no regular file` };
    }
    if (found.size > limit) {
      return { failure: `${path} is larger than ${limit / 1024 / 1024} MB` };
    }
    return { text: readFileSync(absolute, 'utf8') };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') {
      return { failure: `${path} does not exist` };
    }
    if (code === 'EACCES' || code === 'EPERM') {
      return { failure: `${path} may not be read: permission denied` };
    }
    if (code === 'ELOOP') {
      return { failure: `${path} cannot be read: its symbolic links lead in a circle` };
    }
    return { failure: `${path} cannot be read: ${(error as Error).message}` };
  }
}
