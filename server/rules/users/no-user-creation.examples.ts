import { type RuleExamples, text, unknownHome } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    title: 'In the middle of a chain, with comments inside',
    file: 'Dockerfile',
    bad: text`
      FROM debian:12 AS builder
      RUN apt-get update \
          # for the service
          && groupadd --gid 1000 app \
          && useradd --uid 1000 --gid app app \
          && rm -rf /var/lib/apt/lists/*
      FROM gcr.io/distroless/python3-debian12
      COPY --from=builder /out /app
    `,
    underlined: ['groupadd --gid 1000 app'],
    good: text`
      FROM debian:12 AS builder
      RUN apt-get update \
          # for the service
          && rm -rf /var/lib/apt/lists/*
      FROM gcr.io/distroless/python3-debian12
      COPY --from=builder /out /app
    `,
  },
  {
    title: 'A RUN that does nothing else',
    file: 'Dockerfile',
    bad: text`
      FROM debian:12 AS builder
      # the account of the service
      RUN adduser --disabled-password --gecos "" app || true
      WORKDIR /build
      FROM gcr.io/distroless/python3-debian12
      COPY --from=builder /out /app
    `,
    good: text`
      FROM debian:12 AS builder
      WORKDIR /build
      FROM gcr.io/distroless/python3-debian12
      COPY --from=builder /out /app
    `,
  },
  {
    title: 'Comments that only describe the account go, and no second empty line stays',
    file: 'Dockerfile',
    bad: text`
      FROM debian:12 AS builder
      # Install what the build needs
      RUN apt-get update && apt-get install -y gcc

      # ----------------------------
      # Create non-root user
      # ----------------------------
      # hadolint ignore=DL3046
      RUN groupadd -r app

      RUN useradd -r -g app app

      # Stage tools: everything below runs as root
      # group of the tools
      RUN groupadd tools
      WORKDIR /build

      FROM gcr.io/distroless/python3-debian12
      COPY --from=builder /out /app
    `,
    good: text`
      FROM debian:12 AS builder
      # Install what the build needs
      RUN apt-get update && apt-get install -y gcc

      # Stage tools: everything below runs as root
      WORKDIR /build

      FROM gcr.io/distroless/python3-debian12
      COPY --from=builder /out /app
    `,
  },
  {
    title: 'The image runs as an account with the number of the plan',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.11-slim
      RUN useradd -r -u 65532 app && mkdir /data && chown -R app:app /data
      COPY --chown=app:app main.py /app/
      USER app
      CMD ["python", "/app/main.py"]
    `,
    good: text`
      FROM python:3.11-slim
      RUN mkdir /data && chown -R 65532:65532 /data
      COPY --chown=65532:65532 main.py /app/
      USER 65532:65532
      CMD ["python", "/app/main.py"]
    `,
    with: { 'main.py': '' },
  },
  {
    title: 'useradd cannot run in a distroless image',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12
      RUN useradd --create-home --shell /bin/bash app
      USER app
      CMD ["main.py"]
    `,
    good: text`
      FROM gcr.io/distroless/python3-debian12
      USER 65532:65532
      CMD ["main.py"]
    `,
  },
  {
    title: 'The files go to the user that the stage ends with',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12

      # Create a non-root user
      RUN groupadd -r app && useradd -r -g app app

      COPY --chown=app:app main.py /app/
      USER 1000
      CMD ["main.py"]
    `,
    good: text`
      FROM gcr.io/distroless/python3-debian12

      COPY --chown=1000:1000 main.py /app/
      USER 1000
      CMD ["main.py"]
    `,
    with: { 'main.py': '' },
  },
  {
    title: 'The same outside the plan',
    file: 'other/Dockerfile',
    bad: text`
      FROM gcr.io/distroless/static-debian12 AS base
      RUN adduser -D app
      FROM base
      USER app
    `,
    good: text`
      FROM gcr.io/distroless/static-debian12 AS base
      FROM base
      USER 65532:65532
    `,
    with: { 'lucid.yaml': 'version: 1\nphases: []\n' },
  },
  {
    title: 'With a test before it, in a here-document',
    file: 'Dockerfile',
    bad: text`
      FROM debian:12 AS builder
      RUN <<EOF
      set -e
      getent group app >/dev/null || groupadd app
      make install
      EOF
      FROM gcr.io/distroless/python3-debian12
      COPY --from=builder /out /app
    `,
    good: text`
      FROM debian:12 AS builder
      RUN <<EOF
      set -e
      make install
      EOF
      FROM gcr.io/distroless/python3-debian12
      COPY --from=builder /out /app
    `,
  },
  {
    title: 'The exec form',
    file: 'Dockerfile',
    bad: text`
      FROM debian:12 AS builder
      RUN ["/usr/sbin/useradd", "app"]
      RUN make
      FROM gcr.io/distroless/python3-debian12
      COPY --from=builder /out /app
    `,
    good: text`
      FROM debian:12 AS builder
      RUN make
      FROM gcr.io/distroless/python3-debian12
      COPY --from=builder /out /app
    `,
  },
  {
    title: 'In the image itself, where a program may use it: a person must decide',
    file: 'Dockerfile',
    bad: text`
      FROM debian:12
      RUN addgroup -S nginx && adduser -S -G nginx nginx
      USER 65532:65532
      CMD ["nginx"]
    `,
  },
  {
    title: 'A script of the build uses the account: a person must decide',
    file: 'Dockerfile',
    bad: text`
      FROM debian:12 AS builder
      COPY setup.sh /
      RUN useradd app && /setup.sh
      FROM gcr.io/distroless/python3-debian12
      COPY --from=builder /out /app
    `,
    with: { 'setup.sh': '#!/bin/sh\nchown -R app /out\n' },
  },
  {
    title: 'Inside an if, which would stay: a person must decide',
    file: 'Dockerfile',
    bad: text`
      FROM debian:12 AS builder
      RUN if ! id app; then useradd app; fi && make
      FROM gcr.io/distroless/python3-debian12
      COPY --from=builder /out /app
    `,
  },
  {
    title: 'The folder that is made for it is copied: a person must decide',
    file: 'Dockerfile',
    bad: text`
      FROM debian:12 AS builder
      RUN useradd -m -d /srv/app app
      RUN make
      FROM gcr.io/distroless/python3-debian12
      COPY --from=builder /srv/app /app
    `,
  },
  {
    title: 'A change of folder before it goes too',
    file: 'Dockerfile',
    bad: text`
      FROM debian:12 AS build
      RUN cd /tmp && useradd app
      RUN make
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --from=build /app /app
    `,
    good: text`
      FROM debian:12 AS build
      RUN make
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --from=build /app /app
    `,
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'The image runs as an account with another number: user-nonroot reports it',
    file: 'Dockerfile',
    text: text`
      FROM python:3.11-slim
      RUN useradd -r -u 1000 app
      COPY --chown=app:app main.py /app/
      USER app
      CMD ["python", "/app/main.py"]
    `,
    with: { 'main.py': '' },
  },
  {
    title: 'ONBUILD makes a stage run as the account',
    file: 'Dockerfile',
    text: text`
      FROM debian:12 AS base
      RUN useradd app
      ONBUILD USER app
      FROM base AS builder
      RUN make
      FROM gcr.io/distroless/python3-debian12
      COPY --from=builder /out /app
    `,
  },
  {
    title: 'The final stage copies the account with /etc/passwd',
    file: 'Dockerfile',
    text: text`
      FROM debian:12 AS builder
      RUN groupadd --gid 65532 app && useradd --uid 65532 --gid app app
      FROM gcr.io/distroless/python3-debian12
      COPY --from=builder /etc/passwd /etc/group /etc/
      USER app
    `,
  },
  {
    title: 'A builder stage that runs as the user that it creates',
    file: 'Dockerfile',
    text: text`
      FROM debian:12 AS builder
      RUN groupadd build && useradd -g build builder
      USER builder
      RUN make
      FROM gcr.io/distroless/python3-debian12
      COPY --from=builder /out /app
    `,
  },
  {
    title: 'Programs that get the name, and files that belong to the account',
    file: 'Dockerfile',
    text: text`
      FROM debian:12 AS builder
      RUN useradd a && su a -c make
      RUN useradd b && chown -R b /src
      RUN useradd c
      COPY --chown=c . /c
      ARG WHO=d
      RUN useradd $WHO
      RUN sudo -u \${WHO} make
      FROM gcr.io/distroless/python3-debian12
      COPY --from=builder /out /app
    `,
  },
  {
    title: 'An existing user joins a group; another root folder; a name in a shell variable; the text of a file',
    file: 'Dockerfile',
    text: text`
      FROM debian:12 AS builder
      RUN adduser www-data video; useradd --root /rootfs app; for u in a b; do useradd "$u"; done; echo useradd x
      RUN cat > /setup.sh <<EOF
      useradd x
      EOF
      FROM gcr.io/distroless/python3-debian12
      COPY --from=builder /out /app
    `,
  },
  {
    title: 'A Dockerfile outside the plan, where the command can run',
    file: 'other/Dockerfile',
    text: text`
      FROM debian:12
      RUN useradd app
    `,
    with: { 'lucid.yaml': 'version: 1\nphases: []\n' },
  },
];

export const unmasks: RuleExamples['unmasks'] = [
  {
    rules: ['distroless-shell', 'unknown-user', 'user-nonroot'],
    why: 'A RUN that cannot be judged may bring a shell and any account, so these rules stay silent before the fix.',
  },
  {
    rules: ['copy-destination-file'],
    why: 'A RUN may make the folder that a COPY names, so this rule stays silent before the fix.',
  },
  {
    rules: ['copy-source-missing'],
    why: 'An inferred build context depends on all sources, and the fix may remove a RUN with its mounts.',
  },
  unknownHome,
];
