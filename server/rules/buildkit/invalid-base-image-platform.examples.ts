import { type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: text`
      FROM amd64/golang:1.24 AS build
      RUN go build -o /app .
      FROM gcr.io/distroless/static-debian12:nonroot-amd64
      COPY --from=build /app /app
    `,
    underlined: ['amd64/golang:1.24', 'gcr.io/distroless/static-debian12:nonroot-amd64'],
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'Images for the platform of the build, and for several',
    file: 'Dockerfile',
    text: text`
      FROM arm64v8/golang:1.24 AS build
      FROM gcr.io/distroless/static-debian12:nonroot
    `,
  },
];
