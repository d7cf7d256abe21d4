/** A part that is `.` or `..`, an empty part, a slash at the end, or an empty path. */
const unclean = /(?:^|\/)\.{1,2}(?:\/|$)|\/\/|.\/$|^$/;

/** Go's filepath.Clean. */
export function cleanPath(path: string): string {
  if (!unclean.test(path)) {
    return path;
  }
  const rooted = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') {
      continue;
    }
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') {
      parts.pop();
    } else if (part !== '..' || !rooted) {
      parts.push(part);
    }
  }
  return (rooted ? '/' : '') + parts.join('/') || (rooted ? '/' : '.');
}

/** Whether a clean relative path leads out of its root. */
export const isOutside = (clean: string): boolean => clean === '..' || clean.startsWith('../');

/** Whether a path lies below a folder; the folder does not lie below itself. */
export const isBelow = (path: string, folder: string): boolean => folder === '/' || path.startsWith(`${folder}/`);

/** Go's filepath.Join of a folder and a path. Most paths are clean already and stay as they are. */
export function joinPath(folder: string, path: string): string {
  if (folder === '.') {
    return cleanPath(path);
  }
  return path === '.' ? cleanPath(folder) : cleanPath(`${folder}/${path}`);
}

/** The path that BuildKit reads: cleaned, and clamped at the root of the context. `.` is the root. */
export function contextPath(source: string): string {
  return cleanPath(`/${source}`).slice(1) || '.';
}
