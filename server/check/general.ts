import type { Dockerfile, Instruction } from '../model/dockerfile.ts';
import type { Range } from '../model/text.ts';
import { rules } from '../rules/index.ts';
import type { Diagnosis } from './check.ts';
import type { LibraryProblem } from './library.ts';

/** The problems of the library in a file, without those that it misreads and those that our own findings report. */
export function generalProblems(
  file: Dockerfile,
  problems: readonly LibraryProblem[],
  own: readonly Diagnosis[],
): readonly Diagnosis[] {
  // It takes the lines of a here-document whose mark has a space (`<< EOF`) for instructions, and all its problems are wrong.
  if (file.instructions.some(({ heredocs }) => heredocs.some(({ spaced }) => spaced))) {
    return [];
  }
  const texts = file.instructions.flatMap(({ heredocs }) => heredocs.map(({ contentRange }) => contentRange));
  const said = own.flatMap((finding) => placesOf(finding, file));
  return problems
    .filter(({ code }) => !told.has(Number(code)))
    .filter(({ range }) => !texts.some(holds(range.start)) && !said.some((place) => meets(place, range)))
    .map(({ code, severity, message, range, fixes }) => ({
      file: file.path,
      rule: String(code),
      severity,
      message,
      range,
      fixes: fixes.map(({ title, edits }) => ({ title, edits: { [file.path]: edits }, safe: false })),
      related: [],
    }));
}

/**
 * What our own rules tell, and know more about: the case of instructions, names of stages that come twice, empty continuation
 * lines, ports, more than one CMD, MAINTAINER, a relative WORKDIR. And several sources onto a path without a slash, which it
 * refuses and BuildKit does not.
 */
const told: ReadonlySet<number> = new Set([0, 10, 11, 23, 24, 25, 37, 45, 50]);

/** Rules about how an instruction is written. Their finding on an instruction replaces a general problem of it. */
const aboutForm = new Set(rules.filter((rule) => rule.aboutForm).map(({ id }) => id));

/** The places of which a finding of form says enough: its own words, and where the instruction around them begins. */
function placesOf({ rule, range }: Diagnosis, { instructions }: Dockerfile): readonly Range[] {
  if (!aboutForm.has(rule)) {
    return [];
  }
  const around = instructionAt(range.start, instructions);
  return around === undefined ? [range] : [range, around.range];
}

/** The instruction that holds an offset, by halving: a text may have a finding on each of its thousand lines. */
function instructionAt(offset: number, instructions: readonly Instruction[]): Instruction | undefined {
  let [low, high] = [0, instructions.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((instructions[middle]?.range.end ?? 0) < offset) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  const found = instructions[low];
  return found !== undefined && holds(offset)(found.range) ? found : undefined;
}

const holds =
  (offset: number) =>
  (range: Range): boolean =>
    range.start <= offset && offset <= range.end;

const meets = (one: Range, other: Range): boolean => one.start <= other.end && other.start <= one.end;
