import { type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: text`
      FROM alpine:3.22
      ENV LANG C.UTF-8
      ENV PATH   /opt/bin:$PATH
      LABEL about a small image
      ENV NOTE "quoted already"
    `,
    underlined: ['ENV', 'ENV', 'LABEL', 'ENV'],
    good: text`
      FROM alpine:3.22
      ENV LANG=C.UTF-8
      ENV PATH=/opt/bin:$PATH
      LABEL about="a small image"
      ENV NOTE="quoted already"
    `,
  },
  {
    title: 'Quotes inside the value, which a person must rewrite',
    file: 'Dockerfile',
    bad: text`
      FROM alpine:3.22
      ENV NOTE a "quoted" word
    `,
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'The form of today',
    file: 'Dockerfile',
    text: text`
      FROM alpine:3.22
      ENV A=1 B="two words"
    `,
  },
];
