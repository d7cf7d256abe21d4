import { computed } from '../../memo.ts';
import type { Dockerfile, Instruction } from '../../model/dockerfile.ts';
import { lineStart } from '../../model/text.ts';

/**
 * The comments that belong to an instruction for BuildKit: those between it and the one before, blank lines or not, up from
 * the last that is empty. Instructions without comments are left out.
 */
export const commentsAbove: (file: Dockerfile) => ReadonlyMap<Instruction, readonly string[]> = computed((file) => {
  const { text, comments, instructions } = file;
  const above = new Map<Instruction, readonly string[]>();
  let at = 0;
  for (const instruction of instructions) {
    let own: string[] = [];
    for (
      let comment = comments[at];
      comment && comment.range.start < instruction.range.start;
      comment = comments[++at]
    ) {
      // BuildKit drops the first character of the line, which is a blank where the comment is indented.
      const isIndented = /[^\n\ufeff]/.test(text.slice(lineStart(text, comment.range.start), comment.range.start));
      const said = isIndented ? `#${comment.text}` : comment.text;
      if (said === '') {
        own = [];
      } else {
        own.push(said);
      }
    }
    if (own.length > 0) {
      above.set(instruction, own);
    }
    // Comments inside a continued instruction belong to no instruction.
    while ((comments[at]?.range.start ?? Number.POSITIVE_INFINITY) < instruction.range.end) {
      at++;
    }
  }
  return above;
});
