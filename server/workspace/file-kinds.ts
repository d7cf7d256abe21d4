import { posix } from 'node:path';

/** What a file is to Lucid. Only a project knows which file is its plan. */
export type FileKind = 'plan' | 'dockerfile' | 'compose' | 'bake';

/** Endings of files called `Dockerfile…` that are documents, scripts, data or templates instead. */
const notDockerfiles =
  /\.(md|markdown|txt|rst|adoc|html?|ya?ml|json[c5l]?|toml|ini|csv|xml|sh|bash|ps1|psm1|bat|cmd|py|dockerignore|log|lock|zip|gz|tgz|tar|png|jpe?g|svg|gif|pdf|patch|diff|orig|rej|swp|bak|tmpl|tpl|template|j2|jinja2?|erb|hbs|mustache)$/i;

/** "Dockerfile copy.gui" and "Dockerfile-dev" are Dockerfiles that people keep; DOCKERFILE_NOTES is prose. */
const dockerfile = /^(?:dockerfile|containerfile)(?:$|[.\- ])|.\.(?:dockerfile|containerfile)$/i;
const compose = /^(?:(?:docker-)?compose(?:[.\-_].*)?|.*[.\-_](?:docker-)?compose)\.ya?ml$/i;
const bake = /^docker-bake(?:\..*)?\.(?:hcl|json)$/i;

/** What a file is by its name alone; a plan may name Dockerfiles of any name. */
export function kindByName(path: string): FileKind | undefined {
  const name = posix.basename(path);
  if (dockerfile.test(name) && !notDockerfiles.test(name)) {
    return 'dockerfile';
  }
  if (compose.test(name)) {
    return 'compose';
  }
  return bake.test(name) ? 'bake' : undefined;
}
