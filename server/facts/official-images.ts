import type { ImageReference } from '../model/reference.ts';
import data from './official-images.json' with { type: 'json' };

const names: ReadonlySet<string> = new Set(data.names);
const runAsRoot: ReadonlySet<string> = new Set(data.runAsRoot);

/**
 * Whether Docker Hub has, or once had, an official image of this bare name. Only official images have bare names; all others
 * carry the name of their owner. So a bare word outside of this set names no image of Docker Hub.
 */
export const isOfficialImage = (name: string): boolean => names.has(name.toLowerCase());

/** Whether an image is an official one that is known to set no USER, so that it runs as root. */
export function runsAsRoot({ registry, repository }: ImageReference): boolean {
  return registry === 'docker.io' && repository.startsWith('library/') && runAsRoot.has(repository.slice(8));
}
