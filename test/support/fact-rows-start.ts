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
];
