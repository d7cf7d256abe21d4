/** A part that is `.` or `..`, an empty one, a slash at the end, or nothing at all. */
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

/** A path of a folder, as Go's filepath.Join has it. Nearly all are clean already, and then nothing is taken apart. */
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
