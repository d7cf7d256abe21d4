import type { FactRow } from './fact-rows.ts';

/** What uvicorn 0.54 does with an application: it imports the module, the working directory before all folders. */
const uvicorn = `import importlib, sys
sys.path.insert(0, '')
try:
    importlib.import_module(sys.argv[1].split(':')[0])
except ModuleNotFoundError:
    sys.exit('Error loading ASGI app. Could not import module "' + sys.argv[1].split(':')[0] + '".')
print('started')
`;
const started = "print('started')\n";
const files = {
  'src/app.py': started,
  'api/__init__.py': '',
  'api/main.py': started,
  'named/x.py': started,
  'run.sh': '#!/bin/sh\necho started\n',
  'uvicorn.py': uvicorn,
};
const distroless = 'FROM gcr.io/distroless/python3-debian12:nonroot\nWORKDIR /app\n';
const slim = 'FROM python:3.11-slim\nWORKDIR /app\n';
const met = 'start-file-missing';

const row = (title: string, dockerfile: string, more: Pick<FactRow, 'ends' | 'met' | 'says'>): FactRow => ({
  title,
  dockerfile,
  files,
  ...more,
});
const runs = { ends: 'runs', says: /started/ } as const;

/** The first file that a container loads. */
export const entryRows: readonly FactRow[] = [
  row('a script that no COPY brings to the working directory', `${distroless}COPY src/ ./src/\nCMD ["app.py"]\n`, {
    ends: 'exits',
    says: /can't open file '\/app\/app\.py'/,
    met,
  }),
  row('the content of a folder', `${distroless}COPY src/ ./\nCMD ["app.py"]\n`, runs),
  row(
    'the same through a builder stage',
    `FROM python:3.11-slim AS builder\nWORKDIR /build\nCOPY . .\n${distroless}COPY --from=builder /build /app\nCMD ["app.py"]\n`,
    { ends: 'exits', says: /can't open file '\/app\/app\.py'/, met },
  ),
  row('a package without __main__.py', `${distroless}COPY api ./api\nCMD ["-m", "api"]\n`, {
    ends: 'exits',
    says: /No module named api\.__main__; 'api' is a package and cannot be directly executed/,
    met,
  }),
  row('a folder without __init__.py and __main__.py', `${distroless}COPY named ./api\nCMD ["-m", "api"]\n`, {
    ends: 'exits',
    says: /No module named api\.__main__/,
    met,
  }),
  row('a module that a package does not have', `${distroless}COPY api ./api\nCMD ["-m", "api.server"]\n`, {
    ends: 'exits',
    says: /No module named api\.server/,
    met,
  }),
  row('a module of a package', `${distroless}COPY api ./api\nCMD ["-m", "api.main"]\n`, runs),
  row(
    'a package on PYTHONPATH',
    `${distroless}COPY api /srv/lib/api\nENV PYTHONPATH=/srv/lib\nCMD ["-m", "api.main"]\n`,
    runs,
  ),
  row(
    'an application that no COPY brings',
    `${slim}COPY uvicorn.py /usr/local/lib/python3.11/site-packages/\nCOPY api ./api\nCMD ["python3", "-m", "uvicorn", "main:app"]\n`,
    { ends: 'exits', says: /Could not import module "main"/, met },
  ),
  row(
    'an application in a package',
    `${slim}COPY uvicorn.py /usr/local/lib/python3.11/site-packages/\nCOPY api ./api\nCMD ["python3", "-m", "uvicorn", "api.main:app"]\n`,
    runs,
  ),
  row('a start script that no COPY brings', `${slim}COPY run.sh /srv/\nENTRYPOINT ["/app/run.sh"]\n`, {
    ends: 'start fails',
    says: /\/app\/run\.sh.*no such file or directory/,
    met,
  }),
  row('a start script for a shell', `${slim}COPY src/ ./\nCMD ["sh", "run.sh"]\n`, {
    ends: 'exits',
    says: /cannot open run\.sh|run\.sh: No such file/i,
    met,
  }),
  row(
    'a script that a RUN makes',
    `${slim}COPY api ./api\nRUN echo "print('started')" > app.py\nCMD ["python3", "app.py"]\n`,
    runs,
  ),
  row(
    'a health check by a script that is missing',
    `${slim}COPY src/ ./\nHEALTHCHECK --retries=1 CMD ["python3", "health.py"]\nCMD ["python3", "-c", "import time; time.sleep(60)"]\n`,
    { ends: 'unhealthy', met },
  ),
];
