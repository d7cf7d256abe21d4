import { type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    title: 'Created by a COPY of a file into it',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12
      WORKDIR /app
      COPY settings.yaml ./data/settings.yaml
      ENV STORAGE_PATH=/app/data
      VOLUME ["/app/data"]
      USER 65532:65532
    `,
    underlined: ['/app/data'],
    good: text`
      FROM gcr.io/distroless/python3-debian12
      WORKDIR /app
      COPY --chown=65532:65532 settings.yaml ./data/settings.yaml
      ENV STORAGE_PATH=/app/data
      VOLUME ["/app/data"]
      USER 65532:65532
    `,
    fix: 'Give',
    with: { 'settings.yaml': '' },
  },
  {
    title: 'The image runs as a user of its own',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12
      COPY seed.json /app/data/
      ENV DATA_DIR=/app/data
      USER 1000
    `,
    good: text`
      FROM gcr.io/distroless/python3-debian12
      COPY --chown=1000:1000 seed.json /app/data/
      ENV DATA_DIR=/app/data
      USER 1000
    `,
    fix: 'Give',
    with: { 'seed.json': '' },
  },
  {
    title: 'Created by WORKDIR as root, and named by an option',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12
      WORKDIR /app/logs
      USER 65532:65532
      CMD ["main.py", "--log-dir", "/app/logs"]
    `,
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'A Dockerfile outside the plan',
    file: 'other/Dockerfile',
    text: text`
      FROM gcr.io/distroless/python3-debian12
      COPY a /app/data/
      ENV DATA_DIR=/app/data
      USER 65532:65532
    `,
    with: { 'lucid.yaml': 'version: 1\nphases: []\n', 'other/a': '' },
  },
  {
    title: 'Given to the user, created as the user, mentioned by a RUN, or part of the base image',
    file: 'Dockerfile',
    text: text`
      FROM python:3.11-slim
      COPY --chown=65532:65532 a /app/data/
      COPY a /app/logs/
      RUN chown -R 65532:65532 /app/logs
      COPY a /tmp/a
      USER 65532:65532
      WORKDIR /app/cache
      ENV DATA_DIR=/app/data LOG_DIR=/app/logs CACHE_DIR=/app/cache TMP_DIR=/tmp
    `,
    with: { a: '' },
  },
  {
    title: 'Folders that the image only reads',
    file: 'Dockerfile',
    text: text`
      FROM gcr.io/distroless/python3-debian12
      WORKDIR /app
      COPY a /app/config/
      ENV CONFIG_PATH=/app/config PYTHONPATH=/app LOG_CONFIG_PATH=/app/config DATABASE=/app/config
      USER 65532:65532
    `,
    with: { a: '' },
  },
  {
    title: 'A folder that no instruction of the file creates',
    file: 'Dockerfile',
    text: text`
      FROM gcr.io/distroless/python3-debian12
      VOLUME /data
      ENV DATA_DIR=/data
      USER 65532:65532
    `,
  },
];
