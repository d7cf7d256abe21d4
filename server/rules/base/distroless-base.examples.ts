import { examplePlan, type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: text`
      FROM python:3.11-slim
      WORKDIR /app
      COPY main.py ./
      USER 65532:65532
      ENTRYPOINT ["/usr/bin/python3", "main.py"]
    `,
    underlined: ['python:3.11-slim'],
    good: text`
      FROM gcr.io/distroless/python3-debian12:latest
      WORKDIR /app
      COPY main.py ./
      USER 65532:65532
      ENTRYPOINT ["/usr/bin/python3", "main.py"]
    `,
    with: { 'main.py': '' },
    fix: "Use the plan's base image",
  },
  {
    title: 'Another distroless image, named by an ARG',
    file: 'Dockerfile',
    bad: text`
      ARG RUNTIME=gcr.io/distroless/base-debian12:nonroot
      FROM debian:12 AS build
      FROM \${RUNTIME} AS runtime
      FROM runtime
      COPY --from=build /x /x
    `,
    good: text`
      ARG RUNTIME=gcr.io/distroless/python3-debian12:nonroot
      FROM debian:12 AS build
      FROM \${RUNTIME} AS runtime
      FROM runtime
      COPY --from=build /x /x
    `,
    fix: "Use the plan's base image",
  },
  {
    title: 'The plan names no base image: it must be distroless',
    file: 'Dockerfile',
    bad: 'FROM debian:12-slim\n',
    with: {
      'lucid.yaml': examplePlan('Dockerfile').replace(' base: gcr.io/distroless/python3-debian12,', ''),
    },
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'An image of the plan whose Dockerfile is not there: what the plan declares as its base counts',
    file: 'Dockerfile',
    text: text`
      FROM docker.io/acme/lib:latest
      CMD ["main.py"]
    `,
    with: {
      'lucid.yaml': `${examplePlan('Dockerfile')}      - { id: lib, image: lib, dockerfile: missing/Dockerfile, context: ., base: gcr.io/distroless/python3-debian12, tags: [latest] }\n`,
    },
  },
  {
    title: "The plan's base image with any tag or digest, through a stage and another image of the plan",
    file: 'Dockerfile',
    text: text`
      FROM python:3.11-slim AS build
      FROM acme/base:latest AS runtime
      FROM runtime
      COPY --from=build /x /x
    `,
    with: {
      'lucid.yaml': `${examplePlan('Dockerfile')}      - { id: base, image: base, dockerfile: Dockerfile.base, context: ., base: gcr.io/distroless/python3-debian12, tags: [latest] }\n`,
      'Dockerfile.base':
        'FROM gcr.io/distroless/python3-debian12:debug@sha256:d97bc0a941b8d4be647dc0ee75b264ddbb772f1ac5ba690a4309c00723b23775\n',
    },
  },
  {
    title: 'An unknown base image',
    file: 'Dockerfile',
    text: 'FROM $BUILDOS/python\n',
  },
  {
    title: 'A Dockerfile that the plan does not name',
    file: 'tools/Dockerfile',
    text: 'FROM debian:12\n',
    with: { 'lucid.yaml': examplePlan('Dockerfile') },
  },
  {
    title: 'No base image in the plan: scratch is fine',
    file: 'Dockerfile',
    text: 'FROM scratch\n',
    with: {
      'lucid.yaml': examplePlan('Dockerfile').replace(' base: gcr.io/distroless/python3-debian12,', ''),
    },
  },
];

export const unmasks: RuleExamples['unmasks'] = [
  { why: 'The base image decides about shell, programs, users and ENTRYPOINT, so these are judged anew.' },
];
