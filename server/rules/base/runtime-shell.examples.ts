import { type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    title: 'A shell and package managers that are copied',
    file: 'Dockerfile',
    bad: text`
      FROM debian:12 AS builder
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --from=builder /bin/bash /usr/bin/apt-get /bin/
      COPY --from=busybox:1.36-musl /bin/sh /bin/sh
      COPY --from=alpine:3 /bin /opt/bin
      COPY --from=builder /usr/local/bin/pip3 /usr/local/bin/
      CMD ["main.py"]
    `,
    underlined: ['/bin/bash'],
  },
  {
    title: 'All programs of a system, and busybox under another name',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/static-debian12:nonroot
      COPY --from=alpine:3 /bin /opt/bin
      COPY --from=busybox:1.36-musl /bin/busybox /bin/wget
      COPY server /server
      ENTRYPOINT ["/server"]
    `,
    underlined: ['/bin'],
    with: { server: '' },
  },
  {
    title: 'The debug tag',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/static-debian12:debug-nonroot
      COPY server /server
      ENTRYPOINT ["/server"]
    `,
    good: text`
      FROM gcr.io/distroless/static-debian12:nonroot
      COPY server /server
      ENTRYPOINT ["/server"]
    `,
    fix: 'Use the tag',
    with: { server: '' },
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'In a builder, in an image with a shell of its own, files with such names, and folders of an application',
    file: 'Dockerfile',
    text: text`
      FROM gcr.io/distroless/base-debian12:debug AS check
      FROM debian:12 AS builder
      COPY --from=busybox:1.36-musl /bin/sh /bin/sh
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --from=builder /usr/local /usr/local
      COPY --from=builder /app/scripts/bash /app/scripts/bash
      COPY --from=check /etc/ssl /etc/ssl
      COPY docs/npm /docs/npm
      CMD ["main.py"]
    `,
    with: { 'docs/npm': '' },
  },
  {
    title: 'Debian has them anyway',
    file: 'Dockerfile',
    text: text`
      FROM python:3.12-slim AS builder
      FROM python:3.12-slim
      COPY --from=builder /usr/local/bin/pip /usr/local/bin/pip
    `,
  },
];
