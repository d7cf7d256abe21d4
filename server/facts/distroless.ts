import type { ImageReference } from '../model/reference.ts';
import data from './distroless.json' with { type: 'json' };

/** What is known of one distroless image. Read from the distroless repository; `asOf` says when. */
export interface DistrolessImage {
  /** `python3-debian12`. */
  readonly name: string;
  /** The program that CMD is handed to; undefined for static, base and cc. */
  readonly entrypoint: readonly string[] | undefined;
  /** `3.11`; undefined where there is no Python. */
  readonly python: string | undefined;
  /** The C library that compiled wheels must fit. */
  readonly glibc: string | undefined;
  /** The Debian suite of a fitting builder, `bookworm`. */
  readonly suite: string | undefined;
  /** ISO date from which the image is no longer updated. */
  readonly dropped: string | undefined;
  /** Month (estimated) in which support ends. */
  readonly endOfSupport: string | undefined;
  readonly successor: string | undefined;
}

export const distrolessAsOf: string = data.asOf;
export const distrolessRegistry: string = data.registry;
/** The first part of a tag; an architecture may follow. */
export const distrolessVariants: readonly string[] = data.variants;
export const distrolessArchitectures: readonly string[] = data.architectures;
export const nonroot = data.nonroot;

type Entry = { readonly [key: string]: unknown };
const entries = data.images as Readonly<Record<string, Entry>>;

/** The facts of a distroless image; undefined for anything else, also for a distroless name that does not exist. */
export function distrolessImage(reference: ImageReference): DistrolessImage | undefined {
  const name = distrolessName(reference);
  const entry = name === undefined ? undefined : entries[name];
  return name === undefined || entry === undefined ? undefined : factsOf(name, entry);
}

/** `python3-debian12` of `gcr.io/distroless/python3-debian12`; undefined outside that registry. */
export function distrolessName({ registry, repository }: ImageReference): string | undefined {
  return registry === 'gcr.io' && repository.startsWith('distroless/')
    ? repository.slice('distroless/'.length)
    : undefined;
}

/** Names with a suite. Names without one (`python3`, `static`) are aliases that move to the newest suite. */
export const distrolessNames: readonly string[] = Object.keys(entries);

const text = (entry: Entry, key: string) => entry[key] as string | undefined;

function factsOf(name: string, entry: Entry): DistrolessImage {
  return {
    name,
    entrypoint: entry.entrypoint as readonly string[] | undefined,
    python: text(entry, 'python'),
    glibc: text(entry, 'glibc'),
    suite: text(entry, 'suite'),
    dropped: text(entry, 'dropped'),
    endOfSupport: text(entry, 'endOfSupport'),
    successor: text(entry, 'successor'),
  };
}

/** `debug`, `nonroot` and the architecture that a tag stands for; undefined for a tag that is not published. */
export function readTag(
  tag: string | undefined,
): { readonly debug: boolean; readonly nonroot: boolean; readonly architecture: string | undefined } | undefined {
  const text = tag ?? 'latest';
  const match = /^(latest|nonroot|debug-nonroot|debug)(?:-([a-z0-9]+))?$/.exec(text);
  if (!match) {
    return undefined;
  }
  const [, variant, architecture] = match as unknown as [string, string, string | undefined];
  if (architecture !== undefined && !data.architectures.includes(architecture)) {
    return undefined;
  }
  return { debug: variant.includes('debug'), nonroot: variant.includes('nonroot'), architecture };
}

/**
 * The published tag that an unpublished one means: its variant, or `latest`. Undefined for a hexadecimal tag, which names a
 * commit and may exist.
 */
export function meantTag(tag: string): { readonly debug: boolean; readonly nonroot: boolean } | undefined {
  if (/^[0-9a-f]{7,}$/.test(tag)) {
    return undefined;
  }
  const parts = tag.toLowerCase().split(/[-.]/);
  return { debug: parts.includes('debug'), nonroot: parts.includes('nonroot') };
}

/** Variables that a distroless image may set; all others are unset in it. */
export const distrolessEnvironment: ReadonlySet<string> = new Set(data.environment);

export const distrolessUsers: readonly string[] = data.users;
export const distrolessGroups: readonly string[] = data.groups;
