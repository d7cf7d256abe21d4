import type { PlanProblem } from '../model/plan.ts';
import type { Range } from '../model/text.ts';
import { resolved } from '../parse/yaml/lookup.ts';
import type { YamlNode } from '../parse/yaml/tree.ts';

/** A plan file that is being read: what is wrong with it so far. */
export interface PlanSource {
  readonly problems: PlanProblem[];
  errors: number;
  /** How many more values may be read. Limits nested aliases, which could expand without end. */
  budget: number;
}

/** A value of the document: what it is called, where it stands, and its node with aliases followed. */
export interface Value {
  readonly source: PlanSource;
  readonly name: string;
  readonly node: YamlNode | undefined;
  /** The range of the value as written, or of its key where no value is written. */
  readonly range: Range;
}

export type Place = Pick<Value, 'source' | 'range'>;

/** A longer list helps no reader; problems beyond it are only counted. */
const mostProblems = 100;
const mostValues = 500_000;

export const newSource = (): PlanSource => ({ problems: [], errors: 0, budget: mostValues });

export function report({ source, range }: Place, message: string, severity: 'error' | 'warning' = 'error'): undefined {
  if (severity === 'error') {
    source.errors += 1;
  }
  if (source.problems.length < mostProblems) {
    source.problems.push({ message, range, severity });
  }
}

/** Where nothing is written, `fallback` (the key) is the place to show. */
export function valueAt(source: PlanSource, name: string, node: YamlNode, fallback: Range): Value {
  const range = node.range.end > node.range.start ? node.range : fallback;
  const value = { source, name, node: resolved(node), range };
  if (node.kind === 'alias' && !node.target) {
    report(value, `\`*${node.name}\`: nothing before it is called \`&${node.name}\`.`);
  }
  return value;
}

/** Takes one value from the budget; false when it is used up. */
export function spend(value: Value): boolean {
  value.source.budget -= 1;
  if (value.source.budget === 0) {
    report(value, 'Too many values: aliases repeat each other. Write the values out.');
  }
  return value.source.budget > 0;
}
