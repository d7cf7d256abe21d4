import data from './python.json' with { type: 'json' };

/** The day on which the facts were read. It counts as today, so that a check gives the same findings on every day. */
export const pythonAsOf: string = data.asOf;

const ends = data.endOfLife as Readonly<Record<string, string>>;

/** The date since which a minor version of Python gets no fixes; undefined where it is in support, or unknown. */
export function outOfSupportSince(minor: string): string | undefined {
  const end = ends[minor];
  // A month without a day ends later than every day in it.
  return end !== undefined && end.padEnd('2026-10-31'.length, '-31') < pythonAsOf ? end : undefined;
}

/** The modules of the standard library, those of older versions too. */
export const standardLibrary: ReadonlySet<string> = new Set(data.standardLibrary.flatMap((line) => line.split(' ')));

/** Packages whose modules have another name: `pyyaml` for `yaml`. */
export const packageOf: ReadonlyMap<string, string> = new Map(Object.entries(data.importedAs));
