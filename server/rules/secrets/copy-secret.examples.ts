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
    title: 'A secret mount, and a whole folder with unknown contents',
    file: 'Dockerfile',
    text: text`
      FROM debian:12
      COPY . /app
      RUN --mount=type=secret,id=env,target=/app/.env make
    `,
    with: { '.env': 'API_KEY=1' },
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
