import { type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    title: 'The runtime is named like the builder that it copies from',
    file: 'Dockerfile',
    bad: text`
      FROM golang:1.24 AS builder
      RUN go build -o /server . && go build -o /probe ./probe

      FROM gcr.io/distroless/static-debian12:nonroot AS Builder
      COPY --from=builder /server /server
      COPY --from=builder /probe /probe
      ENTRYPOINT ["/server"]
    `,
    underlined: ['Builder'],
    good: text`
      FROM golang:1.24 AS builder
      RUN go build -o /server . && go build -o /probe ./probe

      FROM gcr.io/distroless/static-debian12:nonroot
      COPY --from=builder /server /server
      COPY --from=builder /probe /probe
      ENTRYPOINT ["/server"]
    `,
    fix: 'Remove the name',
  },
  {
    title: 'Three stages of one name, the first of which nothing can reach',
    file: 'Dockerfile',
    bad: text`
      FROM node:22 AS build
      RUN npm run build
      FROM golang:1.24 AS build
      RUN go build -o /server .
      FROM debian:12 AS build
      FROM gcr.io/distroless/static-debian12:nonroot
      COPY --from=build /server /server
      ENTRYPOINT ["/server"]
    `,
    underlined: ['build'],
  },
  {
    title: 'A stage that reads from itself, though nothing builds it',
    file: 'Dockerfile',
    bad: text`
      FROM debian:12 AS build
      FROM debian:12 AS build
      RUN --mount=type=bind,from=build,source=/x,target=/x true
      FROM gcr.io/distroless/static-debian12:nonroot
    `,
    underlined: ['build'],
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'Names that differ, and a name that is also that of an image',
    file: 'Dockerfile',
    text: text`
      FROM golang:1.24 AS golang
      FROM node:22 AS build-node
      FROM build-node AS build
      FROM gcr.io/distroless/static-debian12:nonroot
      COPY --from=golang /server /server
    `,
  },
];
