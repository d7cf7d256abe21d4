import { type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: text`
      FROM debian:12-slim
      RUN useradd app
      RUN apt-get install -y --no-install-recommends curl
      RUN apt-get install -y git
    `,
    underlined: ['curl'],
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'The lists are fetched, here or in the stage below, or may be there',
    file: 'Dockerfile',
    text: text`
      FROM debian:12-slim AS base
      RUN apt-get -qq update
      FROM base AS one
      RUN apt-get install -y curl
      FROM ubuntu:24.04 AS two
      COPY sources.list /etc/apt/
      RUN apt-get install -y curl
      FROM ubuntu:24.04 AS three
      RUN --mount=type=cache,target=/var/lib/apt apt-get install -y curl
      FROM ubuntu:24.04 AS four
      RUN ./setup.sh && apt-get install -y curl
      FROM node:22 AS five
      RUN apt-get install -y curl
      FROM scratch
      COPY --from=one /a /1
      COPY --from=two /a /2
      COPY --from=three /a /3
      COPY --from=four /a /4
      COPY --from=five /a /5
    `,
    with: { 'sources.list': '' },
  },
];
