import { type Dockerfile, type Instruction, type Logical, sourceOffset } from '../model/dockerfile.ts';
import type { TextEdit } from '../model/text.ts';
import { rangeIn } from '../parse/dockerfile/logical.ts';
import { type PlainWord, plainWords } from '../parse/shell/commands.ts';

/** A shell form whose words need no shell. */
export interface PlainCommand {
  readonly words: readonly PlainWord[];
  /** Undefined where the exec form would lose a comment or a continuation between the words. */
  edits(file: Dockerfile, from?: number): readonly TextEdit[] | undefined;
}

/** What a shell needs at the end of a health check. Exec form does not: its exit code is the program's. */
const exitTail = /\s*\|\|\s*(?:exit(?:\s+1)?|false)\s*;?\s*$/;

/** The plain words of a shell form; `|| exit 1` at the end of a health check counts as nothing. */
export function plainCommand(instruction: Instruction, isHealthcheck = false): PlainCommand | undefined {
  if (instruction.json || instruction.heredocs.length > 0) {
    return undefined;
  }
  const { body } = instruction;
  const text = isHealthcheck ? body.text.replace(exitTail, '') : body.text;
  const words = plainWords(text);
  return words && { words, edits: (file, from = 0) => execEdits(file, body, words.slice(from)) };
}

/**
 * Writes words as a JSON array where they stand: the continuations and comments between them stay. What precedes the
 * first word or follows the last goes.
 */
function execEdits(file: Dockerfile, body: Logical, words: readonly PlainWord[]): readonly TextEdit[] | undefined {
  const first = words[0];
  const last = words.at(-1);
  if (!first || !last) {
    return undefined;
  }
  const edits = words.map((word): TextEdit => {
    const text = `${word === first ? '[' : ''}${JSON.stringify(word.value)}${word === last ? ']' : ','}`;
    return { range: rangeIn(body, word.start, word.end), text };
  });
  const head = { start: sourceOffset(body, 0), end: edits[0]?.range.start ?? 0 };
  const tail = { start: edits.at(-1)?.range.end ?? 0, end: rangeIn(body, 0, body.text.length).end };
  const dropped = [head, tail].filter(({ start, end }) => end > start);
  // A comment, or a continuation inside a word, must not be lost.
  const isWhole = words.every(({ start, end }, index) => {
    const range = edits[index]?.range;
    return range && range.end - range.start === end - start;
  });
  if (!isWhole || dropped.some(({ start, end }) => /^[ \t]*#/m.test(file.text.slice(start, end)))) {
    return undefined;
  }
  return [...edits, ...dropped.map((range): TextEdit => ({ range, text: '' }))];
}

/** Removes the first words of a JSON array and their commas; what stands between the others stays. */
export function withoutFirst(
  instruction: Instruction,
  count: number,
  file: Dockerfile,
): readonly TextEdit[] | undefined {
  const next = instruction.words[count];
  if (!next) {
    return undefined;
  }
  return instruction.words.slice(0, count).map(({ range }, index): TextEdit => {
    const following = instruction.words[index + 1]?.range.start ?? range.end;
    const comma = file.text.indexOf(',', range.end) + 1;
    const end = /[\r\n]/.test(file.text.slice(comma, following)) ? comma : following;
    const blank = end === comma && file.text[range.start - 1] === ' ' && file.text[comma] === ' ' ? 1 : 0;
    return { range: { start: range.start, end: end + blank }, text: '' };
  });
}
