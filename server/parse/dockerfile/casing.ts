import type { Dockerfile, Instruction } from '../../model/dockerfile.ts';

/** The keyword of an instruction as it is written. */
export function writtenKeyword({ text }: Dockerfile, { keyword, keywordRange }: Instruction): string {
  const written = text.slice(keywordRange.start, keywordRange.end);
  return written.toUpperCase() === keyword ? written : keyword;
}

/** Whether more instructions of the stages are in lower case than in upper case, as BuildKit counts them. */
export function isMostlyLower(file: Dockerfile): boolean {
  let lower = 0;
  for (const { instructions } of file.stages) {
    for (const instruction of instructions) {
      const written = writtenKeyword(file, instruction);
      lower += Number(written === written.toLowerCase()) - Number(written === written.toUpperCase());
    }
  }
  return lower > 0;
}

/** A keyword in the case of most instructions. */
export const inCaseOf = (file: Dockerfile, keyword: string): string =>
  isMostlyLower(file) ? keyword.toLowerCase() : keyword.toUpperCase();
