import { inCase } from '../../edits/casing.ts';
import type { Dockerfile, Instruction } from '../../model/dockerfile.ts';
import type { Range, TextEdit } from '../../model/text.ts';

/** Writes the keyword of an instruction, and AS behind FROM, in the case of most; undefined where a continuation breaks one. */
export function casingEdits(
  file: Dockerfile,
  { keyword, keywordRange, words }: Instruction,
): readonly TextEdit[] | undefined {
  const as = keyword === 'FROM' && words.length >= 3 ? words[1] : undefined;
  const edits: TextEdit[] = [];
  for (const [range, plain] of [[keywordRange, keyword], ...(as ? [[as.range, as.value]] : [])] as [Range, string][]) {
    const written = file.text.slice(range.start, range.end);
    if (written.toUpperCase() !== plain.toUpperCase()) {
      return undefined;
    }
    const wanted = inCase(written, file);
    if (wanted !== written) {
      edits.push({ range, text: wanted });
    }
  }
  return edits;
}
