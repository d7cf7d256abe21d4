import { type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: text`
      FROM python:3.12-slim AS builder
      RUN pip install --user flask
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --from=builder /root/.local /home/nonroot/.local
      CMD ["-m", "flask"]
    `,
    underlined: ['python:3.12-slim'],
    good: text`
      FROM python:3.11-slim AS builder
      RUN pip install --user flask
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --from=builder /root/.local /home/nonroot/.local
      CMD ["-m", "flask"]
    `,
  },
  {
    title: 'Through an ARG, for an image with Python 3.13',
    file: 'Dockerfile',
    bad: text`
      ARG PYTHON_VERSION="3.12.4"
      ARG BUILDER=python:\${PYTHON_VERSION}-slim-bookworm
      FROM \${BUILDER} AS deps
      RUN pip install --prefix=/install flask
      FROM gcr.io/distroless/python3-debian13
      COPY --from=deps /install /usr/local
    `,
    good: text`
      ARG PYTHON_VERSION="3.13"
      ARG BUILDER=python:\${PYTHON_VERSION}-slim-bookworm
      FROM \${BUILDER} AS deps
      RUN pip install --prefix=/install flask
      FROM gcr.io/distroless/python3-debian13
      COPY --from=deps /install /usr/local
    `,
  },
  {
    title: 'The version in the paths',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.12 AS base
      FROM base AS builder
      # python3.12 and its packages
      RUN pip install flask && rm -rf /usr/local/lib/python3.12/test
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --from=builder /usr/local/lib/python3.12/site-packages \
          /usr/local/lib/python3.12/site-packages
      ENV PYTHONPATH=/app:/usr/local/lib/python3.12/site-packages
      CMD ["-m", "flask"]
    `,
    good: text`
      FROM python:3.11 AS base
      FROM base AS builder
      # python3.12 and its packages
      RUN pip install flask && rm -rf /usr/local/lib/python3.11/test
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --from=builder /usr/local/lib/python3.11/site-packages \
          /usr/local/lib/python3.11/site-packages
      ENV PYTHONPATH=/app:/usr/local/lib/python3.11/site-packages
      CMD ["-m", "flask"]
    `,
  },
  {
    title: 'A folder without a version: only compiled packages fail',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.13-slim AS builder
      RUN pip install --target=/packages psutil
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --from=builder /packages /usr/local/lib/python3.11/dist-packages
    `,
    good: text`
      FROM python:3.11-slim AS builder
      RUN pip install --target=/packages psutil
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --from=builder /packages /usr/local/lib/python3.11/dist-packages
    `,
  },
  {
    title: 'Two builder stages, one on Alpine',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.10-slim AS one
      RUN python -m venv /opt/one
      FROM python:3.11-alpine3.20 AS two
      RUN pip install --target /opt/two psutil
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --from=one /opt/one /opt/one
      COPY --from=two /opt/two /opt/two
    `,
    good: text`
      FROM python:3.11-slim AS one
      RUN python -m venv /opt/one
      FROM python:3.11-slim-bookworm AS two
      RUN pip install --target /opt/two psutil
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --from=one /opt/one /opt/one
      COPY --from=two /opt/two /opt/two
    `,
  },
  {
    title: 'A builder stage on another release of Debian',
    file: 'Dockerfile',
    bad: text`
      FROM debian:trixie-slim AS builder
      RUN apt-get update && apt-get install -y python3-venv && python3 -m venv /venv
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --from=builder /venv /venv
      ENTRYPOINT ["/venv/bin/python"]
    `,
    good: text`
      FROM debian:bookworm-slim AS builder
      RUN apt-get update && apt-get install -y python3-venv && python3 -m venv /venv
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --from=builder /venv /venv
      ENTRYPOINT ["/venv/bin/python"]
    `,
  },
  {
    title: 'A digest, which pins one version',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.12-slim@sha256:0000000000000000000000000000000000000000000000000000000000000000 AS builder
      RUN pip install --user flask
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --from=builder /root/.local /home/nonroot/.local
    `,
    good: text`
      FROM python:3.11-slim AS builder
      RUN pip install --user flask
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --from=builder /root/.local /home/nonroot/.local
    `,
    fix: 'Build with',
  },
  {
    title: 'The image runs a Python that is out of support',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.12-slim AS builder
      RUN pip install --prefix=/install flask
      FROM gcr.io/distroless/python3-debian11
      COPY --from=builder /install/lib/python3.12 /usr/local/lib/python3.12
      CMD ["-m", "flask"]
    `,
    good: text`
      FROM python:3.13-slim AS builder
      RUN pip install --prefix=/install flask
      FROM gcr.io/distroless/python3-debian13
      COPY --from=builder /install/lib/python3.13 /usr/local/lib/python3.13
      CMD ["-m", "flask"]
    `,
    fix: 'Use python3-debian13',
  },
  {
    title: 'Two official images: the older one may be the one to change',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.12-slim AS builder
      RUN pip install --user flask
      FROM python:3.11-slim
      COPY --from=builder /root/.local /root/.local
      CMD ["python", "-m", "flask"]
    `,
  },
  {
    title: 'A builder stage is not lowered to a Python that is out of support',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.12-slim AS builder
      RUN pip install --target=/packages psutil
      FROM gcr.io/distroless/python3-debian11
      COPY --from=builder /packages /usr/local/lib/python3.9/dist-packages
      CMD ["-m", "psutil"]
    `,
  },
  {
    title: 'A Python that is brought and not started',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.12-slim AS builder
      RUN pip install flask
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --from=builder /usr/local /usr/local
      CMD ["-m", "flask"]
    `,
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'The same version, or a tag without the minor version',
    file: 'Dockerfile',
    text: text`
      FROM python:3.11.9-slim AS one
      RUN pip install --user flask
      FROM python:3-slim AS two
      RUN pip install --user redis
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --from=one /root/.local /home/nonroot/.local
      COPY --from=two /root/.local /home/nonroot/.local
    `,
  },
  {
    title: 'No Python packages are copied',
    file: 'Dockerfile',
    text: text`
      FROM python:3.12-alpine AS builder
      RUN pip install --user build && python generate.py /out
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --from=builder /out /app
      CMD ["main.py"]
    `,
  },
  {
    title: 'A whole copied Python, and a Python that uv installs in the builder stage',
    file: 'Dockerfile',
    text: text`
      FROM python:3.12-slim AS builder
      RUN pip install flask
      FROM python:3.12-slim AS own
      RUN uv sync --project /app && uv pip install --prefix /app/.venv flask
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --from=builder /usr/local /usr/local
      COPY --from=own /app/.venv /app/.venv
      ENTRYPOINT ["python3"]
      CMD ["-m", "flask"]
    `,
  },
  {
    title: 'A copied Python of its own version, started by its path or through PATH',
    file: 'Dockerfile',
    text: text`
      FROM python:3.12-slim AS builder
      RUN pip install flask
      FROM gcr.io/distroless/python3-debian12:nonroot AS one
      COPY --from=builder /usr/local/lib/python3.12 /usr/local/lib/python3.12
      COPY --from=builder /usr/local/bin/python3.12 /usr/local/bin/python3.12
      ENTRYPOINT ["/usr/local/bin/python3.12", "-m", "flask"]
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --from=one /etc/hosts /tmp/
      COPY --from=builder /usr/local/lib/python3.12/site-packages /usr/local/lib/python3.12/site-packages
      COPY --from=builder /usr/local/bin/python3.12 /usr/local/bin/
      CMD ["python3.12", "-m", "flask"]
    `,
  },
  {
    title: 'Official images of one version, both Alpine',
    file: 'Dockerfile',
    text: text`
      FROM python:3.14.7-alpine3.24 AS build-venv
      RUN python -m venv venv && venv/bin/pip install flask
      FROM python:3.14.7-alpine3.24
      COPY --from=build-venv /venv/ /venv/
      ENTRYPOINT ["/venv/bin/python", "main.py"]
    `,
  },
  {
    title: 'A stage that the build does not reach',
    file: 'Dockerfile',
    text: text`
      FROM python:3.12-slim AS builder
      RUN pip install --user flask
      FROM gcr.io/distroless/python3-debian12:nonroot AS old
      COPY --from=builder /root/.local /home/nonroot/.local
      FROM python:3.12-slim
      COPY --from=builder /root/.local /usr/local
    `,
  },
];
