import { type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: text`
      FROM debian:12
      ARG VERSION=1.2.3
      RUN curl -fsS -o /usr/bin/tool https://github.com/acme/tool/releases/download/v$VERSION/tool && \
          curl -O https://github.com/acme/tool/archive/refs/tags/v$VERSION.tar.gz
    `,
    good: text`
      FROM debian:12
      ARG VERSION=1.2.3
      RUN curl -L -fsS -o /usr/bin/tool https://github.com/acme/tool/releases/download/v$VERSION/tool && \
          curl -L -O https://github.com/acme/tool/archive/refs/tags/v$VERSION.tar.gz
    `,
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'curl follows, or GitHub does not redirect',
    file: 'Dockerfile',
    text: text`
      FROM debian:12
      RUN curl -fsSLO https://github.com/acme/tool/releases/download/v1/tool
      RUN curl --location -O https://github.com/acme/tool/releases/latest/download/tool
      RUN curl $OPTIONS -O https://github.com/acme/tool/releases/download/v1/tool
      RUN curl -fsS -O https://raw.githubusercontent.com/acme/tool/main/install.sh
      RUN wget https://github.com/acme/tool/releases/download/v1/tool
    `,
  },
];
