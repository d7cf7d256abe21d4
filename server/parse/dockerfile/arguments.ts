import type { Instruction, Word } from '../../model/dockerfile.ts';

/** One variable of an ENV. The value is as written, quotes and variables included. */
export interface EnvPair {
  readonly name: Word;
  readonly value: Word;
}

/** The variables that an ENV sets, in order. Other instructions have none. */
export function envPairs({ keyword, words }: Instruction): readonly EnvPair[] {
  if (keyword !== 'ENV') {
    return [];
  }
  return words.flatMap((name, index) => {
    const value = index % 2 === 0 ? words[index + 1] : undefined;
    return value ? [{ name, value }] : [];
  });
}

/** The value of the first flag of that name, with its range. Undefined without the flag, and for a flag without `=`. */
export function flagValue({ flags }: Instruction, name: string): Word | undefined {
  const flag = flags.find((candidate) => candidate.name === name);
  return flag?.value === undefined ? undefined : { value: flag.value, range: flag.valueRange ?? flag.range };
}

/** The stage, image or context that a COPY copies from. */
export const fromFlag = (instruction: Instruction): Word | undefined => flagValue(instruction, 'from');
