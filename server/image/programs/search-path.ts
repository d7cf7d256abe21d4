import { envPairs } from '../../model/dockerfile.ts';
import type { ImageStep } from '../target.ts';

/** The folders that ENV adds to PATH, step by step; undefined for one that depends on something unknown. */
export const foldersOnPath = (steps: readonly ImageStep[]): readonly (string | undefined)[] =>
  steps.flatMap(({ stage, instruction }) =>
    envPairs(instruction)
      .filter(({ name }) => name.value === 'PATH')
      .flatMap(({ value: { value } }) => value.replace(/["']/g, '').split(':'))
      .filter((folder) => folder !== '' && !/^\$(?:PATH|\{PATH\})$/.test(folder))
      .map((folder) => stage.target.value(folder, instruction)),
  );
