import { type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: text`
      FROM golang:1.24 as build
      FROM scratch
      COPY --from=build /app /app
    `,
    underlined: ['as'],
    good: text`
      FROM golang:1.24 AS build
      FROM scratch
      COPY --from=build /app /app
    `,
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'The same case',
    file: 'Dockerfile',
    text: text`
      FROM golang:1.24 AS build
      from scratch as runtime
    `,
  },
];
