import { type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: text`
      FROM alpine:3.22 AS scratch
      RUN apk add --no-cache curl
    `,
    underlined: ['scratch'],
  },
];
