import { debianReleases, debianSuite } from '../../facts/debian.ts';
import { distrolessImage, distrolessRegistry } from '../../facts/distroless.ts';
import { type ImageReference, parseReference } from '../../model/reference.ts';
import type { Base } from '../base.ts';

/** The Python that an image brings, or that its package manager installs. */
export interface ImagePython {
  /** `gcr.io/distroless/python3-debian12`, `python:3.12-slim`: for messages. */
  readonly name: string;
  readonly kind: 'distroless' | 'official' | 'debian';
  /** `3.11`; undefined where the tag does not tell. */
  readonly minor: string | undefined;
  readonly libc: 'glibc' | 'musl' | undefined;
  /** The Debian suite, `bookworm`; undefined where the tag does not tell. */
  readonly suite: string | undefined;
  /** Where its interpreter stands. */
  readonly folder: '/usr/bin' | '/usr/local/bin';
}

/** The Python of a base; undefined where it has none, and where nothing certain is known of it. */
export function pythonOfBase(base: Base): ImagePython | undefined {
  if (base.kind === 'distroless') {
    const { name, python, suite } = base.image;
    if (python === undefined) {
      return undefined;
    }
    const common = { kind: 'distroless', libc: 'glibc', folder: '/usr/bin' } as const;
    return { ...common, name: `${distrolessRegistry}/${name}`, minor: python, suite };
  }
  if (base.kind !== 'image' || base.reference.registry !== 'docker.io') {
    return undefined;
  }
  if (base.reference.repository === 'library/python') {
    return officialPython(base.reference);
  }
  return base.reference.repository === 'library/debian' ? debianPython(base.reference) : undefined;
}

function officialPython({ tag, digest }: ImageReference): ImagePython {
  const minor = /^(3\.\d+)(?![\d])/.exec(tag ?? '')?.[1];
  const isOpen = (tag === undefined && digest !== undefined) || /windows|nanoserver/.test(tag ?? '');
  const libc = isOpen ? undefined : tag?.includes('alpine') ? 'musl' : 'glibc';
  const suite = /bullseye|bookworm|trixie/.exec(tag ?? '')?.[0];
  const name = `python${tag === undefined ? '' : `:${tag}`}`;
  return { kind: 'official', name, minor, libc, suite, folder: '/usr/local/bin' };
}

/** Distroless takes its Python from Debian's package of the same release. */
function debianPython({ tag }: ImageReference): ImagePython {
  const [, word = ''] = /^(\d+|[a-z]+)/.exec(tag ?? '') ?? [];
  const release = debianReleases.get(word) ?? word;
  const image = parseReference(`${distrolessRegistry}/python3-debian${release}`);
  const minor = image && distrolessImage(image)?.python;
  const name = `debian${tag === undefined ? '' : `:${tag}`}`;
  return { kind: 'debian', name, minor, libc: 'glibc', suite: debianSuite(release), folder: '/usr/bin' };
}
