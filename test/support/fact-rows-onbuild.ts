import type { FactRow } from './fact-rows.ts';

const files = { 'a.txt': 'a' };
const image = 'gcr.io/distroless/python3-debian12';

type More = Partial<Pick<FactRow, 'met' | 'off' | 'says'>>;

const row = (title: string, ends: FactRow['ends'], lines: readonly string[], more: More = {}): FactRow => ({
  title,
  dockerfile: `${lines.join('\n')}\n`,
  files,
  ends,
  ...more,
});

const missing = 'ONBUILD COPY nothere.txt /x';

/** Triggers of a stage run in the stages that are built from it, right behind their FROM, and nowhere else. */
export const onbuildRows: readonly FactRow[] = [
  row(
    'ONBUILD COPY of a missing file, in a stage that is built from',
    'build fails',
    ['FROM debian:12 AS base', missing, 'FROM base', 'USER 65532'],
    { says: /"\/nothere.txt": not found/, met: 'copy-source-missing' },
  ),
  row('ONBUILD COPY in the stage that is built, which nothing is built from', 'builds', [
    `FROM ${image}:nonroot`,
    missing,
  ]),
  row('ONBUILD COPY in a stage that is copied from', 'builds', [
    'FROM debian:12 AS base',
    missing,
    `FROM ${image}:nonroot`,
    'COPY --from=base /etc/hostname /x',
  ]),
  row(
    'ONBUILD of a stage between',
    'build fails',
    ['FROM debian:12 AS base', missing, 'FROM base AS middle', 'FROM middle', 'USER 65532'],
    { says: /"\/nothere.txt": not found/, met: 'copy-source-missing' },
  ),
  row(
    'ONBUILD runs in the next stage alone',
    'builds',
    [
      'FROM debian:12 AS base',
      'ONBUILD RUN echo x >> /log',
      'FROM base AS middle',
      'FROM middle',
      'RUN echo runs $(wc -l < /log)',
      'USER 65532',
    ],
    { says: /runs 1\n/, off: 'distroless-base' },
  ),
  row(
    'ONBUILD RUN where there is no shell',
    'build fails',
    [`FROM ${image}:nonroot AS base`, 'ONBUILD RUN echo hi', 'FROM base'],
    { says: /process "\/bin\/sh -c echo hi" did not complete/, met: 'distroless-shell' },
  ),
  row(
    'ONBUILD RUN with a missing mount',
    'build fails',
    [
      `FROM ${image}:nonroot AS base`,
      'ONBUILD RUN --mount=type=bind,source=nope,target=/n ["/usr/bin/python3", "-c", "1"]',
      'FROM base',
    ],
    { says: /"\/nope": not found/, met: 'copy-source-missing' },
  ),
  row(
    'ONBUILD USER of an unknown name',
    'start fails',
    [`FROM ${image}:latest AS base`, 'ONBUILD USER appuser', 'FROM base', 'CMD ["-c", "print(1)"]'],
    { says: /unable to find user appuser/, met: 'unknown-user' },
  ),
  row(
    'ONBUILD USER by number',
    'runs',
    [
      `FROM ${image}:latest AS base`,
      'ONBUILD USER 65532',
      'FROM base',
      'CMD ["-c", "import os; print(\'user\', os.getuid())"]',
    ],
    { says: /user 65532/ },
  ),
  row(
    'ONBUILD ENTRYPOINT [] and a whole command',
    'runs',
    [
      `FROM ${image}:nonroot AS base`,
      'ONBUILD ENTRYPOINT []',
      'FROM base',
      'CMD ["/usr/bin/python3", "-c", "print(\'hello\')"]',
    ],
    { says: /hello/ },
  ),
  row(
    'ONBUILD CMD in shell form',
    'exits',
    [`FROM ${image}:nonroot AS base`, 'ONBUILD CMD python3 -c 1', 'FROM base'],
    { says: /can't open file '\/bin\/sh'/, met: 'entrypoint-repeated' },
  ),
  row('ONBUILD COPY --from a stage that comes before the one that it runs in', 'builds', [
    'FROM scratch AS base',
    'ONBUILD COPY --from=later /a.txt /b.txt',
    'FROM scratch AS later',
    'COPY a.txt /',
    'FROM base AS data',
    `FROM ${image}:nonroot`,
    'COPY --from=data /b.txt /',
  ]),
  row('ONBUILD sees the variables of its stage and of the triggers before it', 'builds', [
    'FROM scratch AS base',
    'ENV A=a.txt',
    'ONBUILD ARG B=$A',
    'ONBUILD COPY $A $B /x/',
    'FROM base AS data',
    `FROM ${image}:nonroot`,
    'COPY --from=data /x /x',
  ]),
  row(
    'a FROM that nothing needs is read all the same',
    'build fails',
    ['FROM Debian:12 AS unused', `FROM ${image}:nonroot`],
    {
      says: /repository name \(library\/Debian\) must be lowercase/,
      met: 'image-reference',
    },
  ),
  row('FROM a stage by its name with capitals', 'build fails', [`FROM ${image}:nonroot AS Build`, 'FROM Build'], {
    says: /repository name \(library\/Build\) must be lowercase/,
    met: 'image-reference',
  }),
  row('FROM a stage that has capitals by its name in lower case', 'builds', [
    `FROM ${image}:nonroot AS Build`,
    'COPY a.txt /a.txt',
    'FROM build',
    'COPY --from=BUILD /a.txt /b.txt',
  ]),
  row(
    'a stage that FROM names by an ARG is built',
    'build fails',
    ['ARG BASE=one', `FROM ${image}:nonroot AS one`, 'COPY nothere.txt /x', 'FROM ${BASE}'],
    { says: /"\/nothere.txt": not found/, met: 'copy-source-missing' },
  ),
];
