import { type DistrolessImage, distrolessImage, meantTag, nonroot, readTag } from '../facts/distroless.ts';
import type { Build } from '../model/build.ts';
import type { Instruction } from '../model/dockerfile.ts';
import { type ImageReference, parseReference } from '../model/reference.ts';

/** What a chain of stages begins with. */
export type Base =
  | { readonly kind: 'scratch' }
  | {
      readonly kind: 'distroless';
      readonly image: DistrolessImage;
      readonly debug: boolean;
      /** Whether it runs as nonroot, by its tag or by the published one that is meant; undefined for a commit. */
      readonly nonroot: boolean | undefined;
      readonly reference: ImageReference;
    }
  | { readonly kind: 'image'; readonly reference: ImageReference }
  /** The name depends on an unknown value, or is no name of an image. */
  | { readonly kind: 'unknown' };

export const unknownBase: Base = { kind: 'unknown' };

/** The base that a name in FROM means, once stages and named contexts are ruled out. */
export function baseNamed(name: string): Base {
  if (name === 'scratch') {
    return { kind: 'scratch' };
  }
  const reference = parseReference(name);
  if (reference === undefined) {
    return unknownBase;
  }
  const image = distrolessImage(reference);
  if (image === undefined) {
    return { kind: 'image', reference };
  }
  const tag = readTag(reference.tag) ?? meantTag(reference.tag ?? '');
  return { kind: 'distroless', image, debug: tag?.debug ?? false, nonroot: tag?.nonroot, reference };
}

/**
 * The base that the published tag makes of an unpublished one, as `distroless-tag` writes it: nonroot, where the base decides
 * the user of the image and the plan wants nonroot.
 */
export function withPublishedTag(base: Base, build: Build, instructions: readonly Instruction[]): Base {
  const isPublished = base.kind !== 'distroless' || base.nonroot === undefined || readTag(base.reference.tag);
  return !isPublished && leavesUserToBase(build, instructions) ? { ...base, nonroot: true } : base;
}

/** Whether the base decides the user of an image whose plan wants nonroot. A RUN may need root: USER comes after it then. */
export const leavesUserToBase = ({ image }: Build, instructions: readonly Instruction[]): boolean =>
  image?.user.startsWith(`${nonroot.uid}`) === true &&
  !instructions.some(({ keyword }) => keyword === 'USER' || keyword === 'RUN');
