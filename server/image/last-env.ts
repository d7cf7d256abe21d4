import { envPairs, type Word } from '../model/dockerfile.ts';
import type { ImageStep } from './target.ts';

/** The ENV that gives a variable its value in the container. */
export interface LastEnv {
  readonly step: ImageStep;
  readonly word: Word;
  /** Undefined where it depends on something unknown. */
  readonly value: string | undefined;
}

/** The last ENV of a name; undefined where no instruction sets it. */
export function lastEnv(steps: readonly ImageStep[], name: string): LastEnv | undefined {
  for (let at = steps.length - 1; at >= 0; at--) {
    const step = steps[at] as ImageStep;
    const word = envPairs(step.instruction).findLast((pair) => pair.name.value === name)?.value;
    if (word) {
      return { step, word, value: step.stage.target.value(word.value, step.instruction) };
    }
  }
  return undefined;
}
