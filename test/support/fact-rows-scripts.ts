import type { FactRow } from './fact-rows.ts';

/** A package with a program, as a wheel is made of it without network. */
const files = {
  'wheel/uvicorn.py': 'def main():\n    print("answer", 42, flush=True)\nif __name__ == "__main__":\n    main()\n',
  'wheel/uvicorn-1.0.dist-info/METADATA': 'Metadata-Version: 2.1\nName: uvicorn\nVersion: 1.0\n',
  'wheel/uvicorn-1.0.dist-info/WHEEL': 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
  'wheel/uvicorn-1.0.dist-info/RECORD': '',
  'wheel/uvicorn-1.0.dist-info/entry_points.txt': '[console_scripts]\nuvicorn = uvicorn:main\n',
};
const wheel = '/tmp/uvicorn-1.0-py3-none-any.whl';
const builder = (option: string): string => `FROM python:3.11-slim AS builder
WORKDIR /wheel
COPY wheel/ ./
RUN python3 -m zipfile -c ${wheel} uvicorn.py uvicorn-1.0.dist-info && pip install --no-index ${option} ${wheel}
`;
const runtime = 'FROM gcr.io/distroless/python3-debian12:nonroot\n';

type More = Partial<Pick<FactRow, 'met' | 'off' | 'says'>>;

/** The option of pip, and the lines of the runtime. */
type Made = readonly [option: string, lines: readonly string[]];

const row = (title: string, ends: FactRow['ends'], [option, lines]: Made, more: More): FactRow => ({
  title,
  dockerfile: `${builder(option)}${runtime}${lines.join('\n')}\n`,
  files,
  ends,
  ...more,
});

const home = 'COPY --from=builder /root/.local /home/nonroot/.local';
const onPath = 'ENV PATH=/home/nonroot/.local/bin:$PATH';
const start = 'ENTRYPOINT ["uvicorn"]';
const site = '/usr/local/lib/python3.11/site-packages';
const met = 'python-venv-dangling';
const dead = { met, says: /exec \S*\/uvicorn: no such file or directory/ };

const named = builder('--find-links=/tmp').replace(` ${wheel}\n`, ' uvicorn\n');
const main = { ...files, 'main.py': 'import uvicorn\nuvicorn.main()\n' };

/** Packages that stay in the builder stage. */
const leftBehind: readonly FactRow[] = [
  {
    title: 'packages that no COPY takes along',
    dockerfile: `${named}${runtime}COPY main.py /app/\nCMD ["/app/main.py"]\n`,
    files: main,
    ends: 'exits',
    says: /ModuleNotFoundError: No module named 'uvicorn'/,
    met: 'python-packages-missing',
  },
  {
    title: 'the same in an official image, started as a module',
    dockerfile: `${named}FROM python:3.11-slim\nWORKDIR /app\nCOPY main.py ./\nCMD ["python3", "-m", "uvicorn", "main:app"]\n`,
    files: main,
    ends: 'exits',
    says: /No module named uvicorn/,
    met: 'python-packages-missing',
  },
  {
    title: 'the same with a copy of them',
    dockerfile: `${named}${runtime}COPY --from=builder ${site} /usr/local/lib/python3.11/dist-packages\nCOPY main.py /app/\nCMD ["/app/main.py"]\n`,
    files: main,
    ends: 'runs',
    says: /answer 42/,
  },
];

/** The first line of such a program names the interpreter that pip ran under, /usr/local/bin/python3.11. */
export const scriptRows: readonly FactRow[] = [
  row('a program of pip install --user through PATH', 'exits', ['--user', [home, onPath, start]], dead),
  row('by its path', 'exits', ['--user', [home, 'ENTRYPOINT ["/home/nonroot/.local/bin/uvicorn"]']], dead),
  row('as CMD behind ENTRYPOINT []', 'exits', ['--user', [home, onPath, 'ENTRYPOINT []', 'CMD ["uvicorn"]']], dead),
  row('without PATH', 'start fails', ['--user', [home, start]], { met, says: /"uvicorn": executable file not found/ }),
  row(
    'as a health check',
    'unhealthy',
    ['--user', [home, onPath, 'HEALTHCHECK --retries=1 CMD ["uvicorn"]', 'CMD ["-c", "import time; time.sleep(60)"]']],
    { met },
  ),
  row('in a RUN', 'build fails', ['--user', [home, onPath, 'RUN ["uvicorn"]']], {
    met,
    says: /process "uvicorn" did not complete/,
  }),
  row(
    'a program of pip install --prefix',
    'exits',
    ['--prefix=/install', ['COPY --from=builder /install /usr/local', `ENV PYTHONPATH=${site}`, start]],
    dead,
  ),
  row(
    'a program of pip install --target',
    'exits',
    ['--target=/deps', ['COPY --from=builder /deps /deps', 'ENV PYTHONPATH=/deps PATH=/deps/bin:$PATH', start]],
    dead,
  ),
  row(
    'the program copied by itself',
    'exits',
    [
      '',
      [
        `COPY --from=builder ${site} ${site}`,
        'COPY --from=builder /usr/local/bin/uvicorn /usr/local/bin/uvicorn',
        `ENV PYTHONPATH=${site}`,
        start,
      ],
    ],
    dead,
  ),
  row(
    'the interpreter comes along',
    'runs',
    [
      '',
      [
        `COPY --from=builder ${site} ${site}`,
        'COPY --from=builder /usr/local/bin /usr/local/bin',
        `ENV PYTHONPATH=${site}`,
        start,
      ],
    ],
    { says: /answer 42/ },
  ),
  row(
    'as a module of /usr/bin/python3',
    'runs',
    ['--user', [home, 'ENTRYPOINT ["/usr/bin/python3", "-m", "uvicorn"]']],
    {
      says: /answer 42/,
    },
  ),
  row(
    'as an argument of /usr/bin/python3',
    'runs',
    ['--user', [home, 'ENTRYPOINT ["/usr/bin/python3", "/home/nonroot/.local/bin/uvicorn"]']],
    { says: /answer 42/ },
  ),
  {
    title: 'a program that nothing brings',
    dockerfile: `${runtime}${start}\n`,
    ends: 'start fails',
    says: /"uvicorn": executable file not found/,
    met: 'distroless-missing-tool',
  },
  ...[
    { first: '#!/bin/sh', name: 'start.sh', ends: 'exits' as const, met: 'distroless-missing-tool' },
    { first: '#!/usr/bin/env python3', name: 'start.py', ends: 'exits' as const, met: 'distroless-missing-tool' },
    { first: '#!/usr/bin/python3', name: 'start.py', ends: 'runs' as const },
  ].map(
    ({ first, name, ends, met }): FactRow => ({
      title: `a script that begins with ${first}`,
      dockerfile: `${runtime}COPY --chmod=755 ${name} /\nENTRYPOINT ["/${name}"]\n`,
      files: { [name]: `${first}\nprint('hello')\n` },
      ends,
      says: ends === 'runs' ? /hello/ : /exec \/start\.\w+: no such file or directory/,
      ...(met && { met }),
    }),
  ),
  {
    title: 'a whole command in one pair of quotes',
    dockerfile: `${runtime}ENTRYPOINT ["python3 -V"]\n`,
    ends: 'start fails',
    says: /"python3 -V": executable file not found/,
    met: 'json-form',
  },
  {
    title: 'the same as CMD behind an interpreter',
    dockerfile: `${runtime}CMD ["python3 -V"]\n`,
    ends: 'exits',
    says: /can't open file '.*\/python3 -V'/,
    met: 'json-form',
  },
  ...leftBehind,
];
