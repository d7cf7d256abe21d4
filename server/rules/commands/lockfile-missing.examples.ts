import { type RuleExamples, text } from '../example.ts';

const manifest = '{ "name": "x", "dependencies": { "ms": "2" } }\n';

export const examples: RuleExamples['examples'] = [
  {
    title: 'Only the manifest is copied before the install',
    file: 'Dockerfile',
    bad: text`
      FROM node:22-slim AS build
      WORKDIR /app
      COPY web/package.json ./
      RUN npm ci --omit=dev
      COPY web .
      FROM gcr.io/distroless/nodejs22-debian12:nonroot
      COPY --from=build /app /app
      CMD ["/app/server.js"]
    `,
    underlined: ['npm ci --omit=dev'],
    good: text`
      FROM node:22-slim AS build
      WORKDIR /app
      COPY web/package.json web/package-lock.json ./
      RUN npm ci --omit=dev
      COPY web .
      FROM gcr.io/distroless/nodejs22-debian12:nonroot
      COPY --from=build /app /app
      CMD ["/app/server.js"]
    `,
    with: { 'web/package.json': manifest, 'web/package-lock.json': '{}', 'web/server.js': '' },
  },
  {
    title: 'There is no lock file',
    file: 'Dockerfile',
    bad: text`
      FROM node:22-alpine AS build
      WORKDIR /app
      COPY . .
      RUN npm ci
      FROM node:22-alpine AS other
      WORKDIR /usr/src/app
      COPY package*.json ./
      RUN corepack enable && pnpm install --frozen-lockfile
      FROM debian:12 AS rust
      WORKDIR /src
      COPY . .
      RUN cargo build --release --locked
      FROM gcr.io/distroless/nodejs22-debian12:nonroot
      COPY --from=build /app /app
      COPY --from=other /usr/src/app /other
      COPY --from=rust /src/target /target
      CMD ["/app/server.js"]
    `,
    underlined: ['npm ci', 'pnpm install --frozen-lockfile', 'cargo build --release --locked'],
    with: { 'package.json': manifest, 'server.js': '', 'Cargo.toml': '[package]\n' },
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title:
      'The lock file is there, is made, is mounted, may come from a base, or is that of a workspace; Yarn 1 needs none',
    file: 'Dockerfile',
    text: text`
      FROM node:22-slim AS one
      WORKDIR /app
      COPY package*.json ./
      RUN npm ci
      FROM node:22-slim AS two
      WORKDIR /app
      COPY a/package.json ./
      RUN npm install --package-lock-only
      RUN npm ci
      FROM node:22-slim AS three
      WORKDIR /app
      RUN --mount=type=bind,source=a/package.json,target=package.json --mount=type=bind,source=package-lock.json,target=package-lock.json npm ci
      FROM registry.example.org/base AS four
      WORKDIR /app
      COPY a/package.json ./
      RUN npm ci
      FROM node:22-slim AS five
      WORKDIR /app
      COPY a/package.json ./
      RUN yarn install --frozen-lockfile && (npm ci || npm install)
      FROM node:22-slim
      WORKDIR /app
      COPY package*.json ./
      COPY a/package.json ./packages/a/
      RUN cd packages/a && npm ci
      COPY --from=one /app /one
      COPY --from=two /app /two
      COPY --from=three /app /three
      COPY --from=four /app /four
      COPY --from=five /app /five
    `,
    with: { 'package.json': manifest, 'package-lock.json': '{}', 'a/package.json': manifest },
  },
];
