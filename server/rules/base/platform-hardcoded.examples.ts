import { examplePlan, type RuleExamples, text } from '../example.ts';

const several = examplePlan('Dockerfile').replace('[linux/arm64]', '[linux/amd64, linux/arm64]');

export const examples: RuleExamples['examples'] = [
  {
    title: 'A build for two platforms',
    file: 'Dockerfile',
    bad: text`
      FROM --platform=linux/arm64 gcr.io/distroless/python3-debian12:nonroot
      CMD ["main.py"]
    `,
    underlined: ['--platform=linux/arm64'],
    good: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      CMD ["main.py"]
    `,
    with: { 'lucid.yaml': several },
    fix: 'Remove the flag',
  },
  {
    title: 'A builder stage that cross-compiles',
    file: 'Dockerfile',
    bad: text`
      FROM --platform=linux/amd64 golang:1.24 AS build
      ARG TARGETARCH
      RUN GOARCH=$TARGETARCH go build -o /server .
      FROM gcr.io/distroless/static-debian12:nonroot
      COPY --from=build /server /server
    `,
    good: text`
      FROM --platform=$BUILDPLATFORM golang:1.24 AS build
      ARG TARGETARCH
      RUN GOARCH=$TARGETARCH go build -o /server .
      FROM gcr.io/distroless/static-debian12:nonroot
      COPY --from=build /server /server
    `,
    fix: 'Use the platform of the build machine',
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'The platform of the build in any spelling, and the platform variables',
    file: 'Dockerfile',
    text: text`
      FROM --platform=$BUILDPLATFORM golang:1.24 AS a
      FROM --platform=\${TARGETPLATFORM} debian:12 AS b
      FROM --platform=linux/aarch64 debian:12 AS c
      FROM --platform=linux/arm64/v8 debian:12
      COPY --from=a /a /a
      COPY --from=b /b /b
      COPY --from=c /c /c
    `,
  },
  {
    title: 'The platforms of the build are unknown',
    file: 'tools/Dockerfile',
    text: 'FROM --platform=linux/amd64 debian:12\n',
    with: { 'lucid.yaml': examplePlan('Dockerfile') },
  },
];
