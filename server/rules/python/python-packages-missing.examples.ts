import { type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    title: 'Only the code is copied',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.11-slim AS builder
      WORKDIR /src
      COPY requirements.txt .
      RUN pip install --no-cache-dir -r requirements.txt
      COPY . .
      FROM gcr.io/distroless/python3-debian12:nonroot
      WORKDIR /app
      COPY --from=builder /src/main.py /src/settings.py ./
      CMD ["main.py"]
    `,
    underlined: ['gcr.io/distroless/python3-debian12:nonroot'],
    good: text`
      FROM python:3.11-slim AS builder
      WORKDIR /src
      COPY requirements.txt .
      RUN pip install --no-cache-dir -r requirements.txt
      COPY . .
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --from=builder /usr/local/lib/python3.11/site-packages /usr/local/lib/python3.11/dist-packages
      WORKDIR /app
      COPY --from=builder /src/main.py /src/settings.py ./
      CMD ["main.py"]
    `,
    fix: 'Copy the packages',
    with: {
      'requirements.txt': '# web\nFlask==3.0\nPyYAML>=6 ; python_version > "3.8"\n',
      'main.py':
        '"""Starts.\nimport nothing\n"""\nimport os, settings\n\ntry:\n    import redis\nexcept ImportError:\n    redis = None\nimport yaml\n',
      'settings.py': '',
    },
  },
  {
    title: 'A server that is started as a module',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.11-slim AS builder
      RUN pip install --user uvicorn fastapi
      FROM python:3.11-slim
      WORKDIR /app
      COPY api/ ./api/
      CMD ["python", "-m", "uvicorn", "api.main:app"]
      COPY --from=builder /etc/hostname /etc/build
    `,
    with: { 'api/__init__.py': '', 'api/main.py': 'from fastapi import FastAPI\n' },
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'The packages come along, or the image installs its own',
    file: 'Dockerfile',
    text: text`
      FROM python:3.11-slim AS builder
      WORKDIR /src
      RUN pip install flask && pip wheel --wheel-dir=/wheels flask
      FROM python:3.11-slim AS installing
      COPY --from=builder /wheels /wheels
      RUN pip install --no-index --find-links=/wheels flask
      COPY main.py /app/
      CMD ["python", "/app/main.py"]
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --from=installing /app /app
      COPY --from=builder /usr/local/lib/python3.11/site-packages /usr/local/lib/python3.11/dist-packages
      CMD ["/app/main.py"]
    `,
    with: { 'main.py': 'import flask\n' },
  },
  {
    title: 'A module of that name in the code, the standard library, an import that may fail',
    file: 'Dockerfile',
    text: text`
      FROM python:3.11-slim AS builder
      RUN pip install redis celery asyncio && python -c "print('built')" > /out.txt
      FROM gcr.io/distroless/python3-debian12:nonroot
      WORKDIR /app
      COPY . .
      COPY --from=builder /out.txt ./
      CMD ["main.py"]
    `,
    with: {
      'main.py': 'import redis\nimport asyncio\ntry:\n    import celery\nexcept ImportError:\n    pass\n',
      'redis/__init__.py': '',
    },
  },
  {
    title: 'A folder that may hold them, another image, a project that poetry installs',
    file: 'Dockerfile',
    text: text`
      FROM python:3.11-slim AS builder
      WORKDIR /app
      RUN pip install flask poetry && poetry install
      FROM python:3.11-slim AS copied
      RUN pip install flask && cp -r /usr/local/lib/python3.11/site-packages /opt/python
      FROM gcr.io/distroless/python3-debian12:nonroot AS one
      COPY --from=copied /opt /opt
      COPY main.py /app/
      CMD ["/app/main.py"]
      FROM gcr.io/distroless/python3-debian12:nonroot
      COPY --from=one /etc/hosts /tmp/
      COPY --from=builder /app /app
      COPY main.py /app/
      CMD ["/app/main.py"]
    `,
    with: { 'main.py': 'import flask\n' },
  },
];
