import { examplePlan, type RuleExamples, text, unknownHome } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    title: 'No USER on a base image that runs as root',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12:latest
      WORKDIR /app
      COPY main.py ./
      EXPOSE 8080

      # how it is asked
      HEALTHCHECK CMD ["/usr/bin/python3", "-c", "import health"]
      CMD ["main.py"]`,
    underlined: ['gcr.io/distroless/python3-debian12:latest'],
    good: text`
      FROM gcr.io/distroless/python3-debian12:latest
      WORKDIR /app
      COPY main.py ./
      EXPOSE 8080

      USER 65532:65532

      # how it is asked
      HEALTHCHECK CMD ["/usr/bin/python3", "-c", "import health"]
      CMD ["main.py"]`,
    with: { 'main.py': '' },
  },
  {
    title: 'Another number',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.11-slim
      RUN pip install uvicorn
      COPY --chown=1001 main.py /app/
      USER 1001:1001
      CMD ["python"]
    `,
    good: text`
      FROM python:3.11-slim
      RUN pip install uvicorn
      COPY --chown=65532:65532 main.py /app/
      USER 65532:65532
      CMD ["python"]
    `,
    with: { 'main.py': '' },
  },
  {
    title: 'USER root for a RUN, and no other USER after it',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.11-slim
      CMD ["python", "-c", "import http.server"]
      USER root
      RUN apt-get update
    `,
    good: text`
      FROM python:3.11-slim
      CMD ["python", "-c", "import http.server"]
      USER root
      RUN apt-get update
      USER 65532:65532
    `,
  },
  {
    title: 'The number of a copied account is not the plan’s',
    file: 'Dockerfile',
    bad: text`
      FROM debian:12 AS builder
      RUN useradd -u 1000 app
      FROM gcr.io/distroless/static-debian12
      COPY --from=builder /etc/passwd /etc/
      USER app
    `,
    good: text`
      FROM debian:12 AS builder
      RUN useradd -u 1000 app
      FROM gcr.io/distroless/static-debian12
      COPY --from=builder /etc/passwd /etc/
      USER 65532:65532
    `,
  },
  {
    title: 'An account without a given number',
    file: 'Dockerfile',
    bad: text`
      FROM debian:12
      RUN useradd -m app && su app -c "mkdir /home/app/cache"
      USER app
      CMD ["bash"]
    `,
    good: text`
      FROM debian:12
      RUN useradd -m app && su app -c "mkdir /home/app/cache"
      USER 65532:65532
      CMD ["bash"]
    `,
    fix: 'Run as',
  },
  {
    title: 'What the start command writes goes to the user',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12
      WORKDIR /app
      COPY data/ ./data/
      COPY service/ ./service/
      ENV DATA_DIR=/app/data
      CMD ["-m", "service.main"]
    `,
    good: text`
      FROM gcr.io/distroless/python3-debian12
      WORKDIR /app
      COPY --chown=65532:65532 data/ ./data/
      COPY service/ ./service/
      ENV DATA_DIR=/app/data
      USER 65532:65532
      CMD ["-m", "service.main"]
    `,
    with: {
      'data/.keep': '',
      'service/__init__.py': '',
      'service/main.py': 'from .settings import STATE\nopen(STATE, "w").close()\n',
      'service/settings.py': 'import os\nSTATE = os.path.join(os.environ["DATA_DIR"], "state.json")\n',
    },
  },
  {
    title: 'The start command makes a folder in one of root: a person must decide',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12
      WORKDIR /app
      COPY main.py ./
      CMD ["main.py"]
    `,
    with: { 'main.py': 'import os\nos.makedirs("logs", exist_ok=True)\n' },
  },
  {
    title: 'The entry script needs root: a person must decide',
    file: 'Dockerfile',
    bad: text`
      FROM debian:12
      RUN apt-get update && apt-get install -y gosu
      COPY start.sh /
      ENTRYPOINT ["/start.sh"]
      CMD ["sleep", "1"]
    `,
    with: { 'start.sh': '#!/bin/sh\nchown -R 65532 /data\nexec gosu 65532 "$@"\n' },
  },
  {
    title: 'A program that cannot be read, outside of distroless: a person must decide',
    file: 'Dockerfile',
    bad: text`
      FROM debian:12
      RUN apt-get update && apt-get install -y nginx
      CMD ["nginx", "-g", "daemon off;"]
    `,
  },
  {
    title: 'No start command, so that anything may run: a person must decide',
    file: 'Dockerfile',
    bad: text`
      FROM golang:1.24
      WORKDIR /src
      RUN go install golang.org/x/tools/cmd/stringer@latest
    `,
  },
  {
    title: 'Packages in the home of root, which no other user may enter: a person must decide',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.11-slim
      COPY requirements.txt main.py /app/
      RUN pip install --user -r /app/requirements.txt
      ENV PATH=/root/.local/bin:$PATH
      CMD ["python", "/app/main.py"]
    `,
    with: { 'main.py': '', 'requirements.txt': '' },
  },
  {
    title: 'The base has files of the other user: a person must decide',
    file: 'Dockerfile',
    bad: text`
      FROM nginxinc/nginx-unprivileged:1.29
      USER 101
      COPY static/ /usr/share/nginx/html/
    `,
    with: { 'static/index.html': '' },
  },
  {
    title: 'A volume may hold files of root: a person must decide',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12
      COPY main.py /app/
      VOLUME /data
      CMD ["/app/main.py"]
    `,
    with: { 'main.py': '' },
  },
  {
    title: 'Another stage that is built from the image runs as root: a person must decide',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.11-slim AS prod
      COPY main.py /app/
      CMD ["python", "/app/main.py"]
      FROM prod AS dev
      RUN pip install pytest
    `,
    with: {
      'main.py': '',
      'lucid.yaml': examplePlan('Dockerfile', 'context: ., target: prod'),
    },
  },
  {
    title: 'An account that only this image needs',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.11-slim
      RUN useradd -r app && mkdir /data && chown -R app:app /data
      COPY --chown=app:app main.py /app/
      USER app
      CMD ["python", "/app/main.py"]
    `,
    good: text`
      FROM python:3.11-slim
      RUN mkdir /data && chown -R 65532:65532 /data
      COPY --chown=65532:65532 main.py /app/
      USER 65532:65532
      CMD ["python", "/app/main.py"]
    `,
    with: { 'main.py': '' },
  },
  {
    title: 'An account that the image runs as by its number',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.11-slim
      RUN useradd -r -u 1001 app && mkdir /data && chown app /data
      COPY main.py /app/
      USER 1001
      CMD ["python", "/app/main.py"]
    `,
    good: text`
      FROM python:3.11-slim
      RUN mkdir /data && chown 65532:65532 /data
      COPY main.py /app/
      USER 65532:65532
      CMD ["python", "/app/main.py"]
    `,
    with: { 'main.py': 'open("/data/x", "w").close()\n' },
  },
  {
    title: 'It gets a home, which a number does not have: a person must decide',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.11-alpine
      RUN addgroup -S app && adduser -S -G app app
      COPY --chown=app:app main.py /app/
      USER app
      CMD ["python", "/app/main.py"]
    `,
    with: { 'main.py': '' },
  },
  {
    title: 'Its home is used: a person must decide',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.11-slim
      RUN useradd -m app
      ENV HOME=/home/app
      USER app
      CMD ["python"]
    `,
  },
  {
    title: 'gosu changes the user itself and needs root: a person must decide',
    file: 'Dockerfile',
    bad: text`
      FROM debian:12
      RUN useradd -r app && apt-get update && apt-get install -y gosu
      ENTRYPOINT ["gosu", "app", "bash"]
    `,
    good: text`
      FROM debian:12
      RUN useradd -r app && apt-get update && apt-get install -y gosu
      USER 65532:65532
      ENTRYPOINT ["gosu", "app", "bash"]
    `,
    fix: 'Insert USER',
  },
  {
    title: 'A name in --chown that the image does not have goes to the plan, too',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12
      COPY --chown=app:app app /app
      USER 1001:1001
      CMD ["/app/main.py"]
    `,
    good: text`
      FROM gcr.io/distroless/python3-debian12
      COPY --chown=65532:65532 app /app
      USER 65532:65532
      CMD ["/app/main.py"]
    `,
    with: { 'app/main.py': '' },
  },
  {
    title: 'A tag that is not published counts as the one that distroless-tag writes',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12:3.11
      RUN ["/usr/bin/python3", "-c", "print(1)"]
      CMD ["main.py"]
    `,
    underlined: ['gcr.io/distroless/python3-debian12:3.11'],
    good: text`
      FROM gcr.io/distroless/python3-debian12:3.11
      RUN ["/usr/bin/python3", "-c", "print(1)"]
      USER 65532:65532
      CMD ["main.py"]
    `,
  },
  {
    title: 'Quotes around the account',
    file: 'Dockerfile',
    bad: text`
      FROM debian:12
      RUN useradd app
      USER "app"
      CMD ["/app"]
    `,
    fix: 'Use 65532:65532 instead of "app"',
    good: text`
      FROM debian:12
      USER 65532:65532
      CMD ["/app"]
    `,
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'A base image that runs as nonroot',
    file: 'Dockerfile',
    text: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      CMD ["main.py"]
    `,
  },
  {
    title: 'The same user by name, through stages and variables',
    file: 'Dockerfile',
    text: text`
      ARG BASE=gcr.io/distroless/python3-debian12
      FROM \${BASE} AS a
      USER nonroot
      FROM a AS b
      USER nonroot:nonroot
      FROM b AS c
      ARG UID=65532
      USER \${UID}
    `,
  },
  {
    title: 'A copied account with the number of the plan',
    file: 'Dockerfile',
    text: text`
      FROM debian:12 AS builder
      RUN groupadd -g 65532 app && useradd -u 65532 -g app app
      FROM scratch
      COPY --from=builder /etc/passwd /etc/group /etc/
      USER app:app
    `,
  },
  {
    title: 'A number in an unknown variable',
    file: 'Dockerfile',
    text: text`
      FROM debian:12
      ARG UID
      RUN useradd -u $UID app && su app -c true
      USER app
    `,
  },
  {
    title: 'An unknown base image',
    file: 'Dockerfile',
    text: text`
      FROM registry.example.org/team/base:1
      CMD ["main.py"]
    `,
  },
  {
    title: 'The plan says root',
    file: 'Dockerfile',
    text: text`
      FROM gcr.io/distroless/python3-debian12
      CMD ["main.py"]
    `,
    with: { 'lucid.yaml': examplePlan('Dockerfile', 'context: ., user: "0:0"') },
  },
  {
    title: 'A Dockerfile outside the plan',
    file: 'other/Dockerfile',
    text: text`
      FROM debian:12
      CMD ["bash"]
    `,
    with: { 'lucid.yaml': 'version: 1\nphases: []\n' },
  },
];

export const unmasks: RuleExamples['unmasks'] = [unknownHome];
