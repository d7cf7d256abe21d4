import type { Dockerfile, Instruction } from '../../model/dockerfile.ts';
import type { TextEdit } from '../../model/text.ts';

/** Writes a keyword in one case. With FROM goes AS, whose case must be the same. */
export function casingEdits(file: Dockerfile, instruction: Instruction, isLower: boolean): readonly TextEdit[] {
  const as = instruction.keyword === 'FROM' && instruction.words.length > 2 ? instruction.words[1]?.range : undefined;
  return [instruction.keywordRange, ...(as ? [as] : [])].flatMap((range) => {
    const written = file.text.slice(range.start, range.end);
    const text = isLower ? written.toLowerCase() : written.toUpperCase();
    return written === text ? [] : [{ range, text }];
  });
}
