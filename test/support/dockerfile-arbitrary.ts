// biome-ignore-all format: the lists of lines read better side by side
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the variables of Dockerfiles
import fc from 'fast-check';

/**
 * Dockerfiles that hold the mistakes that the rules know, in odd places and odd clothes. `⏎` stands for a continued
 * line.
 */

const pick = (...texts: string[]): fc.Arbitrary<string> => fc.constantFrom(...texts);
const concat = (...parts: (fc.Arbitrary<string> | string)[]): fc.Arbitrary<string> =>
  fc.tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part))).map((all) => all.join(''));
const weighted = (...options: [number, fc.Arbitrary<string>][]): fc.Arbitrary<string> =>
  fc.oneof(...options.map(([weight, arbitrary]) => ({ weight, arbitrary })));
const some = (part: fc.Arbitrary<string>, separator: fc.Arbitrary<string>, minLength: number, maxLength: number) =>
  fc
    .array(fc.tuple(separator, part), { minLength, maxLength })
    .map((all) => all.map(([between, text], index) => (index === 0 ? text : between + text)).join(''));

const break_ = pick('⏎    ', '⏎\t', '⏎# why\n    ', '⏎  # useradd app && \\\n⏎  ', '⏎\n  ', ' ');
const gap = weighted([6, pick(' ')], [1, pick('  ', '\t')], [2, break_]);

const command = weighted(
  [
    5,
    pick(
      'useradd -r app', 'useradd --create-home --shell /bin/bash app', 'groupadd -r app', 'addgroup -S app',
      'adduser -D -u 1001 app', 'adduser -S app -G app', 'useradd -u 65532 -g 65532 nonroot', 'usermod -aG app root',
      '/usr/sbin/useradd app', 'sudo useradd app', 'useradd "my user"', 'useradd $APP_USER', 'useradd -m app || true',
      '(groupadd app; useradd -g app app)', 'if ! id app; then useradd app; fi', '! useradd app', 'useradd app &',
      'getent passwd app || useradd app', 'echo app | useradd', 'useradd app > /dev/null 2>&1', 'id -u app && useradd x',
      'groupadd -g 1001 app ⏎ && useradd -u 1001 ⏎    -g app app', '{ useradd app; }', "sh -c 'useradd app'",
    ),
  ],
  [
    5,
    pick(
      'apt-get update', 'apt-get install -y --no-install-recommends gcc curl', 'rm -rf /var/lib/apt/lists/*',
      'pip install --no-cache-dir -r requirements.txt', 'pip install --user -r requirements.txt',
      'pip install --target=/install -r requirements.txt', 'python -m venv /opt/venv', '/opt/venv/bin/pip install x',
      'chown -R app:app /app', 'mkdir -p /app/data', 'chmod +x /app/run.sh', 'curl -fsS http://x | sh', 'true', 'echo hi',
      'echo "useradd app"', 'cat /etc/passwd', 'python -c "import x"', 'su app -c id', 'apk add --no-cache curl', 'cd /x',
      '# no comment', 'export A=1', 'pip wheel -w /w .', 'npm ci', 'python3 --version', 'echo tron',
    ),
  ],
);
const between = pick(' && ', ' && ', '; ', ' || ', ' && ⏎    ', ' ⏎    && ', '; ⏎# why\n    ', ' &&', ';', '\n');
const chain = some(command, between.filter((text) => text !== '\n'), 1, 4);
const exec = pick(
  '["/usr/bin/python3", "-c", "import sys"]', '["python3", "-m", "app"]', '["python","main.py"]', '["-m", "app"]',
  '["app/main.py"]', "['python3', 'main.py']", '["curl", "-f", "http://localhost:8080/health"]', '["/bin/sh", "-c", "echo"]',
  '["sh", "-c", "python main.py"]', '["/app/run", "--port", "9000"]', '["uvicorn", "main:app", "--port=9000"]', '[]', '["a"',
  '["/opt/venv/bin/python", "-m", "app"]', '["useradd", "app"]', '["pip", "install", "x"]', '["bash"]', '[ "python" ,⏎ "x" ]',
  '["gunicorn", "-b", "0.0.0.0:9000", "main:app"]', '["/usr/bin/python3.11", "main.py"]', '["java", "-jar", "x.jar"]', '[“python”]',
);
const mount = pick(
  '', '', '', '', '--mount=type=cache,target=/root/.cache ', '--mount=type=bind,source=requirements.txt,target=/r.txt ',
  '--mount=type=bind,from=build,source=/x,target=/x ', '--mount=type=bind,src=svc/main.py,dst=/m ', '--network=none ',
  '--mount=type=secret,id=x,uid=1001 ',
);
const run = weighted(
  [6, concat('RUN', gap, mount, chain)],
  [1, concat('RUN set -eux; ⏎    ', chain)],
  [1, concat('RUN ', exec)],
  [1, concat('RUN', pick(' <<EOF', ' <<-EOF', " <<'EOF'", ' << EOF', ' cat > /x <<EOF', ' python3 <<EOF'), '\n', some(command, pick('\n', '\n\t'), 0, 3), '\nEOF')],
  [1, concat('run ', chain)],
);

const place = pick(
  'main.py', 'svc/main.py', 'app/', './app', 'svc/app/', 'requirements.txt', './svc/requirements.txt', '.', 'svc', 'config.yaml',
  'resource-monitor/', 'resource_monitor/', 'svc/resource-monitor/', '../main.py', '../../svc/main.py', '/main.py', 'missing.txt',
  'svc/missing/', 'Main.py', 'main.pyy', '*.py', '*.yaml', 'app/*.nope', 'nope/*.py', '[', 'ignored.log', 'ignored/', '.env', 'keys/a.pem',
  '${SRC}/main.py', '${SRC:-app}/x.py', '$NOPE', 'sp\\ ace.txt', 'payment-systems/', 'a\\ b', 'common/x.py', 'svc/', 'deep/moved.py',
);
const target = pick('/app/', './', '/app/main.py', '.', '/usr/local', '/x y/', '/home/app/.local', '/app');
const owner = pick('', '', '', '', '--chown=app:app ', '--chown=nonroot:nonroot ', '--chown=65532:65532 ', '--chmod=755 ', '--link ', '--chown=$APP_USER ', '--parents ', '--exclude=*.py ');
const copy = weighted(
  [7, concat(pick('COPY', 'COPY', 'COPY', 'ADD', 'copy'), gap, owner, place, gap, target)],
  [2, concat('COPY', gap, place, gap, place, gap, target)],
  [1, concat('COPY ', owner, '["', place.filter((text) => !/["\\]/.test(text)), '", "', target, '"]')],
  [1, concat('COPY ', place, ' /app/ ', pick('2>/dev/null || true', '|| true', '&& echo', '2>/dev/null', '; true'))],
  [2, concat('COPY --from=', pick('build', 'builder', '0', '1', '7', 'nginx:1', 'Build', 'bulid', 'gcr.io/distroless/base', 'final'), ' ', owner,
    pick('/root/.local /root/.local', '/root/.local /home/app/.local', '/root/.local /usr/local', '/install /usr/local', '/opt/venv /opt/venv',
      '/etc/passwd /etc/passwd', '/usr/local/lib/python3.11/site-packages /usr/local/lib/python3.11/site-packages', '/app /app', '/root/.local⏎  /home/nonroot/.local',
      '/usr/local/lib/python3.12/site-packages⏎    /usr/lib/python3/dist-packages', '/nope /x'))],
  [1, concat('COPY <<EOF /app/x\nuseradd app\nEOF')],
);

const environment = concat('ENV', gap, pick(
  'PORT=8080', 'PORT=9000', 'PORT 9000', 'PATH=/root/.local/bin:$PATH', 'PATH="/home/app/.local/bin:${PATH}"', 'PYTHONPATH=/usr/local/lib/python3.11/site-packages',
  'A=1⏎    PORT=9000⏎    B=2', 'A=1⏎# PORT\n    PORT=9000', 'API_KEY=CHANGE_ME', 'API_TOKEN=ghp_0123456789abcdefghijABCDEFGHIJ012345', 'PATH=/opt/venv/bin:$PATH',
  'SRC=app', 'APP_USER=app', 'PASSWORD=hunter2 DB=your_db_here', 'HOME=/home/app', 'TRON_NETWORK=mainnet', 'LOG_DIR=/app/logs', 'PYTHONPATH=/app', 'X="a b" Y=c', 'HOST=127.0.0.1', 'HOST localhost', 'NAME=other⏎    HOST=$X', 'NAME="other"', 'SVC_PORT=9000', 'SVC_PORT=${PORT}', 'DEBUG=', 'REDIS_PORT=9000', 'A', '=x',
));
const healthcheck = concat('HEALTHCHECK', gap, pick('', '', '--interval=30s ', '--interval=30s --timeout=3s⏎    '), pick(
  'NONE', 'CMD true', 'CMD exit 0', 'CMD curl -f http://localhost:8080/health || exit 1', 'CMD wget -q http://localhost:9000/', 'CMD ["curl","-f","http://localhost:8080/health"]',
  'CMD ["/usr/bin/python3", "-c", "import urllib.request; urllib.request.urlopen(\'http://localhost:9000/status\')"]', 'CMD ["python", "-c", "import sys; sys.exit(0)"]',
  'CMD ["python", "-c", "import requests; requests.get(\'http://localhost:8080/health\')"]', 'CMD ["python3","-c","import socket; socket.create_connection((\'localhost\', 9000))"]',
  'CMD ["/usr/bin/python3", "--version"]', 'CMD', "CMD ['python3', '-c', 'x']", '', 'CMD python -c "import sys; sys.exit(0)"', 'CMD ["echo", "ok"]', 'cmd ["/bin/true"]', 'CMD ["java", "-version"]', 'CMD nc -z localhost 9000', 'CMD python -c "import x; try: x.y()"', 'CMD curl "http://localhost:9000', 'CMD a || || exit 1', 'CMD ["sh", "-c", "if a; then b"]',
  'CMD ["/usr/bin/python3", "-c",⏎  "import urllib.request as u; u.urlopen(\'http://127.0.0.1:8080/health\', timeout=3)"]',
));
const user = concat('USER', gap, pick('app', 'app:app', 'nonroot', '65532', '65532:65532', '1001:1001', 'root', '0', '0:0', '$APP_USER', '"app"', '', 'nobody', 'App', '65532:65532 # x'));
const start = concat(pick('CMD', 'ENTRYPOINT', 'CMD', 'ENTRYPOINT', 'cmd', 'ONBUILD CMD'), gap, weighted([6, exec], [3, pick(
  'python main.py', 'python3 -m app', 'exec python main.py --port 9000', 'uvicorn main:app --host 0.0.0.0 --port 9000', './run.sh', 'python main.py && echo', '/usr/bin/python3 main.py',
  'java -jar x.jar', 'sh run.sh', '"/usr/bin/python3" main.py', 'python $X', '',
)]));
const other = pick(
  'WORKDIR /app', 'WORKDIR app', 'EXPOSE 8080', 'EXPOSE 9000', 'EXPOSE 9000/tcp 9001', 'EXPOSE 80⏎  9000', 'EXPOSE ${PORT}', 'EXPOSE 80000', 'EXPOSE 8080,9000', 'EXPOSE 9000, 9001/udp', 'EXPOSE 9000 9000', 'EXPOSE 8000-9000', 'EXPOSE 127.0.0.1:80:9000', 'EXPOSE 9000/http', 'WORKDIR /srv', 'WORKDIR "/srv/api"', 'VOLUME /app/data', 'VOLUME ["/app/data"]', 'LABEL a=b',
  'SHELL ["/bin/bash", "-c"]', 'SHELL ["/busybox/sh", "-c"]', 'ARG APP_USER=app', 'ARG SRC', 'ARG PORT=9000', 'STOPSIGNAL SIGTERM', 'ONBUILD RUN useradd app', 'MAINTAINER me',
  '# syntax=docker/dockerfile:1', '# lucid: ignore=no-user-creation why not', '# lucid: ignore=user-nonroot,copy-source-missing', '# a comment', '', '   ', 'RUM x', 'HEALTHCHECK --interval=30s',
  'LABEL maintainer="TRON team"', '\t# lucid: ignore=nothing',
);
const step = weighted([5, run], [5, copy], [2, environment], [2, healthcheck], [3, user], [3, start], [3, other]);

const platform = pick('', '', '', '', '--platform=linux/arm64 ', '--platform=$BUILDPLATFORM ', '--platform=$TARGETPLATFORM ');
const base = pick(
  'python:3.11-slim', 'python:3.12-slim', 'python:3.11-alpine', 'python:3.11-slim-bookworm', 'gcr.io/distroless/python3-debian12', 'gcr.io/distroless/python3-debian12:nonroot',
  'gcr.io/distroless/python3-debian12:arm64', 'gcr.io/distroless/python3-debian12:latest', 'gcr.io/distroless/python3-debian12:debug', 'gcr.io/distroless/static-debian12:nonroot', 'gcr.io/distroless/base-debian11',
  'gcr.io/distroless/python3-debian13:debug-nonroot', 'gcr.io/distroless/java17-debian12', 'debian:bookworm-slim', 'alpine:3.19', 'scratch', 'node:20', '${BASE}', 'ubuntu', 'a:b:c', 'docker.io/acme/other:latest', 'busybox', 'golang:1.22',
  'python:3.11', 'python:$PYTHON_VERSION-slim', 'gcr.io/distroless/python3-debian12@sha256:0123456789012345678901234567890123456789012345678901234567890123', 'gcr.io/distroless/python3:nonroot-arm64', 'gcr.io/distroless/nope-debian12',
);
const from = (name: fc.Arbitrary<string>, image: fc.Arbitrary<string>) => concat(pick('FROM', 'FROM', 'FROM', 'from'), gap, platform, image, name);
const stage = (name: fc.Arbitrary<string>, image: fc.Arbitrary<string>) =>
  fc.tuple(from(name, image), fc.array(step, { maxLength: 7 })).map((all) => all.flat());
const runtime = weighted([6, pick(
  'gcr.io/distroless/python3-debian12', 'gcr.io/distroless/python3-debian12:nonroot', 'gcr.io/distroless/python3-debian12:arm64', 'gcr.io/distroless/python3-debian12:latest',
)], [2, base], [1, pick('build', 'builder', 'Build')]);

const head = weighted([4, pick('')], [1, pick('# syntax=docker/dockerfile:1\n', '# syntax=docker/dockerfile:1.5\n', '\n# syntax=docker/dockerfile:1\n', '# Title\n# syntax=docker/dockerfile:1.7\n', '# lucid: ignore-file=user-nonroot\n', '# check=skip=all\n')]);
const globals = weighted([4, pick('')], [2, pick('ARG BASE=gcr.io/distroless/python3-debian12\n', 'ARG PYTHON_VERSION=3.12\n', 'ARG BASE\n', 'ARG APP_USER=app\nARG BASE=python:3.11-slim\n')]);

/** A whole Dockerfile: none, one or two builders and a final stage. */
export const mistakenDockerfile: fc.Arbitrary<string> = fc
  .tuple(
    head,
    globals,
    fc.array(stage(pick(' AS build', ' AS builder', ' as Build', ''), base), { maxLength: 2 }),
    stage(pick('', '', '', ' AS final', ' AS runtime'), runtime),
    pick('\\', '\\', '\\', '`'),
    pick('\n', '\n', '\n', '\r\n'),
    pick('', '', '', '\ufeff'),
    pick('\n', '\n', '', '\n\n'),
  )
  .map(([top, args, builders, final, token, newline, mark, end]) => {
    const directive = token === '`' ? '# escape=`\n' : '';
    const body = `${directive}${top}${args}${[...builders, final].flat().join('\n')}${end}`;
    return mark + body.replaceAll('⏎', ` ${token}\n`).replaceAll('\\\n', `${token}\n`).replaceAll('\n', newline);
  });

/** A text after a few small accidents: words that go, come twice or turn into something else. */
export const mutated = (text: string): fc.Arbitrary<string> =>
  fc
    .array(
      fc.record({
        at: fc.nat(),
        drop: fc.oneof(fc.constant(0), fc.nat(12), fc.nat(80)),
        put: pick('', '', ' ', '\n', '\\\n', '\r\n', '"', "'", '#', '[', ']', '$', '${', '<<EOF', ' && ', ';', '--', '=', ':', '/', '../', 'useradd x', 'USER app\n', '\nFROM scratch\n', '\ufeff', '\0', 'é', '😀', '`'),
      }),
      { minLength: 1, maxLength: 4 },
    )
    .map((changes) =>
      changes.reduce((result, { at, drop, put }) => {
        const from = at % (result.length + 1);
        return result.slice(0, from) + put + result.slice(from + drop);
      }, text),
    );

/** The file under test in each of the workspaces. */
export const dockerfile = 'svc/Dockerfile';

const files: Readonly<Record<string, string>> = {
  'svc/main.py': 'import os, uvicorn\nuvicorn.run("app:app", port=int(os.environ.get("SVC_PORT", "9000")))\n', 'svc/requirements.txt': 'fastapi==0.1\n', 'svc/app/__init__.py': '', 'svc/app/x.py': '', 'svc/config.yaml': '', 'svc/sp ace.txt': '',
  'svc/resource_monitor/main.py': '', 'svc/deep/er/moved.py': '', 'svc/.env': '', 'svc/keys/a.pem': '', 'svc/ignored.log': '', 'svc/ignored/x': '', 'svc/payment-systems/tron.py': '',
  'svc/.dockerignore': '*.log\nignored\n', 'common/x.py': '', 'main.py': '', '.dockerignore': 'svc/ignored*\n', 'other/Dockerfile': 'FROM debian:bookworm-slim\nUSER 1001\nENTRYPOINT ["/bin/x"]\n', 'empty/': '',
};

const plan = (context: string, platforms: string, more: string) => `version: 1
registry: docker.io/acme
platforms: [${platforms}]
user: "65532:65532"
workdir: /app
env: { LOG_LEVEL: info, PORT: "{port}", HOST: 0.0.0.0, NAME: "{id}", DEBUG: "false" }
isolation:
  - { id: tron, tokens: [tron, usdt], images: [other], allowed: [] }
phases:
  - id: 1
    title: Services
    images:
      - { id: api, image: api, dockerfile: ${dockerfile}, base: gcr.io/distroless/python3-debian12, ports: [8080], ${more}, context: ${context} }
      - { id: other, image: other, dockerfile: other/Dockerfile, context: . }
`;

/** Workspaces in which `svc/Dockerfile` is planned with its own context or the root, for one platform or two, or not at all. */
export const workspaces: readonly Readonly<Record<string, string>>[] = [
  { ...files, 'lucid.yaml': plan('svc', 'linux/arm64', 'health: /health') },
  { ...files, 'lucid.yaml': plan('.', 'linux/arm64, linux/amd64', 'health: tcp') },
  { ...files, 'lucid.yaml': plan('svc', 'linux/arm64', 'health: none, args: { BASE: "python:3.11-slim" }, target: build') },
  files,
];
