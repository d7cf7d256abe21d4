import { type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: text`
      FROM scratch
      MAINTAINER Ada <ada@example.org>
    `,
    underlined: ['MAINTAINER'],
    fix: 'Write a label',
    good: text`
      FROM scratch
      LABEL org.opencontainers.image.authors="Ada <ada@example.org>"
    `,
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'Skipped',
    file: 'Dockerfile',
    text: text`
      # check=skip=all
      FROM scratch
      MAINTAINER Ada
    `,
  },
];
