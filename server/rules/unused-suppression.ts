import type { Rule } from '../rule.ts';

/** The findings are made in check.ts, which alone knows what was suppressed. */
export const rule: Rule = {
  id: 'unused-suppression',
  severity: 'warning',
  title: 'A comment suppresses nothing',
  why: `\`# lucid: ignore=<rule> <reason>\` above an instruction silences that rule for it, \`# lucid: ignore-file=<rule>\` at the top
of the file silences it for the file. A comment that silences nothing, or is written in another way, hides the next mistake.`,
  examples: [
    {
      file: 'Dockerfile',
      bad: 'FROM scratch\n# lucid: ignore=copy-source-missing made by the release script\nCOPY here.txt /\n',
      with: { 'here.txt': '' },
    },
    {
      title: 'Written in another way than it is read',
      file: 'Dockerfile',
      bad: 'FROM scratch\n# lucid: ignore copy-source-missing\nCOPY here.txt /\n',
      with: { 'here.txt': '' },
    },
    {
      title: 'A rule that does not exist',
      file: 'Dockerfile',
      bad: 'FROM scratch\n# lucid: ignore=copy-source-mising\nCOPY here.txt /\n',
      with: { 'here.txt': '' },
    },
    {
      title: 'For the whole file, and not at its top',
      file: 'Dockerfile',
      bad: 'FROM scratch\n# lucid: ignore-file=copy-source-missing\nCOPY here.txt /\n',
      with: { 'here.txt': '' },
    },
  ],
  silent: [
    {
      title: 'Comments that speak of Lucid',
      file: 'Dockerfile',
      text: '# Lucid ignores what git ignores\n# lucid: the ignore file is next to it\n# Lucid ignore list\nFROM scratch\n',
    },
    {
      title: 'It is needed',
      file: 'Dockerfile',
      text: 'FROM scratch\n# lucid: ignore=copy-source-missing made by the release script\nCOPY dist.tgz /\n',
    },
  ],
};
