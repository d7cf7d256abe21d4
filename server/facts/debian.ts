/** The number of each Debian release that distroless images are built from, by the name of its suite. */
export const debianReleases: ReadonlyMap<string, string> = new Map([
  ['bullseye', '11'],
  ['bookworm', '12'],
  ['trixie', '13'],
]);

/** `bookworm` for `12`. */
export const debianSuite = (release: string): string | undefined =>
  [...debianReleases.keys()].find((suite) => debianReleases.get(suite) === release);
