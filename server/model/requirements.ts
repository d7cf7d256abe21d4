import type { Range } from './text.ts';

export interface Requirement {
  /** As PEP 503 normalises it. */
  readonly name: string;
  readonly specifier: string;
  readonly range: Range;
}

export interface RequirementsFile {
  readonly path: string;
  readonly text: string;
  readonly requirements: readonly Requirement[];
}
