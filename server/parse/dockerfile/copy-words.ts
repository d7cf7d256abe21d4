import type { Instruction, Word } from '../../model/dockerfile.ts';

/** The words of COPY or ADD by their role. */
export interface CopyWords {
  readonly sources: readonly Word[];
  readonly destination: Word | undefined;
  /** From the first operator of a shell on: BuildKit takes all of it for paths. */
  readonly shell: readonly Word[];
}

/** `||`, `&&`, `;`, `|`, `2>/dev/null`, `>>log`, `2>&1`, `&>/dev/null`. */
const operator = /^(?:\|\|?|&&?|;|(?:\d*|&)>>?.*)$/;

/** Parts the words of COPY or ADD. Shell operators are kept apart: the author means no file by them. */
export function copyWords({ words, json, heredocs }: Instruction): CopyWords {
  const documents = new Set(heredocs.map(({ range }) => range.start));
  const at = json ? -1 : words.findIndex(({ value, range }) => !documents.has(range.start) && operator.test(value));
  // An operator in the place of the destination is the destination.
  const end = at < 1 || (at === 1 && words.length === 2) ? words.length : at;
  return { sources: words.slice(0, end - 1), destination: words[end - 1], shell: words.slice(end) };
}
