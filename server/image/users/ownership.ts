import { posix } from 'node:path';
import { runsAsRoot } from '../../facts/official-images.ts';
import type { Dockerfile, Instruction, Word } from '../../model/dockerfile.ts';
import { expand } from '../../parse/expansion/expand.ts';
import type { Build } from '../../project/project.ts';
import { cleanPath, joinPath } from '../../workspace/paths.ts';
import type { ImageConfig, ImageHistory, Step } from '../history.ts';
import { environments } from '../variables.ts';

/** A path that an instruction makes in an image. The first one that makes a folder decides whom it belongs to. */
export interface MadePath {
  readonly path: string;
  readonly instruction: Instruction;
  readonly file: Dockerfile;
  /** Undefined where that cannot be seen. */
  readonly isRoots: boolean | undefined;
}

/** What every ordinary image has: a COPY below them makes none of them. */
const usual =
  /^(?:\/|\/(?:bin|boot|dev|etc|home|lib|lib64|media|mnt|opt|proc|root|run|sbin|srv|sys|tmp|usr|var)(?:\/(?:bin|lib|local|share|tmp|log|cache|run|spool|nonroot))*)$/;

/** The paths that WORKDIR, COPY and ADD make in an image, and whether they belong to root. */
export function madePaths({ steps }: ImageHistory, file: Dockerfile, build: Build): ReadonlyMap<string, MadePath> {
  const made = new Map<string, MadePath>();
  const scopes = environments(file, build);
  for (const step of steps) {
    // Another file has its own variables and its own context.
    if (step.file !== file) {
      continue;
    }
    const value = (word: Word) => expand(word.value, scopes.at(step.instruction), file.escape).value;
    for (const { path, isRoots } of madeBy(step, value)) {
      for (let at = path; !usual.test(at); at = posix.dirname(at)) {
        if (!made.has(at)) {
          made.set(at, { path: at, instruction: step.instruction, file, isRoots });
        }
      }
    }
  }
  return made;
}

function madeBy(
  { instruction, before }: Step,
  value: (word: Word) => string | undefined,
): readonly { readonly path: string; readonly isRoots: boolean | undefined }[] {
  const absolute = (path: string | undefined): string | undefined => {
    if (path?.startsWith('/')) {
      return cleanPath(path);
    }
    return path === undefined || before.workdir === undefined ? undefined : joinPath(before.workdir, path);
  };
  const { keyword, words, flags } = instruction;
  const last = words.at(-1);
  const path = last && absolute(value(last));
  if (path === undefined) {
    return [];
  }
  if (keyword === 'WORKDIR') {
    return [{ path, isRoots: isRoot(before) }];
  }
  if (keyword !== 'COPY' && keyword !== 'ADD') {
    return [];
  }
  const chown = flags.find(({ name }) => name === 'chown');
  return [{ path, isRoots: chown === undefined ? true : isRootName(expandedOwner(chown.value)) }];
}

/** Names that nobody can see here are left open. */
const expandedOwner = (owner: string | undefined): string | undefined => (owner?.includes('$') ? undefined : owner);

const isRootName = (user: string | undefined): boolean | undefined =>
  user === undefined ? undefined : /^(?:root|0)(?::|$)/.test(user);

/** Whether an image runs as root at a step, as far as that can be seen. */
export function isRoot({ user, lineage: { base } }: ImageConfig): boolean | undefined {
  if (user === undefined && base.kind === 'image' && runsAsRoot(base.reference)) {
    return true;
  }
  return isRootName(user);
}
