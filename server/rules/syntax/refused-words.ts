import type { BuildTarget } from '../../image/target.ts';
import type { Dockerfile, Instruction, Word } from '../../model/dockerfile.ts';
import { expand, expandContent } from '../../parse/expansion/expand.ts';
import type { Environment } from '../../parse/expansion/value.ts';

/** A word that BuildKit parses but cannot expand, with the error message of BuildKit. */
export interface RefusedWord {
  readonly instruction: Instruction;
  readonly word: Pick<Word, 'value' | 'range'>;
  readonly error: string;
}

/** The instructions whose words BuildKit expands itself. In others, quotes and dollar signs are for a program. */
const expanded = new Set(['ADD', 'ARG', 'COPY', 'ENV', 'EXPOSE', 'LABEL', 'STOPSIGNAL', 'USER', 'VOLUME', 'WORKDIR']);

/** The first such word of every instruction that a build runs: the build fails there. */
export const refusedWords = ({ stages, variables, file }: BuildTarget): readonly RefusedWord[] =>
  stages
    .filter((stage) => stage.isReached)
    .flatMap(({ instructions }) =>
      instructions.filter(({ keyword }) => expanded.has(keyword)).flatMap((one) => first(one, variables.at(one), file)),
    );

function first(instruction: Instruction, environment: Environment, file: Dockerfile): readonly RefusedWord[] {
  for (const word of instruction.words) {
    // An ARG without a value is only a name.
    if (instruction.keyword === 'ARG' && !word.value.includes('=')) {
      continue;
    }
    const { error } = expand(word.value, environment, file.escape);
    if (error !== undefined) {
      return [{ instruction, word, error }];
    }
  }
  const isCopy = instruction.keyword === 'COPY' || instruction.keyword === 'ADD';
  for (const { expand: expands, content, contentRange } of isCopy ? instruction.heredocs : []) {
    const error = expands ? expandContent(content, environment).error : undefined;
    if (error !== undefined) {
      return [{ instruction, word: { value: content, range: contentRange }, error }];
    }
  }
  return [];
}
