import { type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: text`
      FROM scratch
      WORKDIR app
      WORKDIR data
    `,
    underlined: ['app'],
    fix: 'Write "/app"',
    good: text`
      FROM scratch
      WORKDIR /app
      WORKDIR data
    `,
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'Relative to an absolute one, also of the stage below',
    file: 'Dockerfile',
    text: text`
      FROM node:22 AS base
      WORKDIR /srv
      FROM base
      WORKDIR app
    `,
  },
];
