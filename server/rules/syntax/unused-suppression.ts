import type { Rule } from '../../check/rule.ts';

/** The findings are made in check.ts, which alone knows what was suppressed. */
export const rule: Rule = {
  id: 'unused-suppression',
  severity: 'warning',
  suppressible: false,
  title: 'A comment suppresses nothing',
  why: `\`# lucid: ignore=<rule> <reason>\` above an instruction silences that rule for it, \`# lucid: ignore-file=<rule>\` at the top
of the file silences it for the file. A comment that silences nothing, or is written in another way, hides the next mistake.`,
};
