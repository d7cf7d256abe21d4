import { posix } from 'node:path';

/** Something that BuildKit fetches: a Git repository, a URL, an image, a service. */
const elsewhere = /^(?:[a-z][a-z0-9+.-]*:\/\/|git@|github\.com\/|(?:service|target|docker-image|oci-layout):)/i;

/**
 * A path of a compose or bake file from the workspace root. Undefined where it is fetched, absolute, in a home folder or
 * outside the workspace. Backslashes separate, too: people write these files on Windows.
 */
export function workspacePath(folder: string, written: string): string | undefined {
  if (written === '' || elsewhere.test(written) || /^(?:[A-Za-z]:|[/\\~])/.test(written)) {
    return undefined;
  }
  const path = posix.join(folder, written.replaceAll('\\', '/')).replace(/\/$/, '');
  return path === '..' || path.startsWith('../') ? undefined : path;
}
