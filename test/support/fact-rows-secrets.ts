import type { FactRow } from './fact-rows.ts';

const python = 'FROM gcr.io/distroless/python3-debian12:latest';
const secret = 'hunter2-and-more';
const files = { 'dir/.env': `API_KEY=${secret}\n`, 'dir/x': 'x' };
/** A step whose output tells what the image holds at a path. */
const read = (path: string): string =>
  `RUN ["/usr/bin/python3", "-c", "import os; print('found', open('${path}').read() if os.path.exists('${path}') else 'nothing')"]\n`;
const remove = (path: string): string => `RUN ["/usr/bin/python3", "-c", "import os; os.remove('${path}')"]\n`;
const asks =
  'RUN ["/usr/bin/python3", "-c", "import os; print(\'found\', os.environ.get(\'API_KEY\', \'nothing\'))"]\n';

const isThere = new RegExp(`found ${secret}|found API_KEY=${secret}`);
const isAbsent = /found nothing/;

export const secretRows: readonly FactRow[] = [
  {
    title: 'COPY . . in a builder, and COPY --from of its folder',
    dockerfile: `${python} AS builder\nWORKDIR /app\nCOPY . .\n${python}\nCOPY --from=builder /app /srv\n${read('/srv/dir/.env')}`,
    files,
    ends: 'builds',
    says: isThere,
    met: 'copy-secret',
  },
  {
    title: 'the same with the secret in .dockerignore',
    dockerfile: `${python} AS builder\nWORKDIR /app\nCOPY . .\n${python}\nCOPY --from=builder /app /srv\n${read('/srv/dir/.env')}`,
    files: { ...files, '.dockerignore': '**/.env\n' },
    ends: 'builds',
    says: isAbsent,
  },
  {
    title: 'COPY --from of another folder of the builder',
    dockerfile: `${python} AS builder\nWORKDIR /app\nCOPY . .\n${python}\nCOPY --from=builder /app/dir/x /srv/\n${read('/srv/.env')}`,
    files,
    ends: 'builds',
    says: isAbsent,
  },
  {
    title: 'COPY --exclude of the secret',
    dockerfile: `# syntax=docker/dockerfile:1\n${python}\nCOPY --exclude=**/.env dir /srv\n${read('/srv/.env')}`,
    files,
    ends: 'builds',
    says: isAbsent,
  },
  {
    title: 'a folder of the final stage, deleted in a later layer',
    dockerfile: `${python}\nCOPY dir /srv\n${read('/srv/.env')}${remove('/srv/.env')}`,
    files,
    ends: 'builds',
    says: isThere,
    met: 'copy-secret',
  },
  {
    title: 'COPY of a here-document with a secret',
    dockerfile: `${python}\nCOPY <<EOF /srv/.env\nAPI_KEY=${secret}\nEOF\n${read('/srv/.env')}`,
    ends: 'builds',
    says: isThere,
    met: 'secret-literal',
  },
  {
    title: 'ENV of a stage that the final one is built from',
    dockerfile: `${python} AS base\nENV API_KEY=${secret}\nFROM base\n${asks}`,
    ends: 'builds',
    says: isThere,
    met: 'secret-literal',
  },
  {
    title: 'ENV of a builder',
    dockerfile: `${python} AS builder\nENV API_KEY=${secret}\n${python}\nCOPY --from=builder /etc/os-release /srv/\n${asks}`,
    ends: 'builds',
    says: isAbsent,
  },
];
