import { append } from '../groups.ts';
import type { BuildKitCheck } from '../model/buildkit-check.ts';
import type { Range } from '../model/text.ts';
import type { Severity } from '../rules/rule.ts';

/** A finding, and what decides whether a check of BuildKit says the same. */
export interface Found {
  readonly range: Range;
  readonly severity: Severity;
  readonly message: string;
  readonly buildkit: readonly BuildKitCheck[];
  readonly about: Range;
  readonly speaksFor: readonly BuildKitCheck[];
}

/**
 * Without the findings of BuildKit's checks that another rule tells with more knowledge: that finding takes the name of the
 * check, and its weight where it fails the build.
 */
export function spokenOnce<T extends Found>(found: readonly T[]): readonly T[] {
  const speakers = speakersOf(found);
  if (speakers.size === 0) {
    return found;
  }
  const replaced = new Map<T, T[]>();
  const silent = new Set<T>();
  for (const check of found) {
    const [name] = check.buildkit;
    const speaker = name && firstIn(speakers.get(name) ?? [], check.about);
    if (speaker) {
      silent.add(check);
      append(replaced, speaker, check);
    }
  }
  return found.flatMap((one) => (silent.has(one) ? [] : [inPlaceOf(one, replaced.get(one) ?? [])]));
}

/** By the check that they speak for, in the order of the text. */
function speakersOf<T extends Found>(found: readonly T[]): ReadonlyMap<BuildKitCheck, readonly T[]> {
  const speakers = new Map<BuildKitCheck, T[]>();
  for (const one of found) {
    for (const name of one.speaksFor) {
      append(speakers, name, one);
    }
  }
  for (const list of speakers.values()) {
    list.sort((a, b) => a.range.start - b.range.start);
  }
  return speakers;
}

/** The first finding that begins in a range. */
function firstIn<T extends Found>(sorted: readonly T[], { start, end }: Range): T | undefined {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as T).range.start < start) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  const first = sorted[low];
  return first && first.range.start <= end ? first : undefined;
}

function inPlaceOf<T extends Found>(speaker: T, checks: readonly Found[]): T {
  if (checks.length === 0) {
    return speaker;
  }
  const buildkit = [...new Set(checks.flatMap((check) => check.buildkit))];
  const fails = speaker.severity !== 'error' && checks.some(({ severity }) => severity === 'error');
  return fails
    ? {
        ...speaker,
        buildkit,
        severity: 'error',
        message: `${speaker.message} With check=error=true it fails the build.`,
      }
    : { ...speaker, buildkit };
}
