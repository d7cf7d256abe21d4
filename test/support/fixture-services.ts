// Broken Dockerfiles of small services, one kind of mistake each, and how a person notices.
/** What a person sees of the mistake. */
export interface Symptom {
  /** The build fails and says this. */
  readonly build?: RegExp;
  /** The build passes and the container ends, or never starts, and says this. */
  readonly ends?: RegExp;
  /** The container runs, but not as it should: what it says, or what the health check says of it. */
  readonly runs?: { readonly says?: RegExp; readonly health?: 'none' | 'healthy' | 'unhealthy' };
}

export interface BrokenService {
  /** Also the name of its folder, which is its build context. */
  readonly id: string;
  readonly dockerfile: string;
  /** The base of the plan, where it is not distroless. */
  readonly base?: string;
  /** Besides server.py. */
  readonly files?: Readonly<Record<string, string>>;
  readonly symptom: Symptom;
  /**
   * The rule and the beginning of the title of a quick fix that a person has to choose, as it is not safe for fix-all, which
   * comes before and afterwards.
   */
  readonly quickFix?: { readonly rule: string; readonly title: string };
  /** What a person does as the message of this rule says, where the rule offers no fix. */
  readonly byHand?: { readonly rule: string; readonly says: RegExp; readonly replace: readonly [string, string] };
  /** What the fixed container says. */
  readonly works?: RegExp;
  /** Further arguments of `docker run`, for the broken container and the fixed one. */
  readonly more?: readonly string[];
  /** Its health check cannot fail: a dead service stays healthy, and with the fix turns unhealthy. */
  readonly unnoticed?: true;
}

/** Answers /health at 8080 and tells who it is; with DEAD set it lives but answers nothing. */
export const server = (more = ''): string => `import http.server, os, time
print('runs as', os.getuid(), os.getgid(), flush=True)
${more}
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == '/health' else 404)
        self.end_headers()
    def log_message(self, *words):
        pass
if os.environ.get('DEAD'):
    time.sleep(600)
http.server.HTTPServer(('', 8080), Handler).serve_forever()
`;
export const withPackage = { 'server.py': server('import demo'), 'requirements.txt': 'demo==1.0\n' };

/** The files of a service's build context. */
export const contextOf = ({ dockerfile, files }: BrokenService): Record<string, string> => ({
  'server.py': server(),
  ...files,
  Dockerfile: dockerfile,
});

export const image = 'gcr.io/distroless/python3-debian12';
const user = 'USER 65532:65532\n';
export const check = (url: string): string =>
  `HEALTHCHECK --timeout=2s --retries=2 CMD ["/usr/bin/python3", "-c", "import urllib.request; urllib.request.urlopen('${url}', timeout=1)"]\n`;
const healthy = check('http://127.0.0.1:8080/health');
const copy = 'WORKDIR /app\nCOPY server.py ./\n';
const cmd = 'CMD ["server.py"]\n';
/** A right Dockerfile whose parts can be made wrong one by one. */
export const service = (parts: Partial<Record<'from' | 'copy' | 'user' | 'health' | 'cmd', string>>): string =>
  Object.values({ from: `FROM ${image}:latest\n`, copy, user, health: healthy, cmd, ...parts }).join('');

const builder = (tag = '3.11-slim'): string => `FROM python:${tag} AS builder
WORKDIR /build
COPY requirements.txt ./
RUN pip install --no-cache-dir --user -r requirements.txt

FROM ${image}:latest
`;
const venv = `FROM python:3.11-slim AS builder
RUN python -m venv /opt/venv
COPY requirements.txt ./
RUN /opt/venv/bin/pip install -r requirements.txt

FROM ${image}:latest
`;
export const noModule = /ModuleNotFoundError: No module named 'demo'/;

export const brokenServices: readonly BrokenService[] = [
  {
    id: 'prefixed-copy',
    dockerfile: service({ copy: 'WORKDIR /app\nCOPY prefixed-copy/server.py ./\n' }),
    symptom: { build: /"\/prefixed-copy\/server\.py": not found/ },
  },
  {
    id: 'wrong-case',
    dockerfile: service({ copy: 'WORKDIR /app\nCOPY Server.py ./\n' }),
    symptom: { build: /"\/Server\.py": not found/ },
  },
  {
    id: 'misspelt-stage',
    dockerfile: `FROM ${image}:latest AS sources\nCOPY server.py /src/\n${service({ copy: 'WORKDIR /app\nCOPY --from=source /src/server.py ./\n' })}`,
    symptom: { build: /source.*not found/s },
  },
  {
    id: 'ignored-source',
    dockerfile: service({}),
    files: { '.dockerignore': '*\n' },
    symptom: { build: /"\/server\.py": not found/ },
    quickFix: { rule: 'copy-source-ignored', title: 'Add "!server.py"' },
  },
  {
    id: 'shell-in-copy',
    dockerfile: service({ copy: 'WORKDIR /app\nCOPY server.py ./ 2>/dev/null || true\n' }),
    symptom: { build: /cannot copy to non-directory|"\/(2>\/dev\/null|\|\|)": not found/ },
    quickFix: { rule: 'copy-shell-syntax', title: '' },
  },
  {
    id: 'useradd',
    dockerfile: service({
      copy: 'RUN useradd --create-home appuser\nWORKDIR /app\nCOPY --chown=appuser:appuser server.py ./\n',
      user: 'USER appuser\n',
    }),
    symptom: { build: /\/bin\/sh.*no such file/ },
  },
  {
    id: 'unknown-user',
    dockerfile: service({ user: 'USER appuser\n' }),
    symptom: { ends: /unable to find user appuser/ },
  },
  {
    id: 'no-user',
    dockerfile: service({ user: '' }),
    symptom: { runs: { says: /runs as 0 0/ } },
  },
  {
    id: 'chown-by-name',
    dockerfile: service({ copy: 'WORKDIR /app\nCOPY --chown=appuser:appuser --chmod=600 server.py ./\n' }),
    symptom: { ends: /Permission denied/ },
  },
  {
    id: 'packages-in-home-app',
    dockerfile: `${builder()}COPY --from=builder /root/.local /home/app/.local\nENV PATH=/home/app/.local/bin:$PATH\n${service({ from: '' })}`,
    files: withPackage,
    symptom: { ends: noModule },
  },
  {
    id: 'packages-in-usr-local',
    dockerfile: `${builder()}COPY --from=builder /root/.local /usr/local\n${service({ from: '' })}`,
    files: withPackage,
    symptom: { ends: noModule },
  },
  {
    id: 'packages-in-root',
    dockerfile: `${builder()}COPY --from=builder /root/.local /root/.local\nENV PATH=/root/.local/bin:$PATH\n${service({ from: '' })}`,
    files: withPackage,
    symptom: { ends: noModule },
  },
  {
    id: 'newer-builder',
    dockerfile: `${builder('3.12-slim')}COPY --from=builder --chown=65532:65532 /root/.local /home/nonroot/.local\n${service({ from: '' })}`,
    files: withPackage,
    symptom: { ends: noModule },
  },
  {
    id: 'dangling-venv',
    dockerfile: `${venv}COPY --from=builder /opt/venv /opt/venv\nENV PATH=/opt/venv/bin:$PATH\n${service({
      from: '',
      health: healthy.replace('/usr/bin/python3', '/opt/venv/bin/python'),
      cmd: 'ENTRYPOINT ["/opt/venv/bin/python"]\nCMD ["server.py"]\n',
    })}`,
    files: withPackage,
    symptom: { ends: /\/opt\/venv\/bin\/python: no such file/ },
  },
  {
    id: 'interpreter-twice',
    dockerfile: service({ cmd: 'CMD ["/usr/bin/python3", "server.py"]\n' }),
    symptom: { ends: /SyntaxError: Non-UTF-8 code/ },
  },
  {
    id: 'python-m',
    dockerfile: service({ cmd: 'CMD ["python", "-m", "server"]\n' }),
    symptom: { ends: /can't open file '\/app\/python'/ },
  },
  {
    id: 'single-quotes',
    dockerfile: service({ cmd: "CMD ['server.py']\n" }),
    symptom: { ends: /can't open file '\/bin\/sh'/ },
  },
  {
    id: 'shell-run',
    dockerfile: service({ copy: `${copy}RUN python3 -m py_compile server.py\n` }),
    symptom: { build: /\/bin\/sh.*no such file/ },
  },
  {
    id: 'unpublished-tag',
    dockerfile: service({ from: `FROM ${image}:arm64\n` }),
    symptom: { build: /python3-debian12:arm64: not found/ },
  },
  {
    id: 'curl-check',
    dockerfile: service({
      health: 'HEALTHCHECK --timeout=2s --retries=2 CMD ["curl", "-f", "http://localhost:8080/health"]\n',
    }),
    symptom: { runs: { health: 'unhealthy' } },
  },
  {
    id: 'shell-check',
    dockerfile: service({
      health: 'HEALTHCHECK --timeout=2s --retries=2 CMD curl -f http://localhost:8080/health || exit 1\n',
    }),
    symptom: { runs: { health: 'unhealthy' } },
  },
  {
    id: 'wrong-endpoint',
    dockerfile: service({ health: check('http://localhost:8080/healthz') }),
    symptom: { runs: { health: 'unhealthy' } },
  },
  {
    id: 'wrong-port',
    dockerfile: service({ health: check('http://localhost:8081/health') }),
    symptom: { runs: { health: 'unhealthy' } },
  },
  {
    id: 'check-without-effect',
    dockerfile: service({ health: 'HEALTHCHECK CMD ["/usr/bin/python3", "-c", "import sys; sys.exit(0)"]\n' }),
    symptom: { runs: { health: 'healthy' } },
    unnoticed: true,
  },
  {
    id: 'no-check',
    dockerfile: service({ health: '' }),
    symptom: { runs: { health: 'none' } },
    unnoticed: true,
  },
];

/** One plan for all of them; `more` are further lines of it. */
export const planFor = (services: readonly BrokenService[], more = ''): string => `version: 1
registry: docker.io/acme
platforms: [linux/amd64]
user: "65532:65532"
${more}phases:
  - id: 1
    title: Services
    images:
${services
  .map(
    ({ id, base = image }) =>
      `      - { id: ${id}, image: ${id}, dockerfile: ${id}/Dockerfile, context: ${id}, base: ${base}, ports: [8080], health: /health }\n`,
  )
  .join('')}`;
