import { posix } from 'node:path';
import { runsAsRoot } from '../../facts/official-images.ts';
import { computed } from '../../memo.ts';
import { flagNamed, type Instruction } from '../../model/dockerfile.ts';
import { absolutePath, type ImageConfig } from '../config.ts';
import type { ImageStep, StageView } from '../target.ts';

/** A path that an instruction makes in an image. The first instruction that makes a folder decides its owner. */
export interface MadePath {
  readonly path: string;
  readonly instruction: Instruction;
  /** Undefined where that cannot be seen. */
  readonly isRoots: boolean | undefined;
}

/** Folders that every ordinary image has, so that a COPY below them does not make them. */
const usual =
  /^(?:\/|\/(?:bin|boot|dev|etc|home|lib|lib64|media|mnt|opt|proc|root|run|sbin|srv|sys|tmp|usr|var)(?:\/(?:bin|lib|local|share|tmp|log|cache|run|spool|nonroot))*)$/;

/** The paths that WORKDIR, COPY and ADD of a Dockerfile make in the image of a stage, and whether they belong to root. */
export const madePaths: (stage: StageView) => ReadonlyMap<string, MadePath> = computed((stage) => {
  const made = new Map<string, MadePath>();
  for (const step of stage.ownSteps) {
    const { instruction } = step;
    for (const { path, isRoots } of pathsOfStep(step)) {
      for (let at = path; !usual.test(at); at = posix.dirname(at)) {
        if (!made.has(at)) {
          made.set(at, { path: at, instruction, isRoots });
        }
      }
    }
  }
  return made;
});

function pathsOfStep({
  stage,
  instruction,
  before,
}: ImageStep): readonly { readonly path: string; readonly isRoots: boolean | undefined }[] {
  const { keyword, words } = instruction;
  const last = stage.target.value(words.at(-1)?.value, instruction);
  const path = last === undefined ? undefined : absolutePath(last, before.workdir);
  if (path === undefined) {
    return [];
  }
  if (keyword === 'WORKDIR') {
    return [{ path, isRoots: isRoot(before) }];
  }
  if (keyword !== 'COPY' && keyword !== 'ADD') {
    return [];
  }
  const chown = flagNamed(instruction, 'chown');
  return [{ path, isRoots: chown === undefined ? true : isRootName(expandedOwner(chown.value)) }];
}

/** Owners with a variable in them are left open. */
const expandedOwner = (owner: string | undefined): string | undefined => (owner?.includes('$') ? undefined : owner);

const isRootName = (user: string | undefined): boolean | undefined =>
  user === undefined ? undefined : /^(?:root|0)(?::|$)/.test(user);

/** Whether an image runs as root at a step, as far as that can be seen. */
export function isRoot({ user, base }: ImageConfig): boolean | undefined {
  if (user === undefined && base.kind === 'image' && runsAsRoot(base.reference)) {
    return true;
  }
  return isRootName(user);
}
