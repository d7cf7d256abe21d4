/**
 * URIs and paths. Clients write the same file in different ways (`file:///c%3A/a`, `file:///C:/a`), so files are
 * compared by path and never by URI. Paths are absolute and use `/` on every platform; drive letters are upper-case.
 */
import { URI, Utils } from 'vscode-uri';

/** The paths of this system have drive letters and compare without case. */
export const windows = process.platform === 'win32';

/** The path of a `file:` URI; undefined for other schemes and for broken URIs. */
export function filePath(uri: string, windows: boolean): string | undefined {
  // Some clients write a Windows share with four slashes instead of two.
  const parsed = parse(uri.replace(/^(file:\/\/)\/\/+/i, '$1'));
  if (parsed?.scheme.toLowerCase() !== 'file' || parsed.path.includes('\0')) {
    return undefined;
  }
  const { authority, path } = parsed;
  const whole = authority === '' || authority.toLowerCase() === 'localhost' ? path : `//${authority}${path}`;
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

/**
 * The URI of a path below a folder. The folder keeps its spelling, by which the client knows its files; `Utils.joinPath`
 * would turn `file:///C:/w` into `file:///c%3A/w`.
 */
export function uriBelow(folderUri: string, path: string): string {
  const root = withoutSlash(folderUri);
  return path === '.' ? root : `${root}/${path.split('/').map(encodeURIComponent).join('/')}`;
}

/** A folder's URI without the slash at its end, which some clients write. */
export const withoutSlash = (folderUri: string): string => folderUri.replace(/\/+$/, '');

export const scheme = (uri: string): string => parse(uri)?.scheme.toLowerCase() ?? '';

/** The last segment of the path of any URI. */
export function baseName(uri: string): string {
  const parsed = parse(uri);
  return parsed ? Utils.basename(parsed) : '';
}

/** The folder's URI of a file's URI. */
export const parentUri = (uri: string): string => uri.slice(0, uri.lastIndexOf('/'));

/** Undefined for broken URIs. The library keeps a `%` that it cannot decode, which would name another file. */
function parse(uri: string): URI | undefined {
  try {
    decodeURIComponent(uri);
    return URI.parse(uri, true);
  } catch {
    return undefined;
  }
}
