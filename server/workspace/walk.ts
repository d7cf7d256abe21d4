import type { FileKind } from './file-kinds.ts';
import { joinPath } from './paths.ts';
import type { Workspace } from './workspace.ts';

/** The files of each kind, and those that hold secrets by their names, in the order of a walk. */
export type Found = Readonly<Record<FileKind | 'secret', readonly string[]>>;

export const noFiles = (): Record<FileKind | 'secret', string[]> => ({
  plan: [],
  dockerfile: [],
  compose: [],
  bake: [],
  secret: [],
});

/** Environment files, keys and the files in which tools keep passwords; the content decides. */
const mayHoldSecret =
  /(?:^|\/)(?:\.env(?:\.[^/]*)?|id_(?:rsa|dsa|ecdsa|ed25519)|\.npmrc|\.pypirc|[._]netrc|\.git-credentials|\.dockercfg|kubeconfig|\.?secrets\/[^/]+|\.(?:aws|ssh|gnupg|kube|docker)\/[^/]+|[^/]*(?:credential|service[-_]?account|client[-_]?secret)[^/]*\.json|[^/]+\.(?:pem|key|p12|pfx|env))$/i;

/** Folders of tools: their files are installed, generated or kept by a program. */
const skipped = new Set([
  '.git',
  '.hg',
  '.svn',
  '.lucid',
  'node_modules',
  '__pycache__',
  '.venv',
  '.tox',
  '.mypy_cache',
]);

/** Whether a folder of this name belongs to a tool. */
export const isToolFolder = (name: string): boolean => skipped.has(name);

/** Whether the walk passes over a file, since a folder of a tool holds it. */
export const isPassedOver = (path: string): boolean =>
  path
    .split('/')
    .slice(0, -1)
    .some((name) => skipped.has(name));

/** Walks the workspace once. Links to folders are not followed, so that a loop ends. */
export function walk(workspace: Workspace, kindOf: (path: string) => FileKind | undefined): Found {
  const found = noFiles();
  const pending = ['.'];
  for (let directory = pending.pop(); directory !== undefined; directory = pending.pop()) {
    const folders: string[] = [];
    for (const entry of workspace.list(directory) ?? []) {
      const path = joinPath(directory, entry.name);
      if (entry.kind !== 'directory') {
        const kind = kindOf(path);
        if (kind) {
          found[kind].push(path);
        } else if (mayHoldSecret.test(path)) {
          found.secret.push(path);
        }
      } else if (!entry.linked && !skipped.has(entry.name)) {
        folders.push(path);
      }
    }
    pending.push(...folders.reverse());
  }
  return found;
}
