import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { accessTo } from '../../server/image/start/access.ts';
import { shellWritesOf } from '../../server/image/start/shell-writes.ts';
import { startedBy } from '../../server/image/start/started.ts';
import { namesIn, readable, writesOf } from '../../server/image/start/writes.ts';
import { type StageView, targetsOf } from '../../server/image/target.ts';
import { shellCommands } from '../../server/parse/shell/shell.ts';
import { projectOf } from '../support/example.ts';

const finalOf = (dockerfile: string, files: Readonly<Record<string, string>> = {}): StageView =>
  targetsOf(projectOf('Dockerfile', dockerfile, files), 'Dockerfile')[0]?.final as StageView;

const variables: Readonly<Record<string, string>> = { LOG_DIR: '/logs' };
const scope = { path: '/app/src/main.py', workdir: '/app', variable: (name: string) => variables[name] };

describe('what a script writes', () => {
  const read = (source: string) => {
    const text = readable(source);
    return writesOf(text, { ...scope, names: namesIn(text) });
  };
  const known: readonly [code: string, ...paths: string[]][] = [
    ['open("x.txt")'],
    ['open("x.txt", "rb")'],
    ['# open("x.txt", "w")'],
    ['open("x.txt", "w")', '/app/x.txt'],
    ["open('/data/x', mode='ab')", '/data/x'],
    ['os.makedirs("/app/data", exist_ok=True)', '/app/data'],
    ['LOGS = "/app/logs"\nos.mkdir(LOGS)', '/app/logs'],
    ['D = Path("/srv") / "state"\nD.mkdir(parents=True)\n(D / "x").write_text("")', '/srv/state', '/srv/state/x'],
    ['open(os.path.join(os.environ.get("LOG_DIR", "/tmp"), "a.log"), "a")', '/logs/a.log'],
    ['open(os.getenv("STATE_FILE", "state.json"), "w")', '/app/state.json'],
    ['open(os.environ["LOG_DIR"] + "/x", "w")'],
    ['BASE = os.path.dirname(os.path.abspath(__file__))\nopen(os.path.join(BASE, "x"), "w")', '/app/src/x'],
    ['ROOT = Path(__file__).resolve().parent.parent\n(ROOT / "x").touch()', '/app/x'],
    ['h = RotatingFileHandler(f"{os.environ[\'LOG_DIR\']}/{name}.log")', '/logs'],
    ['errorlog = "-"\naccesslog = "/var/log/a"', '/var/log/a'],
    ['create_engine("sqlite:///data.db")', '/app/data.db'],
    ['create_engine("sqlite:////data/x.db")', '/data/x.db'],
    ['sqlite3.connect(":memory:")'],
    ["const DIR = process.env.UPLOADS || './uploads';\nfs.mkdirSync(DIR, { recursive: true })", '/app/uploads'],
    ["fs.writeFileSync(path.join(__dirname, 'x'), '')", '/app/src/x'],
    ['open(tempfile.mktemp(), "w")', '/tmp'],
  ];
  for (const [code, ...paths] of known) {
    it(code, () => assert.deepEqual(read(code).paths, paths));
  }
  it('tells what it cannot read', () => {
    for (const code of ['open(path, "w")', 'for d in dirs:\n  os.makedirs(d)', 'target.write_text("x")']) {
      assert.equal(read(code).isKnown, false, code);
    }
    assert.equal(read('open(os.environ["LOG_DIR"] + "/x", "w")').isKnown, false);
    assert.equal(read('print(open("x").read())').isKnown, true);
  });
  it('tells what needs an account', () => {
    for (const code of ['os.path.expanduser("~/x")', 'getpass.getuser()', 'Path.home() / "x"', 'os.setuid(1)']) {
      assert.equal(read(code).needsAccount, true, code);
    }
  });
});

describe('what a shell writes', () => {
  const read = (text: string) => shellWritesOf(shellCommands({ text, segments: [] }), text, scope);
  it('reads folders, redirections and variables', () => {
    const text = 'DIR=${DATA_DIR:-/data}\nmkdir -p "$DIR/a" logs\necho x > $LOG_DIR/x 2>&1\ncp a b /c\nls > /dev/null';
    assert.deepEqual(read(text), {
      paths: ['/data/a', '/app/logs', '/c', '/logs/x', '/dev/null'],
      isKnown: true,
      needsAccount: false,
    });
  });
  it('tells what it cannot read, and what needs root', () => {
    assert.equal(read('mkdir "$1"').isKnown, false);
    assert.equal(read('chown -R app /data').needsAccount, true);
    assert.equal(read('exec gosu app "$@"').needsAccount, true);
    assert.equal(read('cat ~/.netrc').needsAccount, true);
  });
});

describe('what an image starts', () => {
  const files = {
    'main.py': 'from lib import tool\nimport json\n',
    'lib/__init__.py': '',
    'lib/tool.py': 'from . import deep\n',
    'lib/deep.py': '',
    'start.sh': '#!/bin/sh\nset -e\nexec "$@"\n',
    'gunicorn.conf.py': 'errorlog = "/var/log/x"\n',
    'empty.sh': '',
    'server.js': "const a = require('./a');\n",
    'a.js': '',
  };
  const all = ['/app/main.py', '/app/lib/__init__.py', '/app/lib/tool.py', '/app/lib/deep.py'];
  const scripts = (command: string) => {
    const { scripts: found, isWhole } = startedBy(
      finalOf(`FROM debian:12\nWORKDIR /app\nCOPY . .\n${command}\n`, files),
    );
    return { paths: found.map(({ path }) => path).sort(), isWhole };
  };
  const cases: readonly [command: string, paths: readonly string[], isWhole?: boolean][] = [
    ['CMD ["python", "main.py"]', all],
    ['CMD python3 -u main.py', all],
    ['CMD ["python", "-m", "main"]', all],
    ['CMD ["uvicorn", "main:app", "--port", "80"]', all],
    ['CMD ["python", "-m", "gunicorn", "-w", "2", "main:app"]', [...all, '/app/gunicorn.conf.py']],
    ['ENTRYPOINT ["tini", "--", "./start.sh"]\nCMD ["python", "main.py"]', [...all, '/app/start.sh']],
    ['ENTRYPOINT ["tini", "-e", "143", "--", "./start.sh"]\nCMD ["python", "main.py"]', [...all, '/app/start.sh']],
    ['CMD ["sh", "-c", "cd /app && exec python main.py"]', all],
    ['CMD ["gunicorn", "main:app"]', [...all, '/app/gunicorn.conf.py']],
    ['CMD ["echo", "usage: give a command"]', [], false],
    ['CMD ["bash"]', [], false],
    ['CMD ["./empty.sh"]', [], false],
    ['EXPOSE 80', [], false],
    ['CMD ["node", "server.js"]', ['/app/a.js', '/app/server.js']],
    ['CMD ["nginx"]', [], false],
    ['CMD ["python", "none.py"]', [], false],
    ['ENTRYPOINT ["./start.sh"]\nCMD ["redis-server"]', ['/app/start.sh'], false],
  ];
  for (const [command, paths, isWhole = true] of cases) {
    it(command, () => assert.deepEqual(scripts(command), { paths: [...paths].sort(), isWhole }));
  }
});

describe('who can write where', () => {
  const distroless = 'FROM gcr.io/distroless/python3-debian12\n';
  const may = (path: string, dockerfile: string) =>
    accessTo(path, new Set(['65532']), finalOf(dockerfile, { 'a/x': '', f: '' })).writes;
  const cases: readonly [title: string, path: string, dockerfile: string, writes: boolean | undefined][] = [
    ['everyone in /tmp', '/tmp/x/y', distroless, true],
    ['its home', '/home/nonroot/.cache', distroless, true],
    ['nobody but root elsewhere', '/data', distroless, false],
    ['a folder of WORKDIR belongs to root', '/w/x', `${distroless}WORKDIR /w\n`, false],
    ['or to the user before it', '/w/x', `${distroless}USER nonroot\nWORKDIR /w\n`, true],
    ['COPY makes folders for root', '/n/d/x', `${distroless}COPY a /n/d\n`, false],
    ['or with --chown, those above too', '/n/y', `${distroless}COPY --chown=65532 a /n/d\n`, true],
    ['which changes no folder that exists', '/n/y', `${distroless}WORKDIR /n\nCOPY --chown=65532 a /n\n`, false],
    ['chown of a RUN', '/d/x', 'FROM debian:12\nRUN mkdir /d && chown -R 65532:0 /d\n', true],
    ['of another folder', '/d/x', 'FROM debian:12\nRUN mkdir /d /e && chown 65532 /e\n', false],
    ['chmod of a RUN', '/d/x', 'FROM debian:12\nRUN mkdir -p /d && chmod 1777 /d\n', true],
    ['a copy by a RUN is unknown', '/d/x', 'FROM debian:12\nRUN cp -a /x /d\n', undefined],
    ['what is copied from a stage is roots', '/d/x', `FROM debian:12 AS b\n${distroless}COPY --from=b /d /d\n`, false],
    [
      'but not what is in it',
      '/d/e/x',
      `FROM debian:12 AS b\n${distroless}WORKDIR /d\nCOPY --from=b /d /d\n`,
      undefined,
    ],
  ];
  for (const [title, path, dockerfile, writes] of cases) {
    it(title, () => assert.equal(may(path, dockerfile), writes));
  }
});
