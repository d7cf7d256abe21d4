import type { Finding } from './rule.ts';

/**
 * The findings of several builds of one file, each place once. Callers pass lists: a generator that is written where it is
 * called makes a hidden class for every call, which keeps all it closes over until the next full collection.
 */
export function* distinct(findings: readonly Finding[]): Iterable<Finding> {
  const seen = new Set<string>();
  for (const finding of findings) {
    const place = `${finding.range.start} ${finding.range.end}`;
    if (seen.has(place)) {
      continue;
    }
    seen.add(place);
    yield finding;
  }
}
