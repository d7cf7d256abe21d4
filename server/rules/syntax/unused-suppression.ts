import { nearest } from '../../nearest.ts';
import type { Suppression } from '../../parse/suppressions.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'unused-suppression',
  severity: 'warning',
  suppressible: false,
  title: 'A comment suppresses nothing',
  why: `\`# lucid: ignore=<rule> <reason>\` above an instruction silences that rule for the instruction,
\`# lucid: ignore-file=<rule>\` at the top of the file silences it for the file. A comment that silences nothing would hide the
next mistake at that place. A comment in a wrong form has no effect.`,
  *suppression(unused, rules) {
    yield { range: unused.range, message: describe(unused, rules) };
  },
};

function describe({ rule: id, fault }: Suppression, rules: readonly string[]): string {
  const similar = rules.includes(id) ? id : nearest(id, rules);
  if (fault === 'form' || fault === 'file-form') {
    const form = fault === 'form' ? 'ignore' : 'ignore-file';
    return `This comment suppresses nothing: its form is wrong. Write "# lucid: ${form}=${similar ?? '<rule>'} <reason>".`;
  }
  if (!rules.includes(id)) {
    return `The rule ${id} does not exist: this comment suppresses nothing.${similar ? ` Did you mean ${similar}?` : ''}`;
  }
  if (fault === 'place') {
    return `This comment suppresses nothing: ignore-file works only at the top of the file. Move it up, or write ignore=${id} above the instruction.`;
  }
  return `This comment suppresses nothing: ${id} finds no mistake here. Remove the comment.`;
}
