import { type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: text`
      FROM node:22
      CMD node server.js
    `,
    underlined: ['node server.js'],
    fix: 'Use the exec form',
    good: text`
      FROM node:22
      CMD ["node", "server.js"]
    `,
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'A shell that is meant',
    file: 'Dockerfile',
    text: text`
      FROM node:22
      SHELL ["/bin/bash", "-c"]
      CMD node server.js
    `,
  },
  {
    title: 'An image without a shell: distroless-shell says that the container does not start',
    file: 'Dockerfile',
    text: text`
      FROM gcr.io/distroless/nodejs22-debian12
      ENTRYPOINT node server.js
    `,
  },
];

export const unmasks: RuleExamples['unmasks'] = [
  {
    rules: ['distroless-missing-tool', 'entrypoint-repeated', 'python-venv-dangling'],
    why: 'In exec form it is known which program starts. The fix is not safe.',
  },
];
