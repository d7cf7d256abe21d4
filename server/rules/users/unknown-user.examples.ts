import { type RuleExamples, text, unknownHome } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    title: 'The account is created in another stage',
    file: 'Dockerfile',
    bad: text`
      FROM debian:12 AS builder
      RUN useradd app && su app -c make
      FROM gcr.io/distroless/python3-debian12
      COPY --from=builder --chown=app:app /out /app
      USER app
      CMD ["main.py"]
    `,
    underlined: ['app'],
    good: text`
      FROM debian:12 AS builder
      RUN useradd app && su app -c make
      FROM gcr.io/distroless/python3-debian12
      COPY --from=builder --chown=65532:65532 /out /app
      USER 65532:65532
      CMD ["main.py"]
    `,
  },
  {
    title: 'The user is copied, its group is not',
    file: 'Dockerfile',
    bad: text`
      FROM debian:12 AS builder
      RUN useradd -u 65532 app
      FROM gcr.io/distroless/python3-debian12
      COPY --from=builder /etc/passwd /etc/passwd
      USER app:app
    `,
    good: text`
      FROM debian:12 AS builder
      RUN useradd -u 65532 app
      FROM gcr.io/distroless/python3-debian12
      COPY --from=builder /etc/passwd /etc/passwd
      USER 65532:65532
    `,
  },
  {
    title: '/etc/passwd arrives too late',
    file: 'Dockerfile',
    bad: text`
      FROM debian:12 AS builder
      RUN groupadd -g 65532 app && useradd -u 65532 -g app app && make
      FROM gcr.io/distroless/python3-debian12
      WORKDIR /app

      # The application
      COPY --from=builder --chown=app:app /out /app
      COPY --chown=app:app config.yaml /app/

      # Accounts
      COPY --from=builder /etc/passwd /etc/passwd
      COPY --from=builder /etc/group /etc/group

      USER app:app
      CMD ["main.py"]
    `,
    underlined: ['app:app'],
    good: text`
      FROM debian:12 AS builder
      RUN groupadd -g 65532 app && useradd -u 65532 -g app app && make
      FROM gcr.io/distroless/python3-debian12
      WORKDIR /app

      # Accounts
      COPY --from=builder /etc/passwd /etc/passwd
      COPY --from=builder /etc/group /etc/group

      # The application
      COPY --from=builder --chown=app:app /out /app
      COPY --chown=app:app config.yaml /app/

      USER app:app
      CMD ["main.py"]
    `,
    with: { 'config.yaml': '' },
  },
  {
    title: 'The files go to the user that the stage ends with, not to the one of the plan',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12
      COPY --chown=app:app main.py /app/
      COPY --chown=app config.yaml /app/
      USER 1000:1000
    `,
    underlined: ['app:app'],
    good: text`
      FROM gcr.io/distroless/python3-debian12
      COPY --chown=1000:1000 main.py /app/
      COPY --chown=1000:1000 config.yaml /app/
      USER 1000:1000
    `,
    with: { 'main.py': '', 'config.yaml': '' },
  },
  {
    title: 'By name, where the stage ends with a name that exists',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12 AS base
      COPY --chown=app:app main.py /app/
      FROM base
      USER nonroot
    `,
    good: text`
      FROM gcr.io/distroless/python3-debian12 AS base
      COPY --chown=nonroot:nonroot main.py /app/
      FROM base
      USER nonroot
    `,
    with: { 'main.py': '' },
  },
  {
    title: 'Outside of the plan, with the numbers of the account in another stage',
    file: 'other/Dockerfile',
    bad: text`
      FROM golang:1.24-alpine AS builder
      RUN addgroup -g 10001 web && adduser -D -u 10000 -G web app && go build -o /out/app .
      FROM scratch
      COPY --from=builder --chown=app:web /out/app /app
      USER app:web
      ENTRYPOINT ["/app"]
    `,
    good: text`
      FROM golang:1.24-alpine AS builder
      RUN addgroup -g 10001 web && adduser -D -u 10000 -G web app && go build -o /out/app .
      FROM scratch
      COPY --from=builder --chown=10000:10001 /out/app /app
      USER 10000:10001
      ENTRYPOINT ["/app"]
    `,
    with: { 'lucid.yaml': 'version: 1\nphases: []\n' },
  },
  {
    title: 'The account is created after the instruction that needs it, and cannot be',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12:debug
      USER app
      SHELL ["/busybox/sh", "-c"]
      RUN adduser -D app
      USER 65532:65532
    `,
    good: text`
      FROM gcr.io/distroless/python3-debian12:debug
      USER 65532:65532
      SHELL ["/busybox/sh", "-c"]
      RUN adduser -D app
      USER 65532:65532
    `,
  },
  {
    title: 'In quotes, and in a RUN',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12:debug
      SHELL ["/busybox/sh", "-c"]
      USER "app"
      RUN chown app /tmp
    `,
    good: text`
      FROM gcr.io/distroless/python3-debian12:debug
      SHELL ["/busybox/sh", "-c"]
      USER 65532:65532
      RUN chown 65532:65532 /tmp
    `,
  },
  {
    title: 'Outside of the plan, in an image that runs as root: a person must decide',
    file: 'other/Dockerfile',
    bad: text`
      FROM gcr.io/distroless/static-debian12
      COPY --chown=app api /api
      ENTRYPOINT ["/api"]
    `,
    with: { 'lucid.yaml': 'version: 1\nphases: []\n', 'other/api': '' },
  },
  {
    title: 'Scratch has no users',
    file: 'Dockerfile',
    bad: text`
      FROM scratch
      COPY --chown=nonroot main /main
      USER nonroot
      ENTRYPOINT ["/main"]
    `,
    good: text`
      FROM scratch
      COPY --chown=65532:65532 main /main
      USER 65532:65532
      ENTRYPOINT ["/main"]
    `,
    with: { main: '' },
  },
  {
    title: 'Another stage cannot make it either',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/base-debian12 AS build
      RUN addgroup -S app
      FROM gcr.io/distroless/python3-debian12
      COPY --from=build /app /app
      USER app
    `,
    good: text`
      FROM gcr.io/distroless/base-debian12 AS build
      RUN addgroup -S app
      FROM gcr.io/distroless/python3-debian12
      COPY --from=build /app /app
      USER 65532:65532
    `,
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'Users that every distroless image has, and numbers',
    file: 'Dockerfile',
    text: text`
      FROM gcr.io/distroless/python3-debian12
      COPY --chown=nonroot:nonroot a /a
      COPY --chown=1234 a /b
      USER nobody
      RUN ["/usr/bin/python3", "-c", "1"]
      USER nonroot
    `,
    with: { a: '' },
  },
  {
    title: 'An account that is copied, with its file or with the whole folder',
    file: 'Dockerfile',
    text: text`
      FROM debian:12 AS builder
      RUN useradd app
      FROM gcr.io/distroless/python3-debian12 AS a
      COPY --from=builder /etc/passwd /etc/passwd
      USER app
      FROM gcr.io/distroless/python3-debian12 AS b
      COPY --from=builder /etc /etc
      USER anyone
      FROM scratch
      COPY --from=a /etc/passwd /etc/
      COPY --from=b /x /y
      USER app
    `,
  },
  {
    title: 'Accounts from files, from other images or from an unknown base image',
    file: 'Dockerfile',
    text: text`
      FROM debian:12 AS x
      USER app
      FROM scratch AS y
      COPY --from=alpine:3 /etc/passwd /etc/passwd
      USER app
      FROM scratch AS z
      COPY rootfs/ /
      USER app
      FROM scratch AS v
      COPY <<EOF /etc/passwd
      app:x:1000:1000::/:/
      EOF
      USER app
      FROM scratch
      COPY --from=x / /x
      COPY --from=y / /y
      COPY --from=z / /z
      COPY --from=v / /v
    `,
    with: { 'rootfs/etc/passwd': '' },
  },
  {
    title: 'An account that cannot be created: no-user-creation reports it',
    file: 'Dockerfile',
    text: text`
      FROM gcr.io/distroless/python3-debian12
      RUN useradd app
      COPY --chown=app:app a /a
      USER app
    `,
    with: { a: '' },
  },
  {
    title: 'A user that no instruction runs as',
    file: 'Dockerfile',
    text: text`
      FROM gcr.io/distroless/python3-debian12
      USER app
      USER 65532:65532
    `,
  },
];

export const unmasks: RuleExamples['unmasks'] = [unknownHome];
