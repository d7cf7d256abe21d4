import { groupBy } from '../groups.ts';
import type { TextEdit } from '../model/text.ts';
import type { Finding, Fix, Related, Severity } from '../rules/rule.ts';

/** A finding with its file, its rule and everything else that it may lack. */
interface Weighed extends Finding {
  readonly file: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly fixes: readonly Fix[];
  readonly related: readonly Related[];
}

/** More related places help no reader. */
const mostRelated = 20;

/** One diagnosis for each cause: the first, with the places of the others, in their order. */
export function gathered<Diagnosis extends Weighed>(diagnoses: readonly Diagnosis[]): readonly Diagnosis[] {
  const groups = groupBy(
    diagnoses.filter(({ cause }) => cause !== undefined),
    (one) => keyOf(one),
  );
  if (groups.size === 0) {
    return diagnoses;
  }
  return diagnoses.flatMap((diagnosis) => {
    const group = diagnosis.cause === undefined ? undefined : groups.get(keyOf(diagnosis));
    if (group === undefined || group.length === 1) {
      return [diagnosis];
    }
    return group[0] === diagnosis ? [together(diagnosis, group.slice(1))] : [];
  });
}

const keyOf = ({ rule, severity, cause }: Weighed): string => `${rule} ${severity} ${cause}`;

function together<Diagnosis extends Weighed>(first: Diagnosis, others: readonly Diagnosis[]): Diagnosis {
  const places: readonly Related[] = others
    .slice(0, mostRelated)
    .map(({ file, range, message }) => ({ path: file, range, message: firstClause(message) }));
  return {
    ...first,
    message: `${first.message} ${others.length === 1 ? 'It happens at one more place' : `It happens at ${others.length} more places`}.`,
    fixes: first.fixes.flatMap((fix) => fixOfAll(fix, others)),
    related: [...first.related, ...places],
  };
}

const firstClause = (message: string): string => message.split(/[:.;](?= |$)/, 1)[0] ?? message;

/** The fix of the first place with the same fix of the others; undefined where one of them has none of its kind. */
function fixOfAll(fix: Fix, others: readonly Weighed[]): readonly Fix[] {
  const same = others.map(({ fixes }) => fixes.find(({ title }) => title === fix.title));
  if (same.some((one) => one === undefined)) {
    return [];
  }
  const all = [fix, ...(same as readonly Fix[])];
  const edits = new Map<string, Map<string, TextEdit>>();
  for (const [path, list] of all.flatMap((one) => Object.entries(one.edits))) {
    const known = edits.get(path) ?? new Map<string, TextEdit>();
    edits.set(path, known);
    for (const edit of list) {
      known.set(`${edit.range.start} ${edit.range.end} ${edit.text}`, edit);
    }
  }
  return [
    {
      ...fix,
      edits: Object.fromEntries([...edits].map(([path, known]) => [path, [...known.values()]])),
      safe: all.every(({ safe }) => safe),
    },
  ];
}
