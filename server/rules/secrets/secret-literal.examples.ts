import { type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: text`
      FROM scratch
      ENV LOG_LEVEL=info \
          DB_PASSWORD=hunter2-and-more
      ARG GITHUB_TOKEN="ghp_0123456789abcdef"
    `,
    underlined: ['hunter2-and-more', '"ghp_0123456789abcdef"'],
  },
  {
    title: 'Without an equals sign, and in a global ARG',
    file: 'Dockerfile',
    bad: text`
      ARG API_KEY=s3cr3t-value
      FROM scratch
      ENV JWT_SECRET_KEY s3cr3t value
    `,
  },
  {
    title: 'The password of an address, in any instruction',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.12
      ENV MONGODB_URI="mongodb://lucid:Xy7-pq@mongo:27017/lucid" CACHE=redis://:q9w8-e7@cache
      ARG INDEX=https://build:n5exus@pypi.example.org/simple
      LABEL source=https://bot:7rt-zz@git.example.org/app
      RUN pip install --index-url https://ci:pk9-tt@pypi.example.org/simple app \
          && git clone https://glpat-a1b2c3d4e5f6g7h8i9j0@gitlab.example.org/app.git
      CMD ["serve", "--db", "postgres://app:qq-77-ww@db/app"]
    `,
    underlined: [
      '"mongodb://lucid:Xy7-pq@mongo:27017/lucid"',
      'redis://:q9w8-e7@cache',
      'https://build:n5exus@pypi.example.org/simple',
      '7rt-zz',
      'pk9-tt',
      'glpat-a1b2c3d4e5f6g7h8i9j0',
      'qq-77-ww',
    ],
  },
  {
    title: 'Tokens and headers in RUN',
    file: 'Dockerfile',
    bad: text`
      FROM debian:12
      RUN curl -H "Authorization: Bearer 4f9a8b7c6d5e" https://example.org/a
      RUN echo "//registry.npmjs.org/:_authToken=npm_a1b2c3d4e5f6g7h8i9j0a1b2c3d4e5f6g7h8" > ~/.npmrc
      RUN aws configure set aws_access_key_id AKIAQ3EGR5TUVWXYZ234
      RUN <<EOF
      git clone https://x-access-token:ghp_a1b2c3d4e5f6g7h8i9j0a1b2c3d4e5f6g7h8@github.com/acme/app
      EOF
      COPY <<EOF /app/.env
      LOG_LEVEL=info
      DB_PASSWORD=hunter2-and-more
      EOF
      COPY <<EOF /app/key.pem
      -----BEGIN RSA PRIVATE KEY-----
      EOF
    `,
    underlined: [
      '4f9a8b7c6d5e',
      'npm_a1b2c3d4e5f6g7h8i9j0a1b2c3d4e5f6g7h8',
      'AKIAQ3EGR5TUVWXYZ234',
      'ghp_a1b2c3d4e5f6g7h8i9j0a1b2c3d4e5f6g7h8',
      'hunter2-and-more',
      '-----BEGIN RSA PRIVATE KEY-----',
    ],
  },
  {
    title: 'One secret at several places is one mistake',
    file: 'Dockerfile',
    bad: text`
      FROM node:22 AS builder
      ARG NPM_TOKEN=k3y-0123456789
      RUN curl -H "Authorization: Bearer k3y-0123456789" https://example.org
      FROM scratch
      ENV API_TOKEN=k3y-0123456789 OTHER_TOKEN=k3y-0123456789
    `,
    underlined: ['k3y-0123456789'],
  },
  {
    title: 'A build argument in the history of the image',
    file: 'Dockerfile',
    bad: text`
      FROM node:22
      ARG NPM_TOKEN
      RUN NPM_TOKEN=$NPM_TOKEN npm ci
    `,
    underlined: ['NPM_TOKEN'],
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'Names that end in another word, and words that only look similar',
    file: 'Dockerfile',
    text: text`
      FROM scratch
      ENV TOKEN_TTL=3600s SECRET_NAME=db-login PASSWORD_FILE=secret.txt ACCESS_KEY_ID=AKIAX COMPASS=north BYPASS=maybe
      ENV PYCRYPTODOMEX=pycryptodomex TOKENIZER=bert PUBLIC_KEY=abcdef JWT_PUBLIC_KEY=abcdef MAX_TOKEN=many PWD=here
      ENV TOKEN_EXPIRY=1h MONKEY=george LICENSE_KEY=abc
    `,
  },
  {
    title: 'Values that are not secrets',
    file: 'Dockerfile',
    text: text`
      FROM scratch
      ARG TOKEN
      ARG PASSWORD=
      ENV A_SECRET="" B_SECRET=/run/secrets/b C_TOKEN=true D_TOKEN=12345 E_TOKEN=$TOKEN F_TOKEN=\${TOKEN:-abc} G_PASSWORD=vault://db H_SECRET=build-dummy
    `,
  },
  {
    title: 'A placeholder, which placeholder-value reports',
    file: 'Dockerfile',
    text: text`
      FROM scratch
      ENV DB_PASSWORD=CHANGE_ME API_KEY=your_api_key_here TOKEN="<token>"
    `,
  },
  {
    title: 'Addresses without a password, and passwords that are not written out',
    file: 'Dockerfile',
    text: text`
      FROM node:22
      ENV A=mongodb://\${USER}:\${PW}@mongo B=postgres://app@db/app C=https://example.org:8443/a@b D=http://user:password@localhost
      ENV E=postgres://app:<password>@db F=docker://nginx:1.27@sha256:0123456789abcdef G=redis://app:****@cache
      RUN git clone https://\$TOKEN@github.com/acme/app && git clone ssh://git@github.com/acme/app
      RUN curl -H "Authorization: Bearer $(cat /run/secrets/token)" -H "Authorization: Bearer \$KEY" https://example.org
      RUN npm install @types/node@22 && curl https://cdn.example.org/npm/vue@3:1/x@y
      # curl -H "Authorization: Bearer 4f9a8b7c6d5e"
      RUN true \
        # https://ci:pk9-tt@pypi.example.org
        && true
      RUN git config --global url.https://$PAT:x-oauth-basic@github.com/.insteadOf https://github.com/
      ENV SECRET_KEY=build AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE EXAMPLE=ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
    `,
  },
  {
    title: 'A build argument that only a builder uses',
    file: 'Dockerfile',
    text: text`
      FROM node:22 AS builder
      ARG NPM_TOKEN
      RUN NPM_TOKEN=$NPM_TOKEN npm ci
      FROM scratch
      COPY --from=builder /app/dist /app
    `,
  },
];
