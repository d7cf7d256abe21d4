import { type RuleExamples, text } from '../example.ts';

const other = { 'lucid.yaml': 'version: 1\nregistry: docker.io/acme\nphases: []\n' };

export const examples: RuleExamples['examples'] = [
  {
    title: 'A script of Node.js, through a builder stage',
    file: 'Dockerfile',
    bad: text`
      FROM node:22-slim AS build
      WORKDIR /app
      COPY package.json server.js ./
      FROM gcr.io/distroless/nodejs22-debian12:nonroot
      WORKDIR /app
      COPY --from=build /app .
      CMD ["--enable-source-maps", "src/server.js"]
    `,
    underlined: ['"src/server.js"'],
    with: { ...other, 'package.json': '{}', 'server.js': '' },
  },
  {
    title: 'An archive of Java',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/java21-debian12
      COPY lib /app/
      ENTRYPOINT ["java", "-Xmx64m", "-jar", "/app/server.jar"]
    `,
    underlined: ['"/app/server.jar"'],
    with: { ...other, 'lib/service.jar': '' },
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'Files that are there, that a build makes, that come from elsewhere, or that are mounted',
    file: 'Dockerfile',
    text: text`
      FROM node:22-slim AS build
      WORKDIR /app
      COPY . .
      RUN npm ci && npm run build
      FROM gcr.io/distroless/nodejs22-debian12:nonroot
      COPY --from=build /app /app
      CMD ["/app/dist/server.js"]
    `,
    with: { ...other, 'package.json': '{}', 'package-lock.json': '{}', 'server.js': '' },
  },
  {
    title: 'Nothing is copied: the folder may be mounted',
    file: 'Dockerfile',
    text: text`
      FROM node:22-slim
      WORKDIR /app
      CMD ["node", "server.js"]
    `,
    with: other,
  },
  {
    title: 'The jar under the name that the wildcard finds, options, and a folder',
    file: 'Dockerfile',
    text: text`
      FROM eclipse-temurin:21 AS build
      COPY . .
      FROM gcr.io/distroless/java21-debian12
      COPY --from=build target/*.jar /app/
      CMD ["/app/server.jar"]
    `,
    with: { ...other, 'pom.xml': '' },
  },
];
