import { brokenArray } from '../analysis/json-array.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'dockerfile-syntax',
  severity: 'error',
  title: 'BuildKit cannot parse the Dockerfile',
  why: `BuildKit refuses the whole file at the first thing that it cannot read: an unknown instruction or flag, a here-document
without its end, an instruction without its arguments. The rest of the file is still checked here.`,
  examples: [
    { file: 'Dockerfile', bad: 'FROM scratch\nHEALTHCHECK --interval=30s\n' },
    { title: 'A here-document that never ends', file: 'Dockerfile', bad: 'FROM debian:12\nRUN <<EOF\necho hello\n' },
  ],
  silent: [
    {
      title: 'Comments in continued lines, lower case, a here-document that looks like instructions',
      file: 'Dockerfile',
      text: 'from debian:12\nrun echo a \\\n  # why\n  && echo b\nRUN <<EOF\nFROM nothing\nEOF\n',
    },
  ],
  *dockerfile(file) {
    // A SHELL in single quotes has a rule with a fix of its own.
    const told = new Set(file.instructions.filter(brokenArray).map(({ words }) => words[0]?.range.start));
    for (const { message, range } of file.problems) if (!told.has(range.start)) yield { range, message };
  },
};
