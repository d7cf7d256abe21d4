import type { FactRow } from './fact-rows.ts';

const files = { 'a.txt': 'a', 'd/i.txt': 'i' };
const python = 'FROM gcr.io/distroless/python3-debian12:nonroot';
/** A step whose output tells whom paths belong to. */
const owners = (...paths: string[]): string =>
  `USER 0\nRUN ["/usr/bin/python3", "-c", "import os; print('owners', *[os.stat(p).st_uid for p in '${paths.join(' ')}'.split()])"]\nUSER 65532`;

type More = Pick<FactRow, 'met' | 'title'>;

const row = (ends: FactRow['ends'], lines: readonly string[], says: RegExp | undefined, more: More): FactRow => ({
  dockerfile: `${lines.join('\n')}\n`,
  files,
  ends,
  ...(says && { says }),
  ...more,
});

const met = 'copy-from-missing';

/** What `--from` may name, and whom a folder belongs to that COPY or WORKDIR makes. */
export const fromRows: readonly FactRow[] = [
  row(
    'build fails',
    [`${python} AS one`, 'COPY --from=two /a.txt /b.txt', 'FROM scratch AS two', 'COPY a.txt /a.txt', 'FROM one'],
    /cannot copy from stage "two", it needs to be defined before current stage/,
    { title: 'COPY --from a stage further down', met },
  ),
  row(
    'build fails',
    [`${python} AS one`, 'COPY --from=1 /a.txt /b.txt', 'FROM scratch AS two', 'COPY a.txt /a.txt', 'FROM one'],
    /needs to be defined before current stage/,
    { title: 'COPY --from the number of a stage further down', met },
  ),
  row(
    'build fails',
    [`${python} AS one`, 'COPY --from=one /a.txt /b.txt'],
    /circular dependency detected on stage: one/,
    {
      title: 'COPY --from the stage itself',
      met,
    },
  ),
  row(
    'build fails',
    ['FROM scratch AS unused', 'COPY --from=9 /a.txt /b.txt', python, 'COPY a.txt /a.txt'],
    /invalid stage index 9/,
    { title: 'COPY --from a number that no stage has, in a stage that is not built', met },
  ),
  row(
    'build fails',
    ['FROM scratch AS one', 'COPY a.txt /a.txt', python, 'ARG S=one', 'COPY --from=$S /a.txt /b.txt'],
    /variable expansion is not supported for --from/,
    { title: 'COPY --from a variable', met },
  ),
  row('build fails', [python, 'COPY --from=nostage /a.txt /b.txt'], /library\/nostage:latest: not found/, {
    title: 'COPY --from a name that is no stage and no image',
    met,
  }),
  row(
    'build fails',
    [
      'FROM scratch AS one',
      'COPY a.txt /a.txt',
      python,
      'RUN --mount=type=bind,from=0,target=/m ["/usr/bin/python3", "-c", "1"]',
    ],
    /library\/0:latest: not found/,
    { title: 'RUN --mount from the number of a stage', met },
  ),
  row(
    'build fails',
    [
      `${python} AS one`,
      'RUN --mount=type=bind,from=two,target=/m ["/usr/bin/python3", "-c", "1"]',
      'FROM scratch AS two',
      'COPY a.txt /',
      'FROM one',
    ],
    /cannot mount from stage "two"/,
    { title: 'RUN --mount from a stage further down', met },
  ),
  row('build fails', [python, 'COPY a.txt /x 2>/dev/null'], /"\/x": not found/, {
    title: 'COPY with a redirection',
    met: 'copy-shell-syntax',
  }),
  row(
    'builds',
    [python, 'COPY --chown=65532:65532 a.txt /app/data/f.txt', owners('/app', '/app/data')],
    /owners 65532 65532/,
    {
      title: 'COPY --chown gives away the folders that it makes along the way',
    },
  ),
  row(
    'builds',
    [
      python,
      'USER 0',
      'WORKDIR /app',
      'COPY d/ /app/data/',
      'COPY --chown=65532:65532 d/ /app/data/',
      'ENV DATA_DIR=/app/data',
      owners('/app', '/app/data'),
    ],
    /owners 0 0/,
    { title: 'COPY --chown into a folder that is there does not give it away' },
  ),
  row(
    'builds',
    [python, 'COPY --chown=65532:65532 d/ /app/data/', 'COPY d/ /app/data/', owners('/app/data')],
    /owners 65532/,
    {
      title: 'COPY into a folder that was given away does not take it back',
    },
  ),
  row(
    'builds',
    [
      `${python} AS one`,
      'COPY --chown=65532:65532 d/ /x/d/',
      python,
      'COPY --from=one /x/d /y/d',
      owners('/y/d', '/y/d/i.txt'),
    ],
    /owners 0 65532/,
    { title: 'COPY --from keeps the owner of files, and makes the folder itself root’s' },
  ),
  row('builds', [python, 'USER nobodyhere', 'WORKDIR /w', 'COPY a.txt /w/', owners('/w')], /owners 0/, {
    title: 'WORKDIR under an unknown user makes a folder of root’s',
  }),
  row(
    'build fails',
    [python, 'USER 65532:nogrouphere', 'RUN ["/usr/bin/python3", "-c", "1"]'],
    /unable to find group nogrouphere/,
    {
      title: 'RUN under an unknown group',
      met: 'unknown-user',
    },
  ),
  row('build fails', ['FROM scratch', 'USER app', 'WORKDIR /w', 'COPY a.txt /w/'], /invalid user index: -1/, {
    title: 'WORKDIR under a named user on scratch',
    met: 'unknown-user',
  }),
  row(
    'builds',
    [
      `${python} AS one`,
      'FROM scratch',
      'COPY --from=one /etc/passwd /etc/passwd',
      'COPY --chown=nonroot:nonroot a.txt /',
      'USER nonroot',
    ],
    undefined,
    { title: 'COPY --chown on scratch with a copied /etc/passwd' },
  ),
  row(
    'start fails',
    [
      'FROM python:3.11-slim AS builder',
      'RUN useradd -u 65532 app',
      python,
      'COPY --from=builder /etc/passwd /etc/passwd',
      'USER app:app',
      'CMD ["-c", "print(1)"]',
    ],
    /unable to find group app/,
    { title: 'USER with the group of a user that was copied without it', met: 'unknown-user' },
  ),
  row(
    'runs',
    [
      'FROM python:3.11-slim AS builder',
      'RUN useradd -u 65532 app',
      python,
      'COPY --from=builder /etc/passwd /etc/passwd',
      'USER app',
      'CMD ["-c", "import os; print(\'user\', os.getuid())"]',
    ],
    /user 65532/,
    { title: 'USER of a copied account' },
  ),
];
