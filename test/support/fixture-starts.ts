// Broken Dockerfiles of small services whose mistake shows when the container starts, or in what it does then.
import { interpreterStage, libraryMissing } from './fixture-interpreter.ts';
import { type BrokenService, check, image, noModule, server, service, withPackage } from './fixture-services.ts';

/** Answers /health at an address and a port of the environment or of an argument, and tells what it was given. */
const configured = (defaultPort: number): string => `import http.server, os, sys
port = int(sys.argv[sys.argv.index('--port') + 1]) if '--port' in sys.argv else int(os.environ.get('PORT', '${defaultPort}'))
host = os.environ.get('HOST', '0.0.0.0')
print('runs as', os.getuid(), os.getgid(), flush=True)
print('listens on', host, port, 'as', os.environ.get('SERVICE_NAME'), flush=True)
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == '/health' else 404)
        self.end_headers()
    def log_message(self, *words):
        pass
http.server.HTTPServer((host, port), Handler).serve_forever()
`;
/** Writes beside its code before it answers. */
const writing = server("open('data/seen', 'a').write('x')");
const slim = 'python:3.11-slim';
const builder = (install: string): string => `FROM ${slim} AS builder
WORKDIR /build
COPY requirements.txt ./
RUN pip install --no-cache-dir ${install} -r requirements.txt
COPY server.py ./

FROM ${image}:latest
`;
const fromBuilder = 'WORKDIR /app\nCOPY --from=builder /build/server.py ./\n';
/** Stands for tini: starts the command behind \`--\`. */
const tini = '#!/bin/sh\n[ "$1" = -- ] && shift\nexec "$@"\n';
const script = '#!/bin/sh\nexec python3 /app/server.py\n';
/** A probe like the usual one, for the Python of the official image. */
const slimHealth = check('http://127.0.0.1:8080/health').replace('/usr/bin/python3', 'python3');

const startFiles: readonly BrokenService[] = [
  {
    id: 'start-file-missing',
    dockerfile: service({ copy: 'WORKDIR /app\nCOPY code/ ./code/\n' }),
    files: { 'code/server.py': server() },
    symptom: { ends: /can't open file '\/app\/server\.py'/ },
    byHand: {
      rule: 'start-file-missing',
      says: /^\/app\/server\.py is not in the image/,
      replace: ['./code/\n', './\n'],
    },
  },
  {
    id: 'module-without-main',
    dockerfile: service({ copy: 'WORKDIR /app\nCOPY api/ ./api/\n', cmd: 'CMD ["-m", "api"]\n' }),
    files: { 'api/__init__.py': '', 'api/server.py': server() },
    symptom: { ends: /No module named api\.__main__/ },
    byHand: {
      rule: 'start-file-missing',
      says: /needs __main__\.py in \/app\/api, .* or name a module of the package/,
      replace: ['"api"]', '"api.server"]'],
    },
  },
  {
    id: 'script-behind-tini',
    base: 'python',
    dockerfile: service({
      from: `FROM ${slim}\n`,
      copy: 'COPY --chmod=755 tini /usr/local/bin/\nWORKDIR /app\nCOPY server.py ./\nCOPY --chmod=755 start.sh ./docker/\n',
      health: slimHealth,
      cmd: 'ENTRYPOINT ["tini", "--", "/app/start.sh"]\n',
    }),
    files: { tini, 'start.sh': script },
    symptom: { ends: /\/app\/start\.sh: not found/ },
    byHand: {
      rule: 'start-file-missing',
      says: /^\/app\/start\.sh is not in the image/,
      replace: ['start.sh ./docker/', 'start.sh ./'],
    },
  },
];

const packages: readonly BrokenService[] = [
  {
    id: 'packages-left-behind',
    dockerfile: `${builder('')}${service({ from: '', copy: fromBuilder })}`,
    files: withPackage,
    symptom: { ends: noModule },
    quickFix: { rule: 'python-packages-missing', title: 'Copy the packages from builder' },
  },
  {
    id: 'packages-off-the-path',
    dockerfile: `${builder('--target=/packages')}COPY --from=builder /packages /packages\n${service({ from: '', copy: fromBuilder })}`,
    files: withPackage,
    symptom: { ends: noModule },
  },
  {
    id: 'packages-and-repeated-interpreter',
    dockerfile: `${builder('--user')}COPY --from=builder /root/.local /home/app/.local\n${service({
      from: '',
      copy: fromBuilder,
      cmd: 'CMD ["python3", "server.py"]\n',
    })}`,
    files: withPackage,
    symptom: { ends: /can't open file '\/app\/python3'/ },
  },
  {
    id: 'interpreter-without-library',
    dockerfile: `${interpreterStage}FROM ${image}:latest\nCOPY --from=builder /usr/local/bin/python3.11 /usr/local/bin/python3.11\n${service(
      { from: '', cmd: 'ENTRYPOINT ["/usr/local/bin/python3.11"]\nCMD ["server.py"]\n' },
    )}`,
    symptom: { ends: libraryMissing },
    quickFix: { rule: 'python-library-missing', title: 'Copy libpython3.11.so.1.0 too' },
  },
];

const users: readonly BrokenService[] = [
  {
    id: 'no-user-and-writing',
    dockerfile: service({ copy: 'WORKDIR /app\nCOPY server.py ./\nCOPY data/ ./data/\n', user: '' }),
    files: { 'server.py': writing, 'data/.keep': '' },
    symptom: { runs: { says: /runs as 0 0/ } },
    more: ['-v', '/app/data'],
  },
  {
    id: 'account-that-arrives-late',
    dockerfile: `FROM ${slim} AS builder
RUN useradd --uid 65532 --create-home appuser

${service({
  copy: `WORKDIR /app
COPY --chown=appuser --chmod=600 server.py ./
COPY --from=builder /etc/passwd /etc/group /etc/
`,
  user: 'USER appuser:65532\n',
})}`,
    symptom: { ends: /Permission denied/ },
  },
];

const values: readonly BrokenService[] = [
  {
    id: 'port-of-a-variable',
    dockerfile: service({ user: 'ENV PORT=9000\nEXPOSE 9000\nUSER 65532:65532\n' }),
    files: { 'server.py': configured(8080) },
    symptom: { runs: { says: /listens on 0\.0\.0\.0 9000/, health: 'unhealthy' } },
    works: /listens on 0\.0\.0\.0 8080/,
  },
  {
    id: 'port-everywhere',
    dockerfile: service({
      user: 'EXPOSE 9000\nUSER 65532:65532\n',
      health: check('http://127.0.0.1:9000/health'),
      cmd: 'CMD ["server.py", "--port", "9000"]\n',
    }),
    files: { 'server.py': configured(8080) },
    symptom: { runs: { says: /listens on 0\.0\.0\.0 9000/ } },
    works: /listens on 0\.0\.0\.0 8080/,
  },
  {
    id: 'address-of-the-container-alone',
    // Another address of the container stands for what another container sees.
    dockerfile: service({
      user: 'ENV HOST=127.0.0.1\nUSER 65532:65532\n',
      health: check('http://127.0.0.2:8080/health'),
    }),
    files: { 'server.py': configured(8080) },
    symptom: { runs: { says: /listens on 127\.0\.0\.1 8080/, health: 'unhealthy' } },
    quickFix: { rule: 'env-mismatch', title: 'Set HOST to "0.0.0.0"' },
    works: /listens on 0\.0\.0\.0 8080/,
  },
  {
    id: 'name-of-another-image',
    dockerfile: service({ user: 'ENV SERVICE_NAME=port-everywhere\nUSER 65532:65532\n' }),
    files: { 'server.py': configured(8080) },
    symptom: { runs: { says: /as port-everywhere/ } },
    works: /as name-of-another-image/,
  },
];

const probe = (code: string): string =>
  `HEALTHCHECK --timeout=2s --retries=2 CMD ["/usr/bin/python3", "-c", "${code}"]\n`;

const probes: readonly BrokenService[] = [
  {
    id: 'probe-that-python-refuses',
    dockerfile: service({
      health: probe("import urllib.request; try: urllib.request.urlopen('http://127.0.0.1:8080/health', timeout=1)"),
    }),
    symptom: { runs: { health: 'unhealthy' } },
    quickFix: { rule: 'healthcheck-syntax', title: "Use the plan's health check" },
  },
  {
    id: 'probe-that-a-shell-refuses',
    base: 'python',
    dockerfile: service({
      from: `FROM ${slim}\n`,
      health:
        'HEALTHCHECK --timeout=2s --retries=2 CMD python3 -c \'import urllib.request; urllib.request.urlopen("http://127.0.0.1:8080/health") || exit 1\n',
      cmd: 'CMD ["python3", "server.py"]\n',
    }),
    symptom: { runs: { health: 'unhealthy' } },
    quickFix: { rule: 'healthcheck-syntax', title: "Use the plan's health check" },
  },
  {
    id: 'probe-of-a-socket-elsewhere',
    dockerfile: service({ health: probe("import socket; socket.create_connection(('127.0.0.1', 8081), 1)") }),
    symptom: { runs: { health: 'unhealthy' } },
  },
];

/** What their plan says beside the images. */
export const startPlan = 'env: { SERVICE_NAME: "{id}", HOST: 0.0.0.0 }\n';

export const startServices: readonly BrokenService[] = [...startFiles, ...packages, ...users, ...values, ...probes];
