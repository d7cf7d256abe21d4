/** Every rule as it stands in the source tree, with the examples beside it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Example, RuleExamples, Silent, Unmasked } from '../server/rules/example.ts';
import type { Rule } from '../server/rules/rule.ts';

export interface DocumentedRule {
  readonly rule: Rule;
  /** The folder in `server/rules/`. */
  readonly family: string;
  readonly examples: readonly [Example, ...Example[]];
  readonly silent: readonly Silent[];
  readonly unmasks: readonly Unmasked[];
}

const folder = join(import.meta.dirname, '../server/rules');
const ending = '.examples.ts';

/** Sorted by id. A rule is a file in a family's folder that exports `rule`; its examples stand beside it. */
export async function documentedRules(): Promise<readonly DocumentedRule[]> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => /\/.*\.ts$/.test(name) && !name.endsWith(ending))
    .filter((name) => /^export const rule\b/m.test(readFileSync(join(folder, name), 'utf8')))
    .map((name) => name.slice(0, -'.ts'.length));
  const loaded = await Promise.all(names.map(load));
  return loaded.sort((a, b) => (a.rule.id < b.rule.id ? -1 : 1));
}

async function load(name: string): Promise<DocumentedRule> {
  const { rule }: { readonly rule: Rule } = await import(`../server/rules/${name}.ts`);
  if (!existsSync(join(folder, name + ending))) {
    throw new Error(`server/rules/${name}.ts has no examples: create ${basename(name)}${ending} beside it.`);
  }
  const { examples, silent = [], unmasks = [] }: RuleExamples = await import(`../server/rules/${name}${ending}`);
  if (rule.id !== basename(name)) {
    throw new Error(`server/rules/${name}.ts exports the rule "${rule.id}": the names must agree.`);
  }
  return { rule, family: name.split('/')[0] as string, examples, silent, unmasks };
}
