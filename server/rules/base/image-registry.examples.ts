import { examplePlan, type RuleExamples, text } from '../example.ts';

const allowed = (...registries: string[]): Readonly<Record<string, string>> => ({
  'lucid.yaml': `${examplePlan('Dockerfile')}registries: [${registries.join(', ')}]\n`,
});

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: text`
      ARG BASE=quay.io/acme/base:1
      FROM golang:1.24 AS builder
      RUN --mount=from=ghcr.io/acme/tools:1,target=/tools /tools/build
      FROM \${BASE}
      COPY --from=builder /app /app
      COPY --from=busybox:1 /bin/busybox /bin/busybox
    `,
    underlined: ['ghcr.io/acme/tools:1', '${BASE}'],
    with: allowed('docker.io/library', 'gcr.io/distroless'),
  },
  {
    title: 'A part of a registry',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/google-samples/hello-app:1.0
    `,
    underlined: ['gcr.io/google-samples/hello-app:1.0'],
    with: allowed('gcr.io/distroless'),
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'Registries of the list, the registry of the plan, and an unknown value',
    file: 'Dockerfile',
    text: text`
      ARG BASE
      FROM python:3.12-slim AS one
      FROM docker.io/acme/base:1 AS two
      FROM gcr.io/distroless/python3-debian12:nonroot AS three
      FROM \${BASE} AS four
      FROM scratch
      COPY --from=one /etc/os-release /1
      COPY --from=two /etc/os-release /2
      COPY --from=three /etc/os-release /3
      COPY --from=four /etc/os-release /4
    `,
    with: allowed('docker.io/library', 'gcr.io/distroless'),
  },
  {
    title: 'A plan without the list',
    file: 'Dockerfile',
    text: text`
      FROM quay.io/acme/base:1
    `,
  },
];
