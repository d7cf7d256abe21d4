import { closeSync, constants, fstatSync, lstatSync, openSync, type Stats } from 'node:fs';
import { join } from 'node:path';

/**
 * Files of Lucid inside a workspace. A cloned repository may hold anything at their place: a symbolic link to a file of
 * the user, a pipe that nobody writes to, a device. Only regular files in real folders are read and written.
 */

const refuse = (path: string, what: string): Error =>
  new Error(`${path} is ${what}. Lucid uses only regular files in real folders: remove it.`);

const kindOf = (stat: Stats): string =>
  stat.isSymbolicLink()
    ? 'a symbolic link'
    : stat.isDirectory()
      ? 'a folder'
      : stat.isFIFO()
        ? 'a pipe'
        : 'not a regular file';

const absent = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

/** Whether a folder below the root is there. Throws for anything else of that name. */
export function plainFolder(root: string, folder: string): boolean {
  const stat = lstatSync(join(root, folder), { throwIfNoEntry: false });
  if (stat !== undefined && !stat.isDirectory()) {
    throw refuse(folder, stat.isFile() ? 'a file' : kindOf(stat));
  }
  return stat !== undefined;
}

/** A regular file below the root; undefined where it is not there. Throws for anything else of that name. */
export function plainStat(root: string, path: string): Stats | undefined {
  const folders = path.split('/').slice(0, -1);
  if (!folders.every((_, index) => plainFolder(root, folders.slice(0, index + 1).join('/')))) {
    return undefined;
  }
  const stat = lstatSync(join(root, path), { throwIfNoEntry: false });
  if (stat !== undefined && !stat.isFile()) {
    throw refuse(path, kindOf(stat));
  }
  return stat;
}

/**
 * Opens a regular file below the root, following no link and waiting for no pipe. To append, the file is made where it is
 * missing; to read, undefined says that it is missing.
 */
export function openPlain(root: string, path: string, mode: 'append'): number;
export function openPlain(root: string, path: string, mode: 'read'): number | undefined;
export function openPlain(root: string, path: string, mode: 'read' | 'append'): number | undefined {
  const stat = plainStat(root, path);
  // Windows knows neither flag; there `lstat` alone decides.
  const guard = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  const access = mode === 'read' ? constants.O_RDONLY : constants.O_RDWR | constants.O_APPEND | constants.O_CREAT;
  if (stat === undefined && mode === 'read') {
    return undefined;
  }
  const file = openGuarded(join(root, path), access | guard, path);
  if (file !== undefined && !fstatSync(file).isFile()) {
    closeSync(file);
    throw refuse(path, 'not a regular file');
  }
  return file;
}

/** Undefined where the file has gone since it was looked at. */
function openGuarded(absolute: string, flags: number, path: string): number | undefined {
  try {
    return openSync(absolute, flags, 0o666);
  } catch (error) {
    if (absent(error) && (flags & constants.O_CREAT) === 0) {
      return undefined;
    }
    // The file was replaced by a link or a pipe since it was looked at.
    throw ['ELOOP', 'ENXIO'].includes((error as NodeJS.ErrnoException).code ?? '')
      ? refuse(path, 'not a regular file')
      : error;
  }
}
