import { posix } from 'node:path';
import ignore from 'ignore';
import type { Workspace } from './workspace.ts';

/**
 * Whether a missing path may be made before the build: git ignores it, as it does with what other steps produce, or a
 * submodule holds it. Tells which.
 */
export function madeElsewhere(workspace: Workspace, path: string): 'ignored' | 'submodule' | undefined {
  const clean = posix.normalize(path).replace(/\/$/, '');
  // The root and what lies outside of it are nothing that git could ignore.
  if (clean === '' || clean === '.' || /^(?:\/|\.\.(?:\/|$))/.test(clean)) {
    return undefined;
  }
  if (submodules(workspace).some((folder) => clean === folder || clean.startsWith(`${folder}/`))) {
    return 'submodule';
  }
  return isGitIgnored(workspace, clean) ? 'ignored' : undefined;
}

function submodules(workspace: Workspace): readonly string[] {
  if (workspace.kind('.gitmodules') !== 'file') {
    return [];
  }
  const read = workspace.read('.gitmodules');
  if (!('text' in read)) {
    return [];
  }
  return [...read.text.matchAll(/^\s*path\s*=\s*"?(.+?)"?\s*$/gm)].map((match) => match[1] as string);
}

/** The `.gitignore` files from the root down; the deepest that speaks of the path decides. */
function isGitIgnored(workspace: Workspace, path: string): boolean {
  const parts = path.split('/');
  let ignored = false;
  for (let depth = 0; depth < parts.length; depth++) {
    const folder = depth === 0 ? '.' : parts.slice(0, depth).join('/');
    if (workspace.kind(posix.join(folder, '.gitignore')) !== 'file') {
      continue;
    }
    const read = workspace.read(posix.join(folder, '.gitignore'));
    if (!('text' in read)) {
      continue;
    }
    const matcher = ignore().add(read.text);
    const below = parts.slice(depth).join('/');
    // A missing path may be a file or a folder, and `build/` means only the folder.
    for (const name of [below, `${below}/`]) {
      const result = matcher.test(name);
      if (result.ignored) {
        ignored = true;
      } else if (result.unignored) {
        ignored = false;
      }
      if (ignored) {
        break;
      }
    }
  }
  return ignored;
}
