import type { Build } from '../project/project.ts';

/** `context "sessions" (session-api in the plan)`: which context, and who says so. */
export function describeContext(build: Build, name?: string): string {
  if (name !== undefined) {
    return `the named context "${name}"`;
  }
  const folder = build.context === '.' ? 'the workspace root' : `"${build.context ?? '?'}"`;
  return `the build context, ${folder} (${declaredBy(build)})`;
}

function declaredBy(build: Build): string {
  if (build.image) {
    return `declared for ${build.image.id} in the plan`;
  }
  if (build.declared) {
    return `declared in ${build.declared.path}`;
  }
  return build.source === 'inferred' ? 'inferred: nothing declares one' : `declared by ${build.source}`;
}

/** Builds of a Dockerfile that the plan declares. What the plan asks of an image is asked of no other file. */
export const planned = (builds: readonly Build[]) =>
  builds.filter((build): build is Build & { readonly image: NonNullable<Build['image']> } => build.image !== undefined);

/** The words of a list for a sentence: `a, b and c`. */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
