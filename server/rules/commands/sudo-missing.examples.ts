import { type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: text`
      FROM ubuntu:24.04
      RUN sudo apt-get update
      RUN sudo apt-get install -y curl
    `,
    underlined: ['sudo'],
    good: text`
      FROM ubuntu:24.04
      RUN apt-get update
      RUN apt-get install -y curl
    `,
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'sudo is or may be installed, or the image is unknown',
    file: 'Dockerfile',
    text: text`
      FROM debian:12 AS one
      RUN apt-get update && apt-get install -y sudo && sudo true
      FROM debian:12 AS two
      RUN ./setup.sh
      RUN sudo make
      FROM quay.io/acme/base:1 AS three
      RUN sudo make
      FROM scratch
      COPY --from=one /a /a
      COPY --from=two /a /b
      COPY --from=three /a /c
    `,
  },
];
