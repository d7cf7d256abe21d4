/** Names of distroless images: which may exist, and which one is meant. */
import { debianReleases } from '../../facts/debian.ts';
import {
  type DistrolessImage,
  distrolessImage,
  distrolessName,
  distrolessNames,
  distrolessRegistry,
} from '../../facts/distroless.ts';
import { type ImageReference, parseReference } from '../../model/reference.ts';
import { nearest } from '../../nearest.ts';

const families = /^(?:static|base|base-nossl|cc|java|java-base|java\d+|nodejs|nodejs\d+|python3|python2\.7|dotnet)$/;
const release = /-debian(?:8|9|1[0-3])$/;

/** Old images may still exist. A name is wrong only if its family or its release of Debian never existed. */
export const mayExist = (image: string): boolean => image.includes('/') || families.test(image.replace(release, ''));

/** The existing name that a wrong one means; undefined where that is not plain. */
export function nearestImage(image: string): string | undefined {
  const [, family, suite] = /^(.+)-(debian-?\d+|bullseye|bookworm|trixie)$/.exec(image) ?? [];
  if (family === undefined || suite === undefined) {
    return undefined;
  }
  const known = [...new Set(distrolessNames.map((name) => name.replace(release, '')))];
  const number = debianReleases.get(suite) ?? suite.replace(/^debian-?/, '');
  const wanted = `${nearest(family, known)}-debian${number}`;
  const reference = parseReference(`${distrolessRegistry}/${wanted}`);
  const facts = reference && distrolessImage(reference);
  // python3.12-debian12 is not a typing mistake for python3-debian12, which has Python 3.11.
  const version = /^python(3\.?\d+)$/.exec(family)?.[1];
  const fits = version === undefined || facts?.python?.replace('.', '') === version.replace('.', '');
  return facts && fits ? wanted : undefined;
}

/** The facts of the image that a reference names, also where its name is wrong and another one is plainly meant. */
export function meantImage(reference: ImageReference): DistrolessImage | undefined {
  const name = distrolessName(reference);
  const meant = name === undefined || mayExist(name) ? undefined : nearestImage(name);
  const corrected = meant === undefined ? reference : parseReference(`${distrolessRegistry}/${meant}`);
  return corrected && distrolessImage(corrected);
}
