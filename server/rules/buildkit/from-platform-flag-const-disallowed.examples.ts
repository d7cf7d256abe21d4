import { type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: text`
      FROM --platform=linux/arm64 alpine:3.22
      RUN apk add --no-cache curl
    `,
    underlined: ['--platform=linux/arm64'],
    fix: 'Remove the flag',
    good: text`
      FROM alpine:3.22
      RUN apk add --no-cache curl
    `,
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'A stage that is named after its architecture, and a variable',
    file: 'Dockerfile',
    text: text`
      FROM --platform=linux/arm64 alpine:3.22 AS build-arm64
      FROM --platform=$BUILDPLATFORM alpine:3.22
    `,
  },
];
