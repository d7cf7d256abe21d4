import type { Rule } from '../rule.ts';

/** The findings are made in check.ts, which alone knows what was suppressed. */
export const rule: Rule = {
  id: 'unused-suppression',
  severity: 'warning',
  title: 'A comment suppresses nothing',
  why: `\`# lucid: ignore=<rule> <reason>\` above an instruction silences that rule for it, \`# lucid: ignore-file=<rule>\` at the top
of the file silences it for the file. A comment that silences nothing hides the next mistake: remove it.`,
  examples: [
    {
      file: 'Dockerfile',
      bad: 'FROM scratch\n# lucid: ignore=copy-source-missing made by the release script\nCOPY here.txt /\n',
      with: { 'here.txt': '' },
    },
  ],
  silent: [
    {
      title: 'It is needed',
      file: 'Dockerfile',
      text: 'FROM scratch\n# lucid: ignore=copy-source-missing made by the release script\nCOPY dist.tgz /\n',
    },
  ],
};
