/**
 * The minor version that a `# syntax=` pins, 5 for `docker/dockerfile:1.5-labs`. Undefined where it follows the newest
 * (`:1`, `:latest`, no tag) or names another frontend.
 */
export function frontendVersion(reference: string): number | undefined {
  const match = /^(?:docker\.io\/)?docker\/dockerfile(?:-upstream)?:1\.(\d+)(?:[.-]|@|$)/.exec(reference);
  return match?.[1] === undefined ? undefined : Number(match[1]);
}
