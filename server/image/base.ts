import { type DistrolessImage, distrolessImage, readTag } from '../facts/distroless.ts';
import { type ImageReference, parseReference } from '../model/reference.ts';

/** What a chain of stages begins with. */
export type Base =
  | { readonly kind: 'scratch' }
  | {
      readonly kind: 'distroless';
      readonly image: DistrolessImage;
      readonly debug: boolean;
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
  const debug = readTag(reference.tag)?.debug ?? false;
  return image ? { kind: 'distroless', image, debug, reference } : { kind: 'image', reference };
}
