import { type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: text`
      FROM alpine:3.22
      run apk add --no-cache curl
      Workdir /app
    `,
    underlined: ['run', 'Workdir'],
    good: text`
      FROM alpine:3.22
      RUN apk add --no-cache curl
      WORKDIR /app
    `,
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'All in lower case, but for a global ARG, which BuildKit does not look at',
    file: 'Dockerfile',
    text: text`
      ARG BASE=alpine:3.22
      from $BASE
      workdir /app
    `,
  },
];
