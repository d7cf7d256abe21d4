import { type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: text`
      FROM debian:12 AS assets
      RUN make assets
      FROM debian:12 AS builder
      RUN make
      FROM scratch
      COPY --from=builder /app /app
    `,
    underlined: ['assets'],
  },
  {
    title: 'A chain of stages is one finding; a stage without a name can hardly be built by hand',
    file: 'Dockerfile',
    bad: text`
      FROM debian:12 AS assets
      RUN make assets
      FROM assets
      RUN make more
      FROM scratch
      WORKDIR /app
    `,
    underlined: ['assets'],
    with: { 'lucid.yaml': 'version: 1\nregistry: docker.io/acme\nphases: []\n' },
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'Another build makes it',
    file: 'Dockerfile',
    text: text`
      FROM debian:12 AS worker
      RUN make
      FROM scratch
      WORKDIR /app
    `,
    with: { 'compose.yaml': 'services:\n  worker:\n    build:\n      context: .\n      target: worker\n' },
  },
  {
    title: 'Its name is misspelt below: that is the mistake',
    file: 'Dockerfile',
    text: text`
      FROM debian:12 AS builder
      RUN make
      FROM scratch
      COPY --from=build /app /app
    `,
  },
  {
    title: 'The name says that it is built by hand',
    file: 'Dockerfile',
    text: text`
      FROM debian:12 AS unit-test
      RUN make check
      FROM scratch
      WORKDIR /app
    `,
  },
  {
    title: 'Nothing declares how the Dockerfile is built',
    file: 'Dockerfile',
    text: text`
      FROM debian:12 AS worker
      RUN make
      FROM scratch
      WORKDIR /app
    `,
    with: { 'lucid.yaml': 'version: 1\nregistry: docker.io/acme\nphases: []\n' },
  },
];
