import { type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: text`
      ARG VARIANT=-slim
      FROM debian:bookworm\${VARIAN}
    `,
    underlined: ['VARIAN'],
    fix: 'Write "VARIANT"',
    good: text`
      ARG VARIANT=-slim
      FROM debian:bookworm\${VARIANT}
    `,
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'Declared, with and without a value, and set by BuildKit',
    file: 'Dockerfile',
    text: text`
      ARG BASE=alpine
      ARG TAG
      FROM --platform=$BUILDPLATFORM \${BASE}:3.22\${TAG}-$TARGETARCH
    `,
  },
];

export const unmasks: RuleExamples['unmasks'] = [
  { why: 'FROM names another image after the fix, whose mistakes could not be seen before. The fix is not safe.' },
];
