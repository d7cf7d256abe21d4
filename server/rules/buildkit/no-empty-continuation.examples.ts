import { type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: text`
      FROM alpine:3.22
      RUN apk add --no-cache \

          curl \
          # for the health check

          jq
    `,
    underlined: ['jq'],
    good: text`
      FROM alpine:3.22
      RUN apk add --no-cache \
          curl \
          # for the health check
          jq
    `,
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'Empty lines of a here-document, and comments',
    file: 'Dockerfile',
    text: text`
      FROM alpine:3.22
      RUN <<EOF
      apk add curl

      apk add jq
      EOF
      RUN apk add \
          # why
          curl
    `,
  },
];
