import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'plan-schema',
  severity: 'error',
  title: 'The plan file has a mistake',
  why: `Every key of \`lucid.yaml\` is checked where it stands. While the file has errors, the last good plan stays in force.`,
  examples: [
    {
      file: 'lucid.yaml',
      bad: 'version: 1\nregistry: docker.io/acme\nplatforms: [linux/arm64]\nphases:\n  - id: 1\n    title: All\n    images:\n      - { id: api, image: api, dockerfile: Dockerfile, context: ., ports: [80800] }\n',
      with: { Dockerfile: 'FROM scratch\n' },
    },
  ],
  *plan(file) {
    for (const { message, range, severity } of file.problems) yield { range, message, severity };
  },
};
