import { examplePlan, type RuleExamples, text, unknownCopy } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    title: 'A file that a service can get when it starts',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12
      COPY main.py ./
      COPY config/.env.secrets ./.env.secrets
      CMD ["main.py"]
    `,
    underlined: ['config/.env.secrets'],
    good: text`
      FROM gcr.io/distroless/python3-debian12
      COPY main.py ./
      CMD ["main.py"]
    `,
    fix: 'Do not copy it',
    with: { 'main.py': '', 'config/.env.secrets': 'API_KEY=1' },
  },
  {
    title: 'A file that a RUN can get as a secret',
    file: 'Dockerfile',
    bad: text`
      FROM node:22 AS builder
      WORKDIR /src
      COPY package.json ./
      COPY .npmrc ./
      RUN npm ci
      FROM gcr.io/distroless/nodejs22-debian12
      COPY --from=builder /src /src
    `,
    good: text`
      FROM node:22 AS builder
      WORKDIR /src
      COPY package.json ./
      RUN --mount=type=secret,id=npmrc,target=/src/.npmrc npm ci
      FROM gcr.io/distroless/nodejs22-debian12
      COPY --from=builder /src /src
    `,
    fix: 'Give it to the next RUN',
    with: { 'package.json': '', '.npmrc': '//registry.example.org/:_authToken=abc' },
  },
  {
    title: 'One of several sources',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/static-debian12
      COPY server.crt server.key \
           ca.pem /tls/
    `,
    good: text`
      FROM gcr.io/distroless/static-debian12
      COPY server.crt \
           ca.pem /tls/
    `,
    fix: 'Do not copy it',
    with: { 'server.crt': '', 'server.key': '', 'ca.pem': '' },
  },
  {
    title: 'A secret that a builder gets with its folder, and that COPY --from takes on',
    file: 'Dockerfile',
    bad: text`
      FROM node:22 AS deps
      WORKDIR /src
      COPY . .
      FROM deps AS builder
      RUN npm run build && rm -rf /var/lib/apt/lists/*
      FROM scratch
      COPY --from=builder /src /app
    `,
    underlined: ['.'],
    with: { '.env': 'PORT=80\nAPI_KEY=hunter2-and-more', '.dockerignore': 'node_modules' },
  },
  {
    title: 'A secret that COPY --from names',
    file: 'Dockerfile',
    bad: text`
      FROM node:22 AS builder
      WORKDIR /src
      COPY . .
      FROM scratch
      COPY --from=builder /src/dist /app/
      COPY --from=builder /src/.env /app/
    `,
    underlined: ['/src/.env'],
    good: text`
      FROM node:22 AS builder
      WORKDIR /src
      COPY . .
      FROM scratch
      COPY --from=builder /src/dist /app/
    `,
    fix: 'Do not copy it',
    with: { '.env': 'API_KEY=hunter2-and-more' },
  },
  {
    title: 'A secret of a builder that COPY --from takes on: both go',
    file: 'Dockerfile',
    bad: text`
      FROM node:22 AS builder
      COPY config/.env package.json /src/
      RUN npm ci
      FROM scratch
      COPY --from=builder /src/.env /app/
      COPY --from=builder /src/node_modules /app/node_modules
    `,
    underlined: ['config/.env'],
    good: text`
      FROM node:22 AS builder
      COPY package.json /src/
      RUN npm ci
      FROM scratch
      COPY --from=builder /src/node_modules /app/node_modules
    `,
    fix: 'Do not copy it',
    with: { 'config/.env': 'API_KEY=hunter2-and-more', 'package.json': '{}' },
  },
  {
    title: 'A folder, whose secret a later layer deletes in vain',
    file: 'Dockerfile',
    bad: text`
      FROM debian:12
      COPY config/ /app/
      RUN rm -f /app/.env
    `,
    underlined: ['config/'],
    with: { 'config/.env': 'DATABASE_URL=postgres://app:qq-77-ww@db/app' },
  },
  {
    title: 'One secret at many places is one mistake',
    file: 'Dockerfile',
    bad: text`
      FROM debian:12 AS one
      COPY .env /one/
      FROM debian:12
      COPY .env /app/
      COPY .env /other/
      COPY --from=one /one /one
    `,
    underlined: ['.env'],
    good: text`
      FROM debian:12 AS one
      FROM debian:12
      COPY --from=one /one /one
    `,
    fix: 'Do not copy it',
    with: { '.env': 'API_KEY=hunter2-and-more' },
  },
  {
    title: 'A pattern, an environment file by another name, and the file of an account',
    file: 'Dockerfile',
    bad: text`
      FROM scratch
      COPY config/.env* /app/
      COPY config/*.env account/ /app/
    `,
    underlined: ['config/.env*', 'config/*.env', 'account/'],
    with: {
      'config/.env.prod': 'PORT=80',
      'config/.env.example': 'API_KEY=hunter2-and-more',
      'config/service.env': 'API_KEY=hunter3-and-more',
      'account/service-account.json': '{ "private_key": "-----BEGIN PRIVATE KEY-----" }',
    },
  },
  {
    title: 'Outside the plan',
    file: 'web/Dockerfile',
    bad: text`
      FROM node:22
      COPY . .
    `,
    underlined: ['.'],
    with: {
      'lucid.yaml': examplePlan('Dockerfile'),
      Dockerfile: 'FROM scratch\n',
      'web/keys/server.key': '-----BEGIN RSA PRIVATE KEY-----',
    },
  },
  {
    title: 'A folder of secrets and a key in it are one finding',
    file: 'Dockerfile',
    bad: text`
      FROM scratch
      COPY secrets/ /secrets/
      COPY secrets/tls.key /tls.key
    `,
    underlined: ['secrets/'],
    with: { 'secrets/tls.key': '-----BEGIN PRIVATE KEY-----' },
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'Examples, certificates, public keys, code, and a registry file without a password',
    file: 'Dockerfile',
    text: text`
      FROM gcr.io/distroless/python3-debian12
      COPY .env.example ca-certificates.crt cacert.pem id_rsa.pub nginx_signing.key .npmrc ./
      COPY lib/secrets/ ./lib/secrets/
      COPY environment.py .envoy.yaml ./
    `,
    with: {
      '.env.example': '',
      'ca-certificates.crt': '',
      'cacert.pem': '',
      'id_rsa.pub': '',
      'nginx_signing.key': '',
      '.npmrc': text`
        registry=https://registry.example.org
        //r/:_authToken=\${TOKEN}
      `,
      'lib/secrets/store.py': '',
      'environment.py': '',
      '.envoy.yaml': '',
    },
  },
  {
    title: 'A secret mount, and a folder whose files show no secret',
    file: 'Dockerfile',
    text: text`
      FROM debian:12
      COPY . /app
      RUN --mount=type=secret,id=env,target=/app/.env make
    `,
    with: {
      '.env': 'PORT=8080\nAPI_KEY=\nDB_PASSWORD=CHANGE_ME\nTOKEN=$OTHER\n# DB_PASSWORD=hunter2-x\n',
      '.env.example': 'API_KEY=hunter2-and-more',
      'server.crt': '-----BEGIN CERTIFICATE-----',
      'tls/server.pem': '-----BEGIN CERTIFICATE-----\nMIIB\n',
      'tests/key.pem': '-----BEGIN PRIVATE KEY-----',
      'app/secrets.py': 'API_KEY = "hunter2-and-more"',
      'app/secrets/store.py': 'API_KEY = "hunter2-and-more"',
    },
  },
  {
    title: 'A secret that the ignore file leaves out, and one that a builder deletes or keeps',
    file: 'Dockerfile',
    text: text`
      FROM node:22 AS builder
      WORKDIR /app
      COPY . .
      RUN npm ci && npm run build && rm -f .env && rm -rf /var/lib/apt/lists/*
      FROM scratch
      COPY --from=builder /app /app
      COPY --from=builder /other /other
      COPY config /config
    `,
    with: {
      '.env': 'API_KEY=hunter2-and-more',
      'keys/id_rsa': '-----BEGIN OPENSSH PRIVATE KEY-----',
      'config/.env': 'API_KEY=hunter2-and-more',
      '.dockerignore': 'keys\nconfig/.env\n',
    },
  },
  {
    title: 'A public certificate, keys for tests, and a pattern that only matches an example',
    file: 'Dockerfile',
    text: text`
      FROM scratch
      COPY tls/server.pem tests/server.key .env* ./
    `,
    with: {
      '.env.example': 'API_KEY=hunter2-and-more',
      'tls/server.pem': '-----BEGIN CERTIFICATE-----',
      'tests/server.key': '-----BEGIN PRIVATE KEY-----',
    },
  },
  {
    title: 'An environment file outside the plan that sets no secret',
    file: 'web/Dockerfile',
    text: text`
      FROM node:22
      COPY .env ./
    `,
    with: { 'lucid.yaml': examplePlan('Dockerfile'), Dockerfile: 'FROM scratch\n', 'web/.env': 'PORT=3000\n' },
  },
];

export const unmasks: RuleExamples['unmasks'] = [
  unknownCopy,
  {
    rules: ['copy-source-missing'],
    why: 'With one malformed pattern, BuildKit does not look for the other sources.',
  },
];
