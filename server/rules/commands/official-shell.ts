import type { Base } from '../../image/base.ts';

/** Official images of Debian, and of what is built on it unless the tag says otherwise. */
const onDebian = new Set('buildpack-deps debian gcc golang node openjdk perl php python ruby rust ubuntu'.split(' '));

/** What `/bin/sh` is in an official image: dash on Debian and Ubuntu, ash on Alpine; undefined where that is unknown. */
export function shellOf(base: Base): 'dash' | 'ash' | undefined {
  if (base.kind !== 'image') {
    return undefined;
  }
  const { registry, repository, tag = 'latest' } = base.reference;
  const name = registry === 'docker.io' && repository.startsWith('library/') ? repository.slice('library/'.length) : '';
  if (name === 'alpine' || (onDebian.has(name) && /alpine/.test(tag))) {
    return 'ash';
  }
  return onDebian.has(name) && !/windows|nanoserver|servercore|oracle/.test(tag) ? 'dash' : undefined;
}
