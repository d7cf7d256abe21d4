/** An image reference with the defaults of Docker filled in. */
export interface ImageReference {
  /** `docker.io` where the text names none. */
  readonly registry: string;
  /** `library/python` for `python`. */
  readonly repository: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

const form =
  /^(?<name>[^@:]+(?::\d+\/[^@:]+)?)(?::(?<tag>[\w][\w.-]{0,127}))?(?:@(?<digest>[a-z0-9+._-]+:[0-9a-fA-F]{32,}))?$/;
const component = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/;

/** Reads a reference; undefined where Docker refuses it (two colons, upper case, blanks). */
export function parseReference(text: string): ImageReference | undefined {
  const groups = form.exec(text)?.groups;
  if (!groups) {
    return undefined;
  }
  const parts = (groups.name as string).split('/');
  const first = parts[0] as string;
  const hasRegistry =
    parts.length > 1 && (/[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase());
  const registry = hasRegistry ? first : 'docker.io';
  const path = hasRegistry ? parts.slice(1) : parts;
  if (path.length === 0 || !path.every((part) => component.test(part))) {
    return undefined;
  }
  const official = registry === 'docker.io' && path.length === 1;
  return {
    registry: registry === 'index.docker.io' ? 'docker.io' : registry,
    repository: official ? `library/${path[0]}` : path.join('/'),
    tag: groups.tag,
    digest: groups.digest,
  };
}

/** `gcr.io/distroless/python3-debian12`, `python`: the name as people write it, without tag and digest. */
export function shortName({ registry, repository }: ImageReference): string {
  if (registry !== 'docker.io') {
    return `${registry}/${repository}`;
  }
  return repository.replace(/^library\//, '');
}
