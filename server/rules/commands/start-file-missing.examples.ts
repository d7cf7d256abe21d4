import { type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    title: 'The folder is copied, not its content',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.11-slim
      WORKDIR /app
      COPY requirements.txt .
      RUN pip install --no-cache-dir -r requirements.txt
      COPY src/ ./src/
      CMD ["python", "app.py"]
    `,
    underlined: ['"app.py"'],
    with: { 'requirements.txt': 'flask\n', 'src/app.py': '' },
  },
  {
    title: 'A package without `__main__.py`, through a builder stage; a health check',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.11-slim AS builder
      WORKDIR /build
      COPY api/ ./api/
      RUN pip install --target=/packages flask && find . -name '*.md'
      FROM gcr.io/distroless/python3-debian12:nonroot
      WORKDIR /app
      COPY --from=builder /packages /packages
      COPY --from=builder /build/api ./api
      ENV PYTHONPATH=/packages
      HEALTHCHECK CMD ["/usr/bin/python3", "/app/health.py"]
      CMD ["-m", "api"]
    `,
    underlined: ['"/app/health.py"', '"api"'],
    with: { 'api/__init__.py': '', 'api/main.py': '' },
  },
  {
    title: 'An application for uvicorn',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.11-slim
      WORKDIR /app
      RUN pip install uvicorn
      COPY service/ ./service/
      CMD uvicorn main:app --host 0.0.0.0
    `,
    with: { 'service/main.py': '' },
  },
  {
    title: 'A module that the package does not have',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.11-slim
      COPY . /srv
      WORKDIR /srv
      ENTRYPOINT ["python3", "-u", "-m", "billing.server"]
    `,
    underlined: ['"billing.server"'],
    with: { 'billing/__init__.py': '', 'billing/app.py': '' },
  },
  {
    title: 'A start script, and a server of Node.js behind tini',
    file: 'Dockerfile',
    bad: text`
      FROM node:22-slim AS scripted
      COPY server.js /app/
      ENTRYPOINT ["/app/run.sh"]
      FROM node:22-slim
      WORKDIR /app
      COPY --from=scripted /app /srv
      COPY server.js /srv/
      CMD ["tini", "--", "node", "server.js"]
    `,
    underlined: ['"server.js"'],
    with: { 'server.js': '' },
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'The file is there: by a folder, a pattern, another stage, a here-document, PYTHONPATH',
    file: 'Dockerfile',
    text: text`
      FROM python:3.11-slim AS builder
      WORKDIR /src
      COPY code* ./
      COPY <<EOF run.py
      import api
      EOF
      FROM python:3.11-slim AS one
      WORKDIR /app
      COPY --from=builder /src/ .
      HEALTHCHECK CMD python /app/run.py
      CMD ["python", "main.py"]
      FROM python:3.11-slim
      COPY --from=one /app /srv/code
      COPY api /srv/lib/api
      ENV PYTHONPATH=/srv/code:/srv/lib
      HEALTHCHECK CMD ["python", "-m", "api"]
      CMD ["gunicorn", "--workers", "2", "-b", "0.0.0.0:8080", "main:app"]
    `,
    with: { 'code/main.py': '', 'api/__main__.py': '' },
  },
  {
    title: 'Something unknown may bring it: a command, a tool, another image, git, an installed package',
    file: 'Dockerfile',
    text: text`
      FROM node:22-slim AS built
      WORKDIR /app
      COPY package.json src ./
      RUN npm run build
      CMD ["node", "build/server.js"]
      FROM example.com/team/base:1 AS foreign
      COPY src /app
      HEALTHCHECK CMD node /app/health.js
      FROM python:3.11-slim AS installed
      WORKDIR /app
      COPY . .
      RUN pip install .
      FROM python:3.11-slim
      WORKDIR /app
      COPY --from=built /app /app
      COPY --from=foreign /app /app
      COPY --from=installed /app /srv
      COPY src src
      HEALTHCHECK CMD ["python", "-m", "main"]
      CMD ["python", "dist/app.py"]
    `,
    with: { 'package.json': '{}', 'src/x.js': '', '.gitignore': 'dist/\n' },
  },
  {
    title: 'Code that is mounted: nothing but lists of packages is copied, or a compose file says so',
    file: 'Dockerfile',
    text: text`
      FROM python:3.11-slim
      WORKDIR /app
      COPY requirements.txt .
      RUN pip install -r requirements.txt
      COPY docs ./docs
      CMD ["python", "app.py"]
    `,
    with: {
      'requirements.txt': '',
      'docs/x': '',
      'compose.yaml': 'services:\n  api:\n    build: .\n    volumes:\n      - ./code:/app\n',
    },
  },
  {
    title: 'Another command in a compose file',
    file: 'Dockerfile',
    text: text`
      FROM python:3.11-slim
      WORKDIR /app
      COPY src ./src
      CMD ["python", "app.py"]
    `,
    with: {
      'src/app.py': '',
      'lucid.yaml': 'version: 1\nregistry: docker.io/acme\nphases: []\n',
      'compose.yaml': 'services:\n  api:\n    build: .\n    command: python src/app.py\n',
    },
  },
  {
    title: 'Only a script is copied: the code may be mounted. A working directory that is unknown',
    file: 'Dockerfile',
    text: text`
      FROM python:3.11-slim AS one
      ARG HOME_OF_APP
      WORKDIR $HOME_OF_APP
      COPY . .
      CMD ["python", "x.py"]
      FROM python:3.11-slim
      WORKDIR /app
      COPY docker/entrypoint.sh /
      COPY --from=one /etc/hosts /tmp/
      CMD ["python", "manage.py", "runserver"]
    `,
    with: { 'docker/entrypoint.sh': '' },
  },
  {
    title: 'A volume, and a server that looks in another folder',
    file: 'Dockerfile',
    text: text`
      FROM python:3.11-slim AS one
      WORKDIR /data
      COPY . /code
      VOLUME /data
      HEALTHCHECK CMD ["python", "probe.py"]
      FROM python:3.11-slim
      WORKDIR /app
      COPY --from=one /code /app/src
      CMD ["uvicorn", "--app-dir", "src", "main:app"]
    `,
    with: { 'main.py': '' },
  },
  {
    title: 'The standard library, a package of the index, a program of the system',
    file: 'Dockerfile',
    text: text`
      FROM python:3.11-slim
      WORKDIR /app
      COPY http ./http
      HEALTHCHECK CMD ["/usr/local/bin/check", "x"]
      CMD ["python", "-m", "http.server"]
    `,
    with: { 'http/x.py': '' },
  },
];
