/**
 * URIs and paths. Clients write the same file in different ways (`file:///c%3A/a`, `file:///C:/a`), so everything is
 * compared by path and never by URI. Paths are absolute and use `/` on every platform; drive letters are upper-case.
 */

/** The path of a `file:` URI; undefined for another scheme and for what is no URI. */
export function filePath(uri: string, windows: boolean): string | undefined {
  const match = /^file:\/\/([^/?#]*)(\/[^?#]*)?/i.exec(uri);
  if (!match) {
    return undefined;
  }
  const host = decode(match[1] ?? '');
  const path = decode(match[2] ?? '/');
  if (host === undefined || path === undefined || path.includes('\0')) {
    return undefined;
  }
  const whole = host === '' || host.toLowerCase() === 'localhost' ? path : `//${host}${path}`;
  return windows ? windowsPath(whole) : whole;
}

/** `/c:/Users` → `C:/Users`. */
function windowsPath(path: string): string {
  const slashes = path.replaceAll('\\', '/');
  return slashes.replace(/^\/?([a-z]):/i, (_, drive: string) => `${drive.toUpperCase()}:`);
}

/** Where `path` stands below `folder`: `a/b`, `.` for the folder itself, undefined outside of it. */
export function below(folder: string, path: string, windows: boolean): string | undefined {
  const root = folder.replace(/\/+$/, '');
  const same = windows
    ? path.slice(0, root.length).toLowerCase() === root.toLowerCase()
    : path.slice(0, root.length) === root;
  if (!same) {
    return undefined;
  }
  const rest = path.slice(root.length);
  if (rest === '' || rest === '/') {
    return '.';
  }
  return rest.startsWith('/') ? rest.slice(1) : undefined;
}

/** The URI of a path below a folder, in the folder's own spelling. */
export function uriBelow(folderUri: string, path: string): string {
  const root = folderUri.replace(/\/+$/, '');
  return path === '.' ? root : `${root}/${path.split('/').map(encodeURIComponent).join('/')}`;
}

export function scheme(uri: string): string {
  return (/^([a-z][a-z0-9+.-]*):/i.exec(uri)?.[1] ?? '').toLowerCase();
}

/** The last segment of the path of any URI. */
export function baseName(uri: string): string {
  const path = uri.replace(/^[a-z][a-z0-9+.-]*:/i, '').replace(/[?#].*$/, '');
  return decode(path.slice(path.lastIndexOf('/') + 1)) ?? '';
}

/** The folder's URI of a file's URI. */
export const parentUri = (uri: string): string => uri.slice(0, uri.lastIndexOf('/'));

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
