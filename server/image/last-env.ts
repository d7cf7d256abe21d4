import type { Word } from '../model/dockerfile.ts';
import { expand } from '../parse/expansion/expand.ts';
import type { Build } from '../project/project.ts';
import type { Step } from './history.ts';
import { environments } from './variables.ts';

/** Where a variable of an image gets the value that the container sees. */
export interface Setting {
  readonly step: Step;
  readonly word: Word;
  /** Undefined where it depends on something unknown. */
  readonly value: string | undefined;
}

/** The last ENV of a name; undefined where no instruction sets it. */
export function lastEnv(steps: readonly Step[], name: string, build: Build): Setting | undefined {
  for (let at = steps.length - 1; at >= 0; at--) {
    const step = steps[at] as Step;
    const { keyword, words } = step.instruction;
    if (keyword !== 'ENV') {
      continue;
    }
    const index = words.findLastIndex((word, place) => place % 2 === 0 && word.value === name);
    const word = index < 0 ? undefined : words[index + 1];
    if (!word) {
      continue;
    }
    const value = expand(word.value, environments(step.file, build).at(step.instruction), step.file.escape).value;
    return { step, word, value };
  }
  return undefined;
}
