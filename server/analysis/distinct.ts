import type { Finding } from '../rule.ts';

/** The findings of several builds of one file, each place once. */
export function* distinct(findings: Iterable<Finding>): Iterable<Finding> {
  const seen = new Set<string>();
  for (const finding of findings) {
    const place = `${finding.range.start} ${finding.range.end}`;
    if (seen.has(place)) continue;
    seen.add(place);
    yield finding;
  }
}
