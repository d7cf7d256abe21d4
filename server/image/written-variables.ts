import { computed } from '../memo.ts';
import { type Dockerfile, envPairs, type Instruction, type Word } from '../model/dockerfile.ts';

/** A variable that ENV or ARG sets, with its value as it is written, quotes included. */
export interface WrittenVariable {
  readonly instruction: Instruction;
  readonly name: string;
  readonly value: Word;
}

/** Every variable with a value in a Dockerfile, global ARGs included. */
export const writtenVariables: (file: Dockerfile) => readonly WrittenVariable[] = computed((file) =>
  file.instructions.flatMap((instruction): readonly WrittenVariable[] => {
    const { keyword, words } = instruction;
    return keyword === 'ARG'
      ? words.flatMap((word) => ofArg(instruction, word, file))
      : envPairs(instruction).map(({ name, value }) => ({ instruction, name: name.value, value }));
  }),
);

/** `NAME=value` of ARG is one word. */
function ofArg(instruction: Instruction, { value, range }: Word, file: Dockerfile): readonly WrittenVariable[] {
  const equals = value.indexOf('=');
  if (equals < 0) {
    return [];
  }
  // With a continuation inside the word its offsets cannot be counted: then all of it is named.
  const isPlain = file.text.slice(range.start, range.end) === value;
  const start = isPlain ? range.start + equals + 1 : range.start;
  return [
    {
      instruction,
      name: value.slice(0, equals),
      value: { value: value.slice(equals + 1), range: { start, end: range.end } },
    },
  ];
}

/** The value without its quotes; undefined where variables are in it. */
export function literalOf({ value: { value } }: WrittenVariable): string | undefined {
  const [, quoted] = /^"([^"]*)"$|^'([^']*)'$/.exec(value) ?? [];
  const plain = quoted ?? value.replace(/^'|'$/g, '');
  return plain.includes('$') ? undefined : plain;
}
