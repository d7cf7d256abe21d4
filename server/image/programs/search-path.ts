import { envPairs } from '../../model/dockerfile.ts';
import type { ImageStep } from '../target.ts';

/** The folders in a value of PATH as it is written. */
export const pathEntries = (written: string): readonly string[] => written.replace(/["']/g, '').split(':');

/** The folders that ENV adds to PATH, step by step; undefined for one that depends on something unknown. */
export const foldersOnPath = (steps: readonly ImageStep[]): readonly (string | undefined)[] =>
  steps.flatMap(({ stage, instruction }) =>
    envPairs(instruction)
      .filter(({ name }) => name.value === 'PATH')
      .flatMap(({ value }) => pathEntries(value.value))
      .filter((folder) => folder !== '' && !/^\$(?:PATH|\{PATH\})$/.test(folder))
      .map((folder) => stage.target.value(folder, instruction)),
  );
