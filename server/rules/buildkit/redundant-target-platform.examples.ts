import { type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: text`
      FROM --platform=$TARGETPLATFORM alpine:3.22
      RUN apk add --no-cache curl
    `,
    underlined: ['--platform=$TARGETPLATFORM'],
    good: text`
      FROM alpine:3.22
      RUN apk add --no-cache curl
    `,
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'The platform of the machine that builds',
    file: 'Dockerfile',
    text: text`
      FROM --platform=$BUILDPLATFORM golang:1.24 AS build
      FROM scratch
      COPY --from=build /app /app
    `,
  },
];
