import { type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: text`
      FROM debian:12-slim
      RUN set -eux -o pipefail; \
          echo done
    `,
    underlined: ['pipefail'],
    fix: 'Use bash',
    good: text`
      FROM debian:12-slim
      SHELL ["/bin/bash", "-o", "pipefail", "-c"]
      RUN set -eux -o pipefail; \
          echo done
    `,
  },
  {
    title: 'A here-document of /bin/sh, an image that is built on Debian',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.12-slim-bookworm
      RUN <<EOF
      set -eo pipefail
      pip list
      EOF
    `,
    underlined: ['pipefail'],
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'Another shell',
    file: 'Dockerfile',
    text: text`
      FROM debian:12-slim
      RUN <<EOF
      #!/bin/bash
      set -eo pipefail
      EOF
      RUN bash <<EOF
      set -eo pipefail
      EOF
      RUN bash -c 'set -o pipefail; true'
      SHELL ["/bin/bash", "-c"]
      RUN set -o pipefail; true
    `,
  },
  {
    title: 'Alpine, and an image whose shell is unknown',
    file: 'Dockerfile',
    text: text`
      FROM alpine:3.20 AS one
      RUN set -o pipefail; true
      FROM quay.io/acme/base:1
      COPY --from=one /etc/os-release /
      RUN set -o pipefail; true
    `,
  },
  {
    title: 'In brackets, the failure can be ignored',
    file: 'Dockerfile',
    text: text`
      FROM debian:12-slim
      RUN (set -o pipefail) 2>/dev/null || true
    `,
  },
];
