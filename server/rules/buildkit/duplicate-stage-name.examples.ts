import { type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: text`
      FROM golang:1.24 AS build
      RUN go build -o /server .
      FROM node:22 AS Build
      RUN npm run build
      FROM node:22 AS build
      FROM scratch
      COPY --from=2 /app /app
    `,
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'Names of their own',
    file: 'Dockerfile',
    text: text`
      FROM golang:1.24 AS build
      FROM build AS test
    `,
  },
];
