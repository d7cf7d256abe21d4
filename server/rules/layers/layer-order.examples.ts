import { type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: text`
      FROM python:3.11-slim AS build
      WORKDIR /build
      COPY . .
      RUN pip install --no-cache-dir \
          -r requirements.txt
      ENV A=1
    `,
    underlined: ['COPY . .'],
    good: text`
      FROM python:3.11-slim AS build
      WORKDIR /build
      COPY requirements.txt ./
      RUN pip install --no-cache-dir \
          -r requirements.txt
      COPY . .
      ENV A=1
    `,
    fix: 'Copy requirements.txt first',
    with: { 'requirements.txt': 'x==1\n', 'main.py': '' },
  },
  {
    title: 'A folder with a manifest and its lock file, RUN on the last line, Windows line ends',
    file: 'Dockerfile',
    bad: text`
      FROM node:22
      COPY --chown=node web /app/
      WORKDIR /app
      RUN npm ci`.replaceAll('\n', '\r\n'),
    good: text`
      FROM node:22
      COPY --chown=node web/package.json web/package-lock.json /app/
      WORKDIR /app
      RUN npm ci
      COPY --chown=node web /app/`.replaceAll('\n', '\r\n'),
    fix: 'Copy package.json and package-lock.json first',
    with: { 'web/package.json': '{}', 'web/package-lock.json': '{}', 'web/index.js': '' },
  },
  {
    title: 'ADD instead of COPY',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.12
      WORKDIR /app
      ADD . /app
      RUN pip install -r requirements.txt
      CMD ["python", "main.py"]
    `,
    good: text`
      FROM python:3.12
      WORKDIR /app
      ADD requirements.txt /app/
      RUN pip install -r requirements.txt
      ADD . /app
      CMD ["python", "main.py"]
    `,
    fix: 'Copy requirements.txt first',
    with: { 'requirements.txt': 'x==1\n', 'main.py': '' },
  },
  {
    title: 'The same RUN also uses the source code: split it first',
    file: 'Dockerfile',
    bad: text`
      FROM golang:1.24
      WORKDIR /src
      COPY . .
      RUN go mod download && go build -o /server .
    `,
    with: { 'go.mod': 'module x\n', 'main.go': '' },
  },
  {
    title: 'The manifest is copied already: only the order is wrong',
    file: 'Dockerfile',
    bad: text`
      FROM golang:1.24
      WORKDIR /src
      COPY go.mod ./
      COPY . .
      RUN go mod download
    `,
    good: text`
      FROM golang:1.24
      WORKDIR /src
      COPY go.mod ./
      RUN go mod download
      COPY . .
    `,
    fix: 'Copy the source code after',
    with: { 'go.mod': 'module x\n', 'main.go': '' },
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'The manifest first, a manifest that needs the source code, a manifest that a RUN writes',
    file: 'Dockerfile',
    text: text`
      FROM python:3.11-slim AS a
      COPY requirements.txt ./
      RUN pip install -r requirements.txt
      COPY . .
      FROM python:3.11-slim AS b
      COPY . .
      RUN pip install -r editable.txt
      RUN pip install .
      FROM python:3.11-slim
      WORKDIR /app
      COPY . .
      RUN ./freeze > made.txt && pip install -r made.txt
      COPY --from=a /a /a
      COPY --from=b /b /b
    `,
    with: { 'requirements.txt': 'x==1\n', 'editable.txt': '-e .\n', 'main.py': '' },
  },
  {
    title: 'A folder with only the manifest, and source code in another folder',
    file: 'Dockerfile',
    text: text`
      FROM python:3.11-slim
      COPY src /src
      COPY deps/ /deps/
      RUN pip install -r /deps/requirements.txt
    `,
    with: { 'deps/requirements.txt': 'x==1\n', 'src/main.py': '', 'src/requirements.txt': '' },
  },
  {
    title: 'A stage that is not built',
    file: 'Dockerfile',
    text: text`
      FROM python:3.11-slim AS unused
      COPY . .
      RUN pip install -r requirements.txt
      FROM scratch
    `,
    with: { 'requirements.txt': 'x==1\n', 'main.py': '' },
  },
];
