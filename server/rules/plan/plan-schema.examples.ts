import { type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    file: 'lucid.yaml',
    bad: text`
      version: 1
      registry: docker.io/acme
      platforms: [linux/arm64]
      phases:
        - id: 1
          title: All
          images:
            - { id: api, image: api, dockerfile: Dockerfile, context: ., ports: [80800] }
    `,
    underlined: ['80800'],
    with: { Dockerfile: 'FROM scratch\n' },
  },
  {
    title: 'A severity for a rule that does not exist',
    file: 'lucid.yaml',
    bad: text`
      version: 1
      registry: docker.io/acme
      rules:
        user-non-root: off
      phases: []
    `,
    good: text`
      version: 1
      registry: docker.io/acme
      rules:
        user-nonroot: off
      phases: []
    `,
    fix: 'Write',
  },
];
