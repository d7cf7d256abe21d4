import { type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: text`
      FROM alpine:3.22
      EXPOSE 127.0.0.1:80:8080
    `,
    underlined: ['127.0.0.1:80:8080'],
    fix: 'Write 8080',
    good: text`
      FROM alpine:3.22
      EXPOSE 8080
    `,
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'Ports of the container',
    file: 'Dockerfile',
    text: text`
      FROM alpine:3.22
      EXPOSE 8080 9000-9010/udp
    `,
  },
];
