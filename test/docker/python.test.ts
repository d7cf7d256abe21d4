// What the rules for Python packages say, asked of a real BuildKit and engine: the image fails, and after fix-all it runs.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, describe, it, test } from 'node:test';
import { checkFile } from '../../server/check/check.ts';
import { fixAll } from '../../server/check/fix.ts';
import { openProject } from '../../server/project/open.ts';
import { diskWorkspace } from '../../server/workspace/disk.ts';
import { temporaryFolder } from '../support/processes.ts';
import {
  type BuildKit,
  type Engine,
  type Result,
  type RunResult,
  startBuildKit,
  startEngine,
} from '../support/realdocker.ts';

let buildKit: BuildKit;
let engine: Engine;

before(async () => {
  buildKit = await startBuildKit();
  engine = await startEngine();
  const made = await build(folderWith({ Dockerfile: python312 }), 'library/python:3.12-slim');
  assert.ok(made.ok, made.output);
});

after(async () => {
  await engine?.stop();
  await buildKit?.stop();
});

/** Debian 12 has no Python 3.12. What counts is where its pip installs, so the stand-in installs there. */
const python312 = `FROM python:3.11-slim
RUN sed -i "s/^_PY_VERSION_SHORT = .*/_PY_VERSION_SHORT = '3.12'/" /usr/local/lib/python3.11/sysconfig.py \\
    && sed -i "s/python{version\\[0\\]}.{version\\[1\\]}/python3.12/" /usr/local/lib/python3.11/site.py
`;

/** A package with a module and a program, as a wheel is made of it without network. */
const files = {
  'lucid.yaml': `version: 1
registry: docker.io/acme
platforms: [linux/amd64]
phases:
  - id: 1
    title: Services
    images:
      - { id: api, image: api, dockerfile: Dockerfile, context: ., base: gcr.io/distroless/python3-debian12, health: none }
`,
  'wheel/uvicorn.py':
    'import os\nanswer = 42\ndef main():\n    print("uid", os.getuid(), "answer", answer, flush=True)\nif __name__ == "__main__":\n    main()\n',
  'wheel/uvicorn-1.0.dist-info/METADATA': 'Metadata-Version: 2.1\nName: uvicorn\nVersion: 1.0\n',
  'wheel/uvicorn-1.0.dist-info/WHEEL':
    'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
  'wheel/uvicorn-1.0.dist-info/RECORD': '',
  'wheel/uvicorn-1.0.dist-info/entry_points.txt': '[console_scripts]\nuvicorn = uvicorn:main\n',
  'main.py': 'import uvicorn\nuvicorn.main()\n',
};

const wheel = '/tmp/uvicorn-1.0-py3-none-any.whl';
const builder = (install: string, version = '3.11') => `FROM python:${version}-slim AS builder
WORKDIR /wheel
COPY wheel/ ./
RUN python -m zipfile -c ${wheel} uvicorn.py uvicorn-1.0.dist-info
RUN ${install} ${wheel}
`;
const user = builder('pip install --no-index --user');
const venv = builder('python -m venv --without-pip /opt/venv && pip --python /opt/venv/bin/python install --no-index');
const runtime = 'FROM gcr.io/distroless/python3-debian12:latest\nWORKDIR /app\nCOPY main.py ./\n';
const end = 'USER 65532:65532\nCMD ["main.py"]\n';

interface Case {
  readonly title: string;
  readonly rule: string;
  readonly dockerfile: string;
  /** What the container says before it is fixed, or the build. */
  readonly fails: RegExp;
}

const noModule = /ModuleNotFoundError: No module named 'uvicorn'/;
const noFile = /no such file or directory/i;

const cases: readonly Case[] = [
  {
    title: 'packages of another version',
    rule: 'python-version-mismatch',
    dockerfile: `${builder('pip install --no-index --user', '3.12')}${runtime}COPY --from=builder --chown=65532:65532 /root/.local /home/nonroot/.local\n${end}`,
    fails: noModule,
  },
  {
    title: 'another version behind an ARG, /usr/local, and a CMD that repeats the ENTRYPOINT',
    rule: 'python-version-mismatch',
    dockerfile: `ARG PYTHON=3.12\n${builder('pip install --no-index --user', '${PYTHON}')}${runtime}COPY --from=builder /root/.local /usr/local\nENV PYTHONPATH=/app\nCMD ["python", "main.py"]\n`,
    fails: /can't open file/,
  },
  {
    title: '/usr/local without PYTHONPATH',
    rule: 'python-packages-path',
    dockerfile: `${user}${runtime}COPY --from=builder /root/.local /usr/local\nENV PATH=/usr/local/bin:$PATH \\\n    PYTHONPATH="/app"\n${end}`,
    fails: noModule,
  },
  {
    title: '/home/app/.local on PATH',
    rule: 'python-packages-path',
    dockerfile: `${user}${runtime}COPY --from=builder /root/.local /home/app/.local\nENV PATH=/home/app/.local/bin:$PATH\n${end}`,
    fails: noModule,
  },
  {
    title: '/root/.local, even through PYTHONPATH',
    rule: 'python-packages-path',
    dockerfile: `${user}${runtime}COPY --from=builder /root/.local /root/.local\nENV PATH /root/.local/bin:$PATH\nENV PYTHONPATH /app:/root/.local/lib/python3.11/site-packages\n${end}`,
    fails: noModule,
  },
  {
    title: 'pip install --target',
    rule: 'python-packages-path',
    dockerfile: `${builder('pip install --no-index --target=/packages')}${runtime}COPY --from=builder /packages /packages\n${end}`,
    fails: noModule,
  },
  {
    title: 'pip install --prefix',
    rule: 'python-packages-path',
    dockerfile: `${builder('pip install --no-index --prefix=/install')}${runtime}COPY --from=builder /install /usr/local\n${end}`,
    fails: noModule,
  },
  {
    title: 'site-packages of the official image at the same place',
    rule: 'python-packages-path',
    dockerfile: `${builder('pip install --no-index')}${runtime}COPY --from=builder /usr/local/lib/python3.11/site-packages /usr/local/lib/python3.11/site-packages\n${end}`,
    fails: noModule,
  },
  {
    title: "an official image and root's home",
    rule: 'python-packages-path',
    dockerfile: `${user}FROM python:3.11-slim\nCOPY --from=builder /root/.local /root/.local\nENV PATH=/root/.local/bin:$PATH\nCOPY main.py /app/\nUSER 65532:65532\nCMD ["python", "/app/main.py"]\n`,
    fails: noModule,
  },
  {
    title: 'the interpreter of a virtual environment as ENTRYPOINT',
    rule: 'python-venv-dangling',
    dockerfile: `${venv}${runtime}COPY --from=builder /opt/venv /opt/venv\nHEALTHCHECK CMD ["/opt/venv/bin/python", "-c", "import uvicorn"]\nENTRYPOINT ["/opt/venv/bin/python"]\n${end}`,
    fails: noFile,
  },
  {
    title: 'a program of a virtual environment',
    rule: 'python-venv-dangling',
    dockerfile: `${venv}${runtime}COPY --from=builder /opt/venv /opt/venv\nUSER 65532:65532\nENTRYPOINT []\nCMD ["/opt/venv/bin/uvicorn"]\n`,
    fails: noFile,
  },
  {
    title: 'a virtual environment behind the ENTRYPOINT of the base',
    rule: 'python-venv-dangling',
    dockerfile: `${venv}${runtime}COPY --from=builder /opt/venv /opt/venv\nUSER 65532:65532\nCMD ["/opt/venv/bin/python", "main.py"]\n`,
    fails: /can't open file '\/opt\/venv\/bin\/python'/,
  },
  {
    title: 'a virtual environment through PATH',
    rule: 'python-venv-dangling',
    dockerfile: `${venv}${runtime}COPY --from=builder /opt/venv /opt/venv\nENV PATH=/opt/venv/bin:$PATH\nUSER 65532:65532\nENTRYPOINT ["python", "main.py"]\n`,
    fails: noModule,
  },
  {
    title: 'a program of pip install --user',
    rule: 'python-venv-dangling',
    dockerfile: `${user}${runtime}COPY --from=builder /root/.local /home/nonroot/.local\nENV PATH=/home/nonroot/.local/bin:$PATH\nUSER 65532:65532\nENTRYPOINT ["uvicorn"]\n`,
    fails: noFile,
  },
  {
    title: 'a program of pip install --prefix, with its packages outside of the search path',
    rule: 'python-venv-dangling',
    dockerfile: `${builder('pip install --no-index --prefix=/install')}${runtime}COPY --from=builder /install /usr/local\nUSER 65532:65532\nENTRYPOINT ["uvicorn"]\n`,
    fails: noFile,
  },
  {
    title: 'a program copied alone, behind the ENTRYPOINT of the base',
    rule: 'entrypoint-repeated',
    dockerfile: `${builder('pip install --no-index')}${runtime}COPY --from=builder /usr/local/lib/python3.11/site-packages /usr/local/lib/python3.11/dist-packages\nCOPY --from=builder /usr/local/bin/uvicorn /usr/local/bin/uvicorn\nUSER 65532:65532\nCMD ["uvicorn"]\n`,
    fails: /can't open file '.*uvicorn'/,
  },
  {
    title: 'a virtual environment in a RUN',
    rule: 'python-venv-dangling',
    dockerfile: `${venv}${runtime}COPY --from=builder /opt/venv /opt/venv\nRUN ["/opt/venv/bin/python", "-c", "import uvicorn"]\n${end}`,
    fails: /\/opt\/venv\/bin\/python -c import uvicorn" did not complete/,
  },
];

/** More would only wait for each other on a small machine. */
const atOnce = 4;

describe('Python packages, fixed', { concurrency: atOnce }, () => {
  for (const [index, { title, rule, dockerfile, fails }] of cases.entries()) {
    it(`${rule}: ${title}`, async () => {
      const root = folderWith({ ...files, Dockerfile: dockerfile });
      const name = `test/python-${index}`;
      assert.match(await outcome(root, name), fails);

      const project = openProject(diskWorkspace(root));
      const found = checkFile(project, 'Dockerfile').filter((one) => one.severity === 'error');
      assert.ok(
        found.some((one) => one.rule === rule),
        `${rule} says so: ${found.map((one) => one.rule)}`,
      );
      const { texts } = fixAll(project, ['Dockerfile']);
      for (const [path, text] of texts) {
        writeFileSync(join(root, path), text);
      }
      const left = checkFile(openProject(diskWorkspace(root)), 'Dockerfile').filter((one) =>
        one.rule.startsWith('python-'),
      );
      assert.deepEqual(left, []);
      assert.match(await outcome(root, name), /^exit 0 uid 65532 answer 42$/m, texts.get('Dockerfile'));
    });
  }
});

test('a health check by the dead link turns unhealthy, and healthy when fixed', async () => {
  const sleep = 'import uvicorn, time; uvicorn.main(); time.sleep(60)';
  const path = 'ENV PYTHONPATH=/opt/venv/lib/python3.11/site-packages\n';
  const dockerfile = `${venv}${runtime}COPY --from=builder /opt/venv /opt/venv\n${path}USER 65532:65532\nHEALTHCHECK --retries=1 CMD ["/opt/venv/bin/python", "-c", "import uvicorn"]\nCMD ["-c", "${sleep}"]\n`;
  const root = folderWith({ ...files, Dockerfile: dockerfile });
  const health = async () => {
    const built = await build(root, 'test/health');
    assert.ok(built.ok, built.output);
    return (await run('test/health')).health;
  };
  assert.equal(await health(), 'unhealthy');
  const { texts } = fixAll(openProject(diskWorkspace(root)), ['Dockerfile'], { rule: 'python-venv-dangling' });
  writeFileSync(join(root, 'Dockerfile'), texts.get('Dockerfile') ?? '');
  assert.equal(await health(), 'healthy');
});

const build = (context: string, name: string): Promise<Result> => {
  const tag = `${buildKit.registry}/${name.includes(':') ? name : `${name}:latest`}`;
  return buildKit.build(context, { tags: [tag], push: true });
};

/** The output and the end of a hardened container; where the build fails, the output of the build. */
async function outcome(root: string, name: string): Promise<string> {
  const built = await build(root, name);
  if (!built.ok) {
    return built.output;
  }
  const ran = await run(name);
  return `exit ${ran.exitCode} ${ran.output}`;
}

/** Runs what was built just now: an engine that knows the tag would not pull it again. */
async function run(name: string): Promise<RunResult> {
  const image = `${buildKit.registry}/${name}`;
  const { digest } = await buildKit.manifest(`${image}:latest`);
  return engine.run(`${image}@${digest}`, { readOnly: true });
}

function folderWith(contents: Readonly<Record<string, string>>): string {
  const root = temporaryFolder('lucid-python');
  for (const [path, text] of Object.entries(contents)) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}
