import { type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: text`
      FROM alpine:3.22
      EXPOSE 8080/TCP 9090/udp
    `,
    underlined: ['8080/TCP'],
    good: text`
      FROM alpine:3.22
      EXPOSE 8080/tcp 9090/udp
    `,
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'Lower case, and none',
    file: 'Dockerfile',
    text: text`
      FROM alpine:3.22
      EXPOSE 8080 9090/udp
    `,
  },
];
