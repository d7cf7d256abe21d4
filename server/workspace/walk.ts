import { posix } from 'node:path';
import { imagesOf, type Plan } from '../model/plan.ts';
import type { Workspace } from './workspace.ts';

/** The files of a workspace that Lucid reads, in the order of a walk. */
export interface Found {
  readonly dockerfiles: readonly string[];
  readonly compose: readonly string[];
  readonly bake: readonly string[];
}

/** Folders that hold other people's files or none that a person wrote. */
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

/** Endings that say that a file called `Dockerfile…` is a document, a script, data about one, or a template of one. */
const notDockerfiles =
  /\.(md|markdown|txt|rst|adoc|html?|ya?ml|json[c5l]?|toml|ini|csv|xml|sh|bash|ps1|psm1|bat|cmd|py|dockerignore|log|lock|zip|gz|tgz|tar|png|jpe?g|svg|gif|pdf|patch|diff|orig|rej|swp|bak|tmpl|tpl|template|j2|jinja2?|erb|hbs|mustache)$/i;

/** Tells whether a path is a Dockerfile by its name alone; the plan may name others. */
export function isDockerfileName(path: string): boolean {
  const name = posix.basename(path);
  if (notDockerfiles.test(name)) {
    return false;
  }
  // "Dockerfile copy.gui" and "Dockerfile-dev" are Dockerfiles that people keep; DOCKERFILE_NOTES is prose.
  return (
    /^dockerfile($|[.\- ])/i.test(name) ||
    /^containerfile($|[.\- ])/i.test(name) ||
    /.\.(dockerfile|containerfile)$/i.test(name)
  );
}

export const isComposeName = (path: string): boolean =>
  /^((docker-)?compose([.\-_].*)?|.*[.\-_](docker-)?compose)\.ya?ml$/i.test(posix.basename(path));

export const isBakeName = (path: string): boolean => /^docker-bake(\..*)?\.(hcl|json)$/i.test(posix.basename(path));

/** Walks the workspace once. Links to folders are not followed, so that a loop ends. */
export function discover(workspace: Workspace, plan: Plan): Found {
  const dockerfiles: string[] = [];
  const compose: string[] = [];
  const bake: string[] = [];
  const named = new Set(imagesOf(plan).map((image) => image.dockerfile));
  const pending = ['.'];
  for (let directory = pending.pop(); directory !== undefined; directory = pending.pop()) {
    const entries = workspace.list(directory) ?? [];
    const folders: string[] = [];
    for (const entry of entries) {
      const path = posix.join(directory, entry.name);
      if (entry.kind === 'directory') {
        if (!entry.linked && !skipped.has(entry.name)) {
          folders.push(path);
        }
      } else if (named.has(path) || isDockerfileName(path)) {
        dockerfiles.push(path);
      } else if (isComposeName(path)) {
        compose.push(path);
      } else if (isBakeName(path)) {
        bake.push(path);
      }
    }
    pending.push(...folders.reverse());
  }
  return { dockerfiles, compose, bake };
}
