import { examplePlan, type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    title: 'An ARG that only a build argument fills',
    file: 'Dockerfile',
    bad: text`
      ARG TAG
      FROM alpine:\${TAG}
    `,
    with: { 'lucid.yaml': examplePlan('other/Dockerfile'), 'other/Dockerfile': 'FROM scratch\n' },
    underlined: ['alpine:${TAG}'],
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'With a default',
    file: 'Dockerfile',
    text: text`
      ARG TAG=3.22
      FROM alpine:\${TAG}
    `,
  },
];
