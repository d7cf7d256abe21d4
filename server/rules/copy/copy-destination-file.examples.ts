import { type RuleExamples, text } from '../example.ts';

const sources = { 'main.py': '', 'util.py': '', 'data/x.csv': '' };

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: text`
      FROM python:3.12-slim AS builder
      COPY main.py util.py /app
      FROM scratch
      COPY --from=builder /app /app
    `,
    underlined: ['/app'],
    good: text`
      FROM python:3.12-slim AS builder
      COPY main.py util.py /app/
      FROM scratch
      COPY --from=builder /app /app
    `,
    with: sources,
  },
  {
    title: 'A folder among the files, or a WORKDIR below: the build fails',
    file: 'Dockerfile',
    bad: text`
      FROM debian:12 AS one
      COPY ["main.py", "util.py", "/app"]
      WORKDIR /app
      FROM debian:12
      RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
      COPY main.py data /srv/../work
      COPY --from=one /app /two/
    `,
    underlined: ['"/app"', '/srv/../work'],
    good: text`
      FROM debian:12 AS one
      COPY ["main.py", "util.py", "/app/"]
      WORKDIR /app
      FROM debian:12
      RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
      COPY main.py data /srv/../work/
      COPY --from=one /app /two/
    `,
    with: sources,
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'The destination is a folder already',
    file: 'Dockerfile',
    with: sources,
    text: text`
      FROM debian:12
      RUN mkdir /app
      COPY main.py util.py /app
      WORKDIR /work
      COPY main.py util.py /work
      COPY main.py util.py .
      COPY main.py util.py ./
      COPY data /two
      COPY main.py util.py /two
      COPY data main.py /three
      COPY main.py util.py /usr/local/bin
    `,
  },
  {
    title: 'One source, and an image that may have the folder',
    file: 'Dockerfile',
    with: sources,
    text: text`
      FROM quay.io/acme/base:1
      COPY main.py /main
      COPY main.py util.py /app
    `,
  },
];
