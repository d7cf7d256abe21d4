import type { FactRow } from './fact-rows.ts';

const base = 'FROM gcr.io/distroless/base-debian12\n';
const builder = `FROM debian:bookworm-slim AS builder
WORKDIR /src
COPY . .
RUN chmod +x *.sh
`;
const files = { 'start.sh': '#!/bin/bash\nexec /app/server\n' };
const met = 'distroless-missing-tool';

/** What ENTRYPOINT and CMD name, and what that starts in turn. */
export const startRows: readonly FactRow[] = [
  {
    title: 'a script behind env, from a builder that copies it from the context',
    dockerfile: `${builder}${base}COPY --from=builder /usr/bin/env /usr/bin/env
COPY --from=builder /src/start.sh /app/start.sh
ENTRYPOINT ["/usr/bin/env", "A=b", "/app/start.sh"]
`,
    files,
    ends: 'exits',
    says: /\/app\/start\.sh.*No such file or directory/,
    met,
  },
  {
    title: 'a script that CMD hands to the env of ENTRYPOINT',
    dockerfile: `${builder}${base}COPY --from=builder /usr/bin/env /usr/bin/env
COPY --from=builder /src/start.sh /app/start.sh
ENTRYPOINT ["/usr/bin/env", "--"]
CMD ["/app/start.sh"]
`,
    files,
    ends: 'exits',
    says: /\/app\/start\.sh.*No such file or directory/,
    met,
  },
  {
    title: 'a here-document of COPY as a script for a shell',
    dockerfile: `${base}COPY --chmod=755 <<EOF /start.sh
#!/bin/sh
exec /app/server
EOF
ENTRYPOINT ["/start.sh"]
`,
    ends: 'exits',
    says: /exec \/start\.sh: no such file or directory/,
    met,
  },
  {
    title: 'a here-document of RUN in a builder as a script for a shell',
    dockerfile: `FROM debian:bookworm-slim AS builder
RUN cat > /start.sh <<'EOF' && chmod +x /start.sh
#!/bin/sh
exec /app/server
EOF
${base}COPY --from=builder /start.sh /start.sh
ENTRYPOINT ["/start.sh"]
`,
    ends: 'exits',
    says: /exec \/start\.sh: no such file or directory/,
    met,
  },
  {
    title: 'gosu, which nothing brings',
    dockerfile: `${base}ENTRYPOINT ["gosu", "nonroot", "/usr/bin/true"]\n`,
    ends: 'start fails',
    says: /"gosu": executable file not found/,
    met,
  },
  {
    title: 'a script in shell form that needs the shell itself',
    dockerfile: `${base}COPY --chmod=755 start.sh /app/\nENTRYPOINT /app/start.sh\n`,
    files,
    ends: 'start fails',
    says: /"\/bin\/sh": stat \/bin\/sh: no such file or directory/,
    met: 'distroless-shell',
  },
  {
    title: 'the same script in exec form',
    dockerfile: `${base}COPY --chmod=755 start.sh /app/\nENTRYPOINT ["/app/start.sh"]\n`,
    files,
    ends: 'exits',
    says: /exec \/app\/start\.sh: no such file or directory/,
    met,
  },
  {
    title: 'a program that is missing, in an array with single quotes',
    dockerfile: `${base}RUN ['apt-get', 'update']\n`,
    ends: 'build fails',
    met,
  },
  {
    title: 'Node.js by its bare name, which the PATH of its image does not lead to',
    dockerfile: 'FROM gcr.io/distroless/nodejs22-debian12\nENTRYPOINT ["node", "--version"]\n',
    ends: 'start fails',
    met,
    says: /"node": executable file not found in \$PATH/,
  },
  {
    title: 'node behind the ENTRYPOINT of its image: Cannot find module /node',
    dockerfile: 'FROM gcr.io/distroless/nodejs22-debian12\nCMD ["node", "--version"]\n',
    ends: 'exits',
    met: 'entrypoint-repeated',
    says: /Cannot find module '\/node'/,
  },
  {
    title: 'a script of Node.js that is not there: Cannot find module',
    dockerfile: 'FROM gcr.io/distroless/nodejs22-debian12\nCOPY src /app\nCMD ["/app/server.js"]\n',
    files: { 'src/index.js': '' },
    ends: 'exits',
    met: 'start-file-missing',
    says: /Cannot find module '\/app\/server\.js'/,
  },
  {
    title: 'a jar that is not there: Unable to access jarfile',
    dockerfile: 'FROM gcr.io/distroless/java21-debian12\nCOPY lib /app\nCMD ["/app/server.jar"]\n',
    files: { 'lib/service.jar': '' },
    ends: 'exits',
    met: 'start-file-missing',
    unasked: 'there is no stand-in for Java: OpenJDK takes 200 MB; it was asked by itself',
  },
  {
    title: 'npm ci without a lock file: npm 11 says EUSAGE',
    dockerfile: 'FROM node:22-slim\nWORKDIR /app\nCOPY package.json ./\nRUN npm ci\n',
    files: { 'package.json': '{ "name": "x", "version": "1.0.0" }\n', 'package-lock.json': '{}' },
    ends: 'build fails',
    met: 'lockfile-missing',
    says: /EUSAGE/,
  },
  {
    title: 'yarn install --frozen-lockfile without a lock file, which Yarn 1.22 accepts',
    dockerfile: 'FROM node:22-slim\nWORKDIR /app\nCOPY package.json ./\nRUN yarn install --frozen-lockfile\n',
    files: { 'package.json': '{ "name": "x", "version": "1.0.0" }\n' },
    ends: 'builds',
    unasked: 'there is no Yarn without a network: Yarn 1.22 was asked by itself',
  },
];
