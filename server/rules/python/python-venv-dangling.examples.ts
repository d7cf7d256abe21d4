import { type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    title: 'ENTRYPOINT and health check',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.11-slim AS builder
      RUN python -m venv /opt/venv
      ENV PATH=/opt/venv/bin:$PATH
      RUN pip install uvicorn
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --from=builder /opt/venv /opt/venv
      ENV PATH=/opt/venv/bin:$PATH \
          PYTHONPATH=/app
      HEALTHCHECK --interval=30s \
          CMD ["/opt/venv/bin/python", "-c", "import health"]
      ENTRYPOINT ["/opt/venv/bin/python"]
      CMD ["-m", "controller.main"]
    `,
    underlined: ['/opt/venv'],
    good: text`
      FROM python:3.11-slim AS builder
      RUN python -m venv /opt/venv
      ENV PATH=/opt/venv/bin:$PATH
      RUN pip install uvicorn
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --from=builder /opt/venv /opt/venv
      ENV PATH=/opt/venv/bin:$PATH \
          PYTHONPATH=/app:/opt/venv/lib/python3.11/site-packages
      HEALTHCHECK --interval=30s \
          CMD ["/usr/bin/python3", "-c", "import health"]
      ENTRYPOINT ["/usr/bin/python3"]
      CMD ["-m", "controller.main"]
    `,
  },
  {
    title: 'A program of the virtual environment',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.11-slim AS builder
      RUN python -m venv /opt/venv
      ENV PATH=/opt/venv/bin:$PATH
      RUN pip install uvicorn
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --from=builder /opt/venv /venv
      ENTRYPOINT []
      CMD ["/venv/bin/uvicorn", "app:app"]
    `,
    good: text`
      FROM python:3.11-slim AS builder
      RUN python -m venv /opt/venv
      ENV PATH=/opt/venv/bin:$PATH
      RUN pip install uvicorn
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --from=builder /opt/venv /venv
      ENV PYTHONPATH=/venv/lib/python3.11/site-packages
      ENTRYPOINT []
      CMD ["/usr/bin/python3", "-m", "uvicorn", "app:app"]
    `,
  },
  {
    title: 'CMD is passed to the ENTRYPOINT of the base image',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.11-slim AS builder
      RUN python -m venv /opt/venv
      ENV PATH=/opt/venv/bin:$PATH
      RUN pip install uvicorn
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --from=builder /opt/venv /opt/venv
      CMD ["/opt/venv/bin/python", "-m", "uvicorn"]
    `,
    good: text`
      FROM python:3.11-slim AS builder
      RUN python -m venv /opt/venv
      ENV PATH=/opt/venv/bin:$PATH
      RUN pip install uvicorn
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --from=builder /opt/venv /opt/venv
      ENV PYTHONPATH=/opt/venv/lib/python3.11/site-packages
      CMD ["-m", "uvicorn"]
    `,
  },
  {
    title: 'Used only through PATH',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.11-slim AS builder
      RUN python -m venv /opt/venv
      ENV PATH=/opt/venv/bin:$PATH
      RUN pip install uvicorn
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --from=builder /opt/venv /opt/venv
      ENV PATH="/opt/venv/bin:$PATH"
      ENTRYPOINT ["python", "-m", "uvicorn"]
    `,
    good: text`
      FROM python:3.11-slim AS builder
      RUN python -m venv /opt/venv
      ENV PATH=/opt/venv/bin:$PATH
      RUN pip install uvicorn
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --from=builder /opt/venv /opt/venv
      ENV PYTHONPATH=/opt/venv/lib/python3.11/site-packages
      ENV PATH="/opt/venv/bin:$PATH"
      ENTRYPOINT ["python", "-m", "uvicorn"]
    `,
  },
  {
    title: 'A program that is probably a Python program',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.11-slim AS builder
      RUN python -m venv /opt/venv
      ENV PATH=/opt/venv/bin:$PATH
      RUN pip install uvicorn
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --from=builder /opt/venv /opt/venv
      ENV PYTHONPATH=/opt/venv/lib/python3.11/site-packages
      ENTRYPOINT ["/opt/venv/bin/service", "--port", "8080"]
    `,
    good: text`
      FROM python:3.11-slim AS builder
      RUN python -m venv /opt/venv
      ENV PATH=/opt/venv/bin:$PATH
      RUN pip install uvicorn
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --from=builder /opt/venv /opt/venv
      ENV PYTHONPATH=/opt/venv/lib/python3.11/site-packages
      ENTRYPOINT ["/usr/bin/python3", "/opt/venv/bin/service", "--port", "8080"]
    `,
    fix: 'Use /usr/bin/python3',
  },
  {
    title: 'A program of `pip install --user`',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.11-slim AS builder
      RUN pip install --user uvicorn
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --from=builder /root/.local /home/nonroot/.local
      ENV PATH=/home/nonroot/.local/bin:$PATH
      ENTRYPOINT ["uvicorn", "app:app"]
    `,
    good: text`
      FROM python:3.11-slim AS builder
      RUN pip install --user uvicorn
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --from=builder /root/.local /home/nonroot/.local
      ENV PATH=/home/nonroot/.local/bin:$PATH
      ENTRYPOINT ["/usr/bin/python3", "-m", "uvicorn", "app:app"]
    `,
  },
  {
    title: 'A program by its path, and a program that is copied alone',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.11-slim AS builder
      RUN pip install --target=/deps gunicorn && pip install celery
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --from=builder /deps /deps
      COPY --from=builder /usr/local/lib/python3.11/site-packages /opt/packages
      COPY --from=builder /usr/local/bin/celery /usr/local/bin/celery
      ENV PYTHONPATH=/deps:/opt/packages
      HEALTHCHECK CMD ["celery", "status"]
      ENTRYPOINT ["/deps/bin/gunicorn", "app:app"]
    `,
    good: text`
      FROM python:3.11-slim AS builder
      RUN pip install --target=/deps gunicorn && pip install celery
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --from=builder /deps /deps
      COPY --from=builder /usr/local/lib/python3.11/site-packages /opt/packages
      COPY --from=builder /usr/local/bin/celery /usr/local/bin/celery
      ENV PYTHONPATH=/deps:/opt/packages
      HEALTHCHECK CMD ["/usr/bin/python3", "-m", "celery", "status"]
      ENTRYPOINT ["/usr/bin/python3", "-m", "gunicorn", "app:app"]
    `,
  },
  {
    title: 'Paths from the working directory, behind tini, a virtual environment of virtualenv among the code',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.11-slim AS builder
      WORKDIR /srv/app
      RUN pip install virtualenv && virtualenv venv && venv/bin/pip install redis
      COPY . .
      FROM gcr.io/distroless/python3-debian12:nonroot
      WORKDIR /srv/app
      COPY --from=builder /srv/app .
      COPY tini /
      HEALTHCHECK CMD ["venv/bin/python", "-c", "import redis"]
      ENTRYPOINT ["/tini", "--", "./venv/bin/python", "main.py"]
    `,
    underlined: ['.'],
    good: text`
      FROM python:3.11-slim AS builder
      WORKDIR /srv/app
      RUN pip install virtualenv && virtualenv venv && venv/bin/pip install redis
      COPY . .
      FROM gcr.io/distroless/python3-debian12:nonroot
      WORKDIR /srv/app
      COPY --from=builder /srv/app .
      COPY tini /
      ENV PYTHONPATH=/srv/app/venv/lib/python3.11/site-packages
      HEALTHCHECK CMD ["/usr/bin/python3", "-c", "import redis"]
      ENTRYPOINT ["/tini", "--", "/usr/bin/python3", "main.py"]
    `,
    with: { 'main.py': 'import redis\n', tini: '' },
  },
  {
    title: 'An environment of uv, whose Python version is unknown, and a shell form',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.12-slim AS builder
      COPY --from=ghcr.io/astral-sh/uv:0.5 /uv /bin/uv
      WORKDIR /app
      COPY pyproject.toml uv.lock ./
      RUN uv sync --frozen --no-dev
      FROM gcr.io/distroless/python3-debian12:nonroot
      WORKDIR /app
      COPY --from=builder /app /app
      ENTRYPOINT exec .venv/bin/uvicorn main:app
    `,
    underlined: ['/app'],
    with: { 'pyproject.toml': '', 'uv.lock': '' },
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'Only the packages, through PYTHONPATH',
    file: 'Dockerfile',
    text: text`
      FROM python:3.11-slim AS builder
      RUN python -m venv /opt/venv
      ENV PATH=/opt/venv/bin:$PATH
      RUN pip install uvicorn
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --from=builder /opt/venv /opt/venv
      ENV PATH=/opt/venv/bin:$PATH PYTHONPATH=/app:/opt/venv/lib/python3.11/site-packages
      CMD ["-m", "uvicorn"]
    `,
  },
  {
    title: 'A virtual environment that /usr/bin/python3 made, on Debian or through a link',
    file: 'Dockerfile',
    text: text`
      FROM debian:12-slim AS debian
      RUN apt-get install -y python3-venv && python3 -m venv /opt/venv
      FROM python:3.11-slim AS linked
      RUN ln -s /usr/local/bin/python /usr/bin/python && /usr/bin/python -m venv /venv && /venv/bin/pip install psutil
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --from=debian /opt/venv /opt/venv
      COPY --from=linked /venv /venv
      HEALTHCHECK CMD ["/opt/venv/bin/python", "-c", "import health"]
      ENTRYPOINT ["/venv/bin/python3", "main.py"]
    `,
  },
  {
    title: 'The same interpreter in both images, a corrected link, a copied interpreter',
    file: 'Dockerfile',
    text: text`
      FROM python:3.11-slim AS builder
      RUN python -m venv /opt/venv
      ENV PATH=/opt/venv/bin:$PATH
      RUN pip install uvicorn
      FROM python:3.11-slim AS runtime
      COPY --from=builder /opt/venv /opt/venv
      ENTRYPOINT ["/opt/venv/bin/python"]
      FROM python:3.11-slim AS relinked
      RUN python -m venv /opt/venv && ln -sf /usr/bin/python3 /opt/venv/bin/python
      FROM gcr.io/distroless/python3-debian12:nonroot AS one
      COPY --from=relinked /opt/venv /opt/venv
      ENTRYPOINT ["/opt/venv/bin/python"]
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --from=one / /one
      COPY --from=runtime / /runtime
      COPY --from=builder /usr/local /usr/local
      COPY --from=builder /opt/venv /opt/venv
      ENTRYPOINT ["/opt/venv/bin/python"]
    `,
  },
  {
    title: 'A Python that uv fetched comes along',
    file: 'Dockerfile',
    text: text`
      FROM python:3.12-slim AS builder
      WORKDIR /app
      RUN uv python install 3.13 && uv sync
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --from=builder /root/.local/share/uv /root/.local/share/uv
      COPY --from=builder /app/.venv /app/.venv
      ENTRYPOINT ["/app/.venv/bin/python"]
    `,
  },
  {
    title: 'Programs with a corrected first line, with a copied interpreter, or installed by Debian’s Python',
    file: 'Dockerfile',
    text: text`
      FROM python:3.11-slim AS rewritten
      RUN pip install --target=/deps uvicorn && sed -i "1s|.*|#!/usr/bin/python3|" /deps/bin/*
      FROM debian:12-slim AS debian
      RUN apt-get update && apt-get install -y python3-pip && pip install --target=/packages gunicorn
      FROM python:3.11-slim AS whole
      RUN pip install celery
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --from=rewritten /deps /deps
      COPY --from=debian /packages /packages
      COPY --from=whole /usr/local/lib /usr/local/lib
      COPY --from=whole /usr/local/bin /usr/local/bin
      ENV PYTHONPATH=/deps:/packages:/usr/local/lib/python3.11/site-packages PATH=/packages/bin:$PATH
      RUN ["celery", "--version"]
      HEALTHCHECK CMD ["gunicorn", "--version"]
      ENTRYPOINT ["/deps/bin/uvicorn"]
    `,
  },
];
