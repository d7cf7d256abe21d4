import { nearest } from '../../nearest.ts';
import type { Suppression } from '../../parse/suppressions.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'unused-suppression',
  severity: 'warning',
  suppressible: false,
  title: 'A comment suppresses nothing',
  why: `\`# lucid: ignore=<rule> <reason>\` above an instruction silences that rule for it, \`# lucid: ignore-file=<rule>\` at the top
of the file silences it for the file. A comment that silences nothing, or is written in another way, hides the next mistake.`,
  *suppression(unused, rules) {
    yield { range: unused.range, message: describe(unused, rules) };
  },
};

function describe({ rule: id, fault }: Suppression, rules: readonly string[]): string {
  const similar = rules.includes(id) ? id : nearest(id, rules);
  if (fault === 'form' || fault === 'file-form') {
    const form = fault === 'form' ? 'ignore' : 'ignore-file';
    return `This comment suppresses nothing: write it as "# lucid: ${form}=${similar ?? '<rule>'} <reason>".`;
  }
  if (!rules.includes(id)) {
    return `There is no rule called ${id}.${similar ? ` Did you mean ${similar}?` : ''}`;
  }
  if (fault === 'place') {
    return `This comment suppresses nothing: ignore-file counts only above everything else in the file. Move it up, or write ignore=${id} above the place itself.`;
  }
  return `This comment suppresses ${id}, but there is nothing to suppress here. Remove it.`;
}
