import { type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: text`
      FROM scratch
      HEALTHCHECK --interval=30s
    `,
    underlined: ['HEALTHCHECK'],
  },
  {
    title: 'A quote that is not closed',
    file: 'Dockerfile',
    bad: text`
      FROM debian:12
      LABEL summary=Lucid's API
    `,
  },
  {
    title: 'A here-document without its end',
    file: 'Dockerfile',
    bad: text`
      FROM debian:12
      RUN <<EOF
      echo hello
    `,
  },
  {
    title: 'A backslash that is missing',
    file: 'Dockerfile',
    bad: text`
      FROM debian:12
      RUN apt-get update \
          && apt-get install -y \
          curl
          git \
          && rm -rf /var/lib/apt/lists/*
    `,
    underlined: ['git'],
  },
  {
    title: 'A backslash that is certainly missing',
    file: 'Dockerfile',
    bad: text`
      FROM debian:12
      RUN apt-get update
          && apt-get install -y curl \
          && rm -rf /var/lib/apt/lists/*
      RUN apt-get update &&
          apt-get install -y git
    `,
    underlined: ['&&', 'apt-get'],
    good: text`
      FROM debian:12
      RUN apt-get update \
          && apt-get install -y curl \
          && rm -rf /var/lib/apt/lists/*
      RUN apt-get update && \
          apt-get install -y git
    `,
  },
  {
    title: 'A text in quotes over several lines is one mistake',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.11-slim
      RUN python3 -c "
      import os
      from pathlib import Path
      from datetime import datetime

      def main():
          print(os.getcwd())
      main()
      "
      CMD ["python3", "main.py"]
    `,
    underlined: ['import'],
  },
  {
    title: 'Two misspelt instructions are two mistakes',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.11-slim
      WROKDIR /app
      COPPY main.py .
    `,
    underlined: ['WROKDIR', 'COPPY'],
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'The quotes of a shell behind COPY: `copy-shell-syntax` reports them',
    file: 'Dockerfile',
    text: text`
      FROM scratch
      COPY config.yaml /config/ || echo "no configuration"
    `,
    with: { 'config.yaml': '' },
  },
  {
    title: 'Comments in continued lines, lower case, a here-document that looks like instructions',
    file: 'Dockerfile',
    text: text`
      from debian:12
      run echo a \
        # why
        && echo b
      RUN <<EOF
      FROM nothing
      EOF
    `,
  },
  {
    title: 'Closed and escaped quotes, quotes of programs and in here-documents, and a stage that is not built',
    file: 'Dockerfile',
    text: text`
      FROM debian:12 AS unused
      WORKDIR /it's
      FROM debian:12
      LABEL a="it's" b=it\'s
      WORKDIR /a'b'c
      COPY <<'EOF' /x
      it's \${X
      EOF
      HEALTHCHECK CMD echo it's
      CMD echo it's
    `,
  },
];

export const unmasks: RuleExamples['unmasks'] = [
  { why: 'A line that gets the backslash it lacked belongs to the RUN above, and is judged as a part of it.' },
];
