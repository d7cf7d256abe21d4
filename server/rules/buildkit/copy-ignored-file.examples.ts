import { type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    title: 'A file that is not there',
    file: 'Dockerfile',
    bad: text`
      FROM alpine:3.22
      COPY app.log /var/log/
    `,
    with: { '.dockerignore': '*.log\n' },
    underlined: ['app.log'],
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'An ignore file with exceptions, of which BuildKit does not judge',
    file: 'Dockerfile',
    text: text`
      FROM alpine:3.22
      COPY app.log /var/log/
    `,
    with: { '.dockerignore': '*.log\n!app.log\n', 'app.log': '' },
  },
  {
    title: 'A source in another stage',
    file: 'Dockerfile',
    text: text`
      FROM alpine:3.22 AS build
      FROM alpine:3.22
      COPY --from=build app.log /var/log/
    `,
    with: { '.dockerignore': '*.log\n' },
  },
];
