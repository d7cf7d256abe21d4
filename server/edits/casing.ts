import { computed } from '../memo.ts';
import type { Dockerfile, Instruction } from '../model/dockerfile.ts';

/** The keyword of an instruction as it is written. */
export function writtenKeyword({ text }: Dockerfile, { keyword, keywordRange }: Instruction): string {
  const written = text.slice(keywordRange.start, keywordRange.end);
  return written.toUpperCase() === keyword ? written : keyword;
}

/** Whether most instructions of the stages are written in lower case. */
export const isMostlyLower: (file: Dockerfile) => boolean = computed((file) => {
  let surplus = 0;
  for (const { instructions } of file.stages) {
    for (const instruction of instructions) {
      const written = writtenKeyword(file, instruction);
      surplus += written === written.toLowerCase() ? 1 : written === written.toUpperCase() ? -1 : 0;
    }
  }
  return surplus > 0;
});

/** A keyword in the case of most instructions. */
export const inCase = (keyword: string, file: Dockerfile): string =>
  isMostlyLower(file) ? keyword.toLowerCase() : keyword.toUpperCase();

/** New instructions in the case of the others. */
export const linesInCase = (lines: string, file: Dockerfile): string =>
  isMostlyLower(file) ? lines.replace(/(?<=^|[^\\`]\n)[A-Z]+(?= )/g, (keyword) => keyword.toLowerCase()) : lines;
