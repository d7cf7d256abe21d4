import { type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: text`
      FROM alpine:3.22
      CMD ["sleep", "1"]
      CMD ["sleep", "2"]
    `,
    underlined: ['CMD'],
    fix: 'Remove this CMD',
    good: text`
      FROM alpine:3.22
      CMD ["sleep", "2"]
    `,
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'One in each stage',
    file: 'Dockerfile',
    text: text`
      FROM alpine:3.22 AS one
      CMD ["sleep", "1"]
      FROM one
      CMD ["sleep", "2"]
    `,
  },
];
