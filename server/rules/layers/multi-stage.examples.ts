import { examplePlan, type RuleExamples, text } from '../example.ts';

const anyBase = { 'lucid.yaml': examplePlan('Dockerfile').replace(' base: gcr.io/distroless/python3-debian12,', '') };

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: text`
      FROM python:3.11-slim
      RUN apt-get update && apt-get install -y --no-install-recommends \
          # for cryptography
          build-essential \
          libffi-dev=3.4.4-1 curl
    `,
    underlined: ['build-essential'],
    with: anyBase,
  },
  {
    title: 'In the stage that the final stage is built from, with apk',
    file: 'Dockerfile',
    bad: text`
      FROM alpine:3.22 AS base
      RUN apk add --no-cache gcc musl-dev tini
      FROM base
      CMD ["tini"]
    `,
    with: anyBase,
  },
  {
    title: 'Development dependencies of npm',
    file: 'web/Dockerfile',
    bad: text`
      FROM node:22
      COPY package.json package-lock.json ./
      RUN npm ci
      CMD ["node", "server.js"]
    `,
    with: {
      'lucid.yaml': examplePlan('web/Dockerfile', 'context: web').replace(
        ' base: gcr.io/distroless/python3-debian12,',
        '',
      ),
      'web/package.json': '{ "devDependencies": { "typescript": "5" } }',
      'web/package-lock.json': '{}',
    },
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'In a builder stage, removed again, or no build tools',
    file: 'Dockerfile',
    text: text`
      FROM debian:12 AS build
      RUN apt-get install -y gcc git
      FROM alpine:3.22
      RUN apk add --no-cache --virtual .build-deps gcc musl-dev && make && apk del .build-deps
      RUN apk add --virtual gcc tini make.sh
      RUN echo apt-get install gcc
      COPY --from=build /x /x
    `,
    with: anyBase,
  },
  {
    title: 'Production dependencies only',
    file: 'Dockerfile',
    text: text`
      FROM node:22 AS a
      ENV NODE_ENV=production
      RUN npm ci
      FROM a
      RUN npm ci --omit=dev && npm install --global pm2
    `,
    with: { ...anyBase, 'package.json': '{ "devDependencies": { "typescript": "5" } }' },
  },
  {
    title: 'A Dockerfile that the plan does not name',
    file: 'tools/Dockerfile',
    text: text`
      FROM debian:12
      RUN apt-get install -y gcc
    `,
    with: anyBase,
  },
];
