import { type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: text`
      FROM --platform=$PLATFROM alpine:3.22 AS build
      FROM --platform=linux:arm64 alpine:3.22
    `,
    underlined: ['--platform=$PLATFROM', '--platform=linux:arm64'],
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'Platforms, and variables that BuildKit sets',
    file: 'Dockerfile',
    text: text`
      FROM --platform=$BUILDPLATFORM alpine:3.22 AS build
      FROM --platform=linux/arm/v7 alpine:3.22 AS small
      FROM --platform=amd64 alpine:3.22
    `,
  },
];
