import type { Finding } from '../rules/rule.ts';

/**
 * The findings of all builds of one file, each mistake once: findings of several builds at the same place are one mistake,
 * and so are equal findings of one build.
 */
export function distinct(builds: readonly (readonly Finding[])[]): readonly Finding[] {
  const [only, ...others] = builds;
  if (only === undefined || (others.length === 0 && only.length < 2)) {
    return only ?? [];
  }
  const places = new Set<string>();
  return builds.flatMap((findings) => {
    const seen = new Set<string>();
    const kept = findings.filter((finding) => {
      const place = placeOf(finding);
      const whole = `${place} ${finding.message}`;
      return !places.has(place) && !seen.has(whole) && seen.add(whole);
    });
    for (const finding of kept) {
      places.add(placeOf(finding));
    }
    return kept;
  });
}

const placeOf = ({ range }: Finding): string => `${range.start} ${range.end}`;
