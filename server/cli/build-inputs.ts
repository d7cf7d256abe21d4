import { realpathSync, type Stats, statSync } from 'node:fs';
import { isAbsolute, join, relative, resolve } from 'node:path';
import type { BuildStep } from '../buildx/steps.ts';
import { namedContextPath } from '../plan/checks.ts';

export interface Surroundings {
  /** Absolute path of the workspace. */
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  /** Real paths outside the workspace that builds may read, by `--allow`. */
  readonly allowed: readonly string[];
}

/** Something that a build reads, as the plan names it. */
interface Input {
  /** For a sentence: `the Dockerfile a/Dockerfile`. */
  readonly what: string;
  /** From the workspace root, or absolute. */
  readonly path: string;
  readonly kind: 'file' | 'folder';
}

/**
 * Why the build of an image would fail or read what it should not: a Dockerfile, context or secret that is not there, a path
 * that leaves the workspace, a variable without a value. Undefined where there is no such reason.
 */
export function inputFault(step: BuildStep, surroundings: Surroundings): string | undefined {
  for (const input of inputsOf(step, surroundings)) {
    const fault = typeof input === 'string' ? input : pathFault(input, surroundings);
    if (fault !== undefined) {
      return fault;
    }
  }
  return undefined;
}

/** What the build of an image reads, or why it cannot. */
function inputsOf(step: BuildStep, surroundings: Surroundings): readonly (Input | string)[] {
  const { dockerfile, context, contexts, secrets } = step;
  return [
    { what: `the Dockerfile ${dockerfile}`, path: dockerfile, kind: 'file' },
    { what: `the context ${context}/`, path: context, kind: 'folder' },
    ...Object.entries(contexts).flatMap(([name, value]): Input[] => {
      const path = namedContextPath(value);
      return path === undefined ? [] : [{ what: `the context "${name}", ${path}/`, path, kind: 'folder' }];
    }),
    ...secrets.flatMap((secret) => secretInput(secret, surroundings) ?? []),
  ];
}

/** The file of a secret; why there is none; undefined where a variable holds it. */
function secretInput(secret: string, { root, env }: Surroundings): Input | string | undefined {
  const fields = new Map(secret.split(',').map((field) => field.split(/=(.*)/s, 2) as [string, string]));
  const id = fields.get('id') ?? '';
  const source = fields.get('src') ?? fields.get('source');
  const variable = fields.get('env') ?? (fields.get('type') === 'env' ? (source ?? id) : undefined);
  if (variable !== undefined) {
    return env[variable] === undefined ? `the secret "${id}" is empty: the variable ${variable} is not set` : undefined;
  }
  if (source === undefined && env[id] !== undefined) {
    return undefined;
  }
  const path = source ?? id;
  const named = source === undefined ? `, neither a variable ${id} nor a file` : `, ${path}`;
  const isThere = statAt(resolve(root, path)) !== undefined;
  return isThere || source !== undefined
    ? { what: `the secret "${id}"${named}`, path, kind: 'file' }
    : `the secret "${id}" does not exist: there is no variable and no file of this name`;
}

function pathFault({ what, path, kind }: Input, { root, allowed }: Surroundings): string | undefined {
  const absolute = isAbsolute(path) ? path : join(root, path);
  const stat = statAt(absolute);
  if (stat === undefined) {
    return `${what} does not exist`;
  }
  if (kind === 'folder' ? !stat.isDirectory() : !stat.isFile()) {
    return `${what} is not a ${kind}`;
  }
  const real = realpathSync(absolute);
  const isReadable = [realpathSync(root), ...allowed].some((folder) => isWithin(real, folder));
  return isReadable ? undefined : `${what} is outside the workspace (${real}): --allow ${real} lets builds read it`;
}

/** Undefined also where a part of the path is no folder, too long, or a circle of links. */
function statAt(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function isWithin(path: string, folder: string): boolean {
  const inside = relative(folder, path);
  return inside === '' || (!isAbsolute(inside) && inside.split(/[\\/]/)[0] !== '..');
}
