import { type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: text`
      FROM alpine:3.22
      ARG NPM_TOKEN
      ENV API_KEY=$NPM_TOKEN MODE=fast
    `,
    underlined: ['NPM_TOKEN', 'API_KEY'],
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'Names of files and versions, and an ARG before FROM',
    file: 'Dockerfile',
    text: text`
      ARG TOKEN
      FROM alpine:3.22
      ENV PASSWORD_FILE=/run/secrets/password KEY_VERSION=2
    `,
  },
];
