import ignore, { type Ignore } from 'ignore';
import { cleanPath, isOutside, joinPath } from './paths.ts';
import type { Workspace } from './workspace.ts';

/** Whether an earlier step may make a missing path: git ignores it, or a submodule holds it. */
export function madeElsewhere(workspace: Workspace, path: string): 'ignored' | 'submodule' | undefined {
  const clean = cleanPath(path);
  // Git ignores neither the root nor what lies outside of it.
  if (clean === '.' || clean.startsWith('/') || isOutside(clean)) {
    return undefined;
  }
  const submodules = workspace.parsed('.gitmodules', submodulePaths) ?? [];
  if (submodules.some((folder) => clean === folder || clean.startsWith(`${folder}/`))) {
    return 'submodule';
  }
  return isGitIgnored(workspace, clean) ? 'ignored' : undefined;
}

/** The topmost folder of a path that git ignores, or the path itself. */
export function ignoredRoot(workspace: Workspace, path: string): string {
  const parts = cleanPath(path).split('/');
  const folders = parts.map((_, index) => parts.slice(0, index + 1).join('/'));
  return folders.find((folder) => isGitIgnored(workspace, folder)) ?? path;
}

const submodulePaths = (text: string): readonly string[] =>
  [...text.matchAll(/^\s*path\s*=\s*"?(.+?)"?\s*$/gm)].map((match) => match[1] as string);

/** Kept by the workspace: building a matcher takes far longer than asking it. */
const ignoreMatcher = (text: string): Ignore => ignore().add(text);

/** Asks the `.gitignore` files from the root down; the deepest that names the path decides. */
function isGitIgnored(workspace: Workspace, path: string): boolean {
  const parts = path.split('/');
  let ignored = false;
  for (let depth = 0; depth < parts.length; depth++) {
    const folder = parts.slice(0, depth).join('/') || '.';
    const matcher = workspace.parsed(joinPath(folder, '.gitignore'), ignoreMatcher);
    if (matcher) {
      ignored = decide(matcher, parts.slice(depth).join('/'), ignored);
    }
  }
  return ignored;
}

/** What one file makes of a path. A missing path may be a file or a folder, and `build/` means only the folder. */
function decide(matcher: Ignore, path: string, before: boolean): boolean {
  const asFile = matcher.test(path);
  return asFile.ignored || (before && !asFile.unignored) || matcher.test(`${path}/`).ignored;
}
