import { posix } from 'node:path';

/** Something that BuildKit fetches: a Git repository, a URL, an image, a service. */
const elsewhere = /^(?:[a-z][a-z0-9+.-]*:\/\/|git@|github\.com\/|(?:service|target|docker-image|oci-layout):)/i;

/**
 * A path of a compose or bake file from the workspace root; undefined where it is fetched, absolute, someone's home or
 * outside the workspace. Windows' separators are taken as such: these files are written there too.
 */
export function workspacePath(folder: string, written: string): string | undefined {
  if (written === '' || elsewhere.test(written) || /^(?:[A-Za-z]:|[/\\~])/.test(written)) {
    return undefined;
  }
  const path = posix.join(folder, written.replaceAll('\\', '/')).replace(/\/$/, '');
  return path === '..' || path.startsWith('../') ? undefined : path;
}
