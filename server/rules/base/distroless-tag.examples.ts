import { examplePlan, type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12:arm64
      USER 65532:65532
      CMD ["main.py"]
    `,
    underlined: ['gcr.io/distroless/python3-debian12:arm64'],
    good: text`
      FROM gcr.io/distroless/python3-debian12:latest-arm64
      USER 65532:65532
      CMD ["main.py"]
    `,
  },
  {
    title: 'Without USER, the base image decides the user',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12:arm64
      CMD ["main.py"]
    `,
    good: text`
      FROM gcr.io/distroless/python3-debian12:nonroot-arm64
      CMD ["main.py"]
    `,
  },
  {
    title: 'The tag comes from an ARG',
    file: 'Dockerfile',
    bad: text`
      ARG TAG="nonroot-aarch64"
      ARG BASE=gcr.io/distroless/static-debian12
      FROM \${BASE}:\${TAG}
    `,
    good: text`
      ARG TAG="nonroot-arm64"
      ARG BASE=gcr.io/distroless/static-debian12
      FROM \${BASE}:\${TAG}
    `,
  },
  {
    title: 'The architecture of the build in a variable',
    file: 'Dockerfile',
    bad: 'FROM gcr.io/distroless/static-debian12:${TARGETARCH}\n',
    good: 'FROM gcr.io/distroless/static-debian12:nonroot-${TARGETARCH}\n',
  },
  {
    title: 'A build for several platforms needs a tag without an architecture',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12:arm64
      CMD ["main.py"]
    `,
    good: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      CMD ["main.py"]
    `,
    with: {
      'lucid.yaml': examplePlan('Dockerfile').replace('[linux/arm64]', '[linux/arm64, linux/amd64]'),
    },
  },
  {
    title: 'A version is part of the name, not of the tag',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python-debian12:nonroot AS a
      FROM gcr.io/distroless/python3-debian12:3.11
      COPY --from=a /x /x
    `,
    good: text`
      FROM gcr.io/distroless/python3-debian12:nonroot AS a
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --from=a /x /x
    `,
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'Published tags, digests, no tag, names without a release',
    file: 'Dockerfile',
    text: text`
      FROM gcr.io/distroless/base-debian12 AS a
      FROM gcr.io/distroless/python3-debian12:debug-nonroot-amd64 AS b
      FROM gcr.io/distroless/static:nonroot AS c
      FROM gcr.io/distroless/cc-debian12:v1@sha256:d97bc0a941b8d4be647dc0ee75b264ddbb772f1ac5ba690a4309c00723b23775
      COPY --from=a /a /a
      COPY --from=b /b /b
      COPY --from=c /c /c
    `,
  },
  {
    title: 'Other registries, an unknown tag, a stage that is not built',
    file: 'Dockerfile',
    text: text`
      ARG TAG
      FROM gcr.io/distroless/static-debian12:arm64 AS unused
      FROM registry.example.org/distroless/python3-debian12:arm64 AS a
      FROM gcr.io/distroless/static-debian12:$BUILDARCH
      COPY --from=a /a /a
    `,
  },
];

export const unmasks: RuleExamples['unmasks'] = [
  { why: 'The contents of an image that does not exist are unknown. With the right name they are known.' },
];
