import { groupBy } from '../groups.ts';
import type { Finding, Severity } from '../rules/rule.ts';

/**
 * The findings of the builds of one file: what several builds give at the same place is one mistake, told by the build for
 * which it weighs most, such as one that reaches the stage; and so is a finding that one build gives twice. `usual` is the
 * rule's own severity.
 */
export function distinct(builds: readonly (readonly Finding[])[], usual: Severity): readonly Finding[] {
  const [only] = builds;
  if (only === undefined || (builds.length === 1 && only.length < 2)) {
    return only ?? [];
  }
  const byPlace = new Map<string, readonly Finding[]>();
  for (const findings of builds) {
    for (const [place, found] of groupBy(once(findings), placeOf)) {
      const before = byPlace.get(place);
      if (before === undefined || heaviest(found, usual) < heaviest(before, usual)) {
        byPlace.set(place, found);
      }
    }
  }
  return [...byPlace.values()].flat();
}

/** Without those that say the same of the same place. */
const once = (findings: readonly Finding[]): readonly Finding[] => [
  ...new Map(findings.map((finding) => [`${placeOf(finding)} ${finding.message}`, finding])).values(),
];

const placeOf = ({ range }: Finding): string => `${range.start} ${range.end}`;

const order: readonly Severity[] = ['error', 'warning', 'info', 'hint'];

const heaviest = (findings: readonly Finding[], usual: Severity): number =>
  findings.reduce((least, { severity = usual }) => Math.min(least, order.indexOf(severity)), order.length);
