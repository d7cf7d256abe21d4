/** A platform as the OCI image specification names its parts. */
export interface Platform {
  readonly os: string;
  readonly osVersion: string;
  readonly architecture: string;
  readonly variant: string;
}

const systems = new Set(
  'aix android darwin dragonfly freebsd illumos ios js linux netbsd openbsd plan9 solaris wasip1 windows'.split(' '),
);

/** `linux/arm64/v8` in its normal form; undefined for other texts, and for an operating system alone. */
export function parsePlatform(text: string): Platform | undefined {
  const parts = text.split('/');
  const [first = '', second, third = ''] = parts;
  if (parts.length > 3 || parts.some((part) => part === '')) {
    return undefined;
  }
  const [, name = '', osVersion = ''] = /^([^()]*)(?:\(([^()]*)\))?$/.exec(first) ?? [];
  const os = name.toLowerCase() === 'macos' ? 'darwin' : name.toLowerCase();
  // One word alone is an architecture, unless it is an operating system.
  if (second === undefined) {
    return systems.has(os) ? undefined : { os: 'linux', osVersion: '', ...normalArchitecture(first, '') };
  }
  return { os, osVersion, ...normalArchitecture(second, third) };
}

export function formatPlatform({ os, osVersion, architecture, variant }: Platform): string {
  const parts = [osVersion === '' ? os : `${os}(${osVersion})`, architecture, variant];
  return parts.filter((part) => part !== '').join('/');
}

function normalArchitecture(name: string, kind: string): { architecture: string; variant: string } {
  const variant = kind.toLowerCase();
  switch (name.toLowerCase()) {
    case 'i386':
      return { architecture: '386', variant: '' };
    case 'x86_64':
    case 'x86-64':
    case 'amd64':
      return { architecture: 'amd64', variant: variant === 'v1' ? '' : variant };
    case 'aarch64':
    case 'arm64':
      return { architecture: 'arm64', variant: arm64Variants[variant] ?? variant };
    case 'armhf':
      return { architecture: 'arm', variant: 'v7' };
    case 'armel':
      return { architecture: 'arm', variant: 'v6' };
    case 'arm':
      return { architecture: 'arm', variant: armVariants[variant] ?? variant };
    default:
      return { architecture: name.toLowerCase(), variant };
  }
}

const arm64Variants: Readonly<Record<string, string>> = {
  '8': '',
  v8: '',
  'v8.0': '',
  '9': 'v9',
  '9.0': 'v9',
  'v9.0': 'v9',
};
const armVariants: Readonly<Record<string, string>> = { '': 'v7', '5': 'v5', '6': 'v6', '7': 'v7', '8': 'v8' };
