// `lucid build` with a real buildx, BuildKit and registry.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { lastBuilds } from '../../server/buildx/history.ts';
import { isAlive, readHistoryFile } from '../../server/buildx/history-file.ts';
import { folderWith, lucid, start } from '../cli/lucid.ts';
import { type BuildKit, startBuildKit } from '../support/realdocker.ts';

let buildKit: BuildKit;
before(async () => {
  buildKit = await startBuildKit();
});
after(() => buildKit?.stop());

const python = 'gcr.io/distroless/python3-debian12:nonroot';
const run = (code: string): string => `RUN ["/usr/bin/python3", "-c", ${JSON.stringify(code)}]`;

function workspace(): string {
  return folderWith({
    'lucid.yaml': `version: 1
registry: ${buildKit.registry}/lucid
platforms: [linux/arm64, linux/amd64]
tags: [latest, "latest-{timestamp}"]
phases:
  - id: 1
    title: Good
    images:
      - { id: api, image: api, dockerfile: api/Dockerfile.api, context: ., args: { GREETING: "hello there" }, needs: [base] }
      - { id: base, image: base, dockerfile: base/Dockerfile, context: base }
      - { id: odd, image: odd, dockerfile: "odd name/Dockerfile", context: "odd name", contexts: { shared: base } }
  - id: 2
    title: Bad
    images:
      - { id: run, image: run, dockerfile: bad/Dockerfile.run, context: bad }
      - { id: copy, image: copy, dockerfile: bad/Dockerfile.copy, context: bad }
      - { id: parse, image: parse, dockerfile: bad/Dockerfile.parse, context: bad }
      - { id: slow, image: slow, dockerfile: bad/Dockerfile.slow, context: bad }
`,
    'base/Dockerfile': `FROM ${python}\nCOPY base.txt /base.txt\n`,
    'base/base.txt': 'base\n',
    'api/main.py': 'print("hi")\n',
    'api/Dockerfile.api': `FROM ${buildKit.registry}/lucid/base:latest
ARG GREETING
COPY api/main.py /app/main.py
RUN ["/usr/bin/python3", "-c", "import os, platform; assert os.environ['GREETING'] == 'hello there'; print('on', platform.machine(), open('/base.txt').read())"]
CMD /app/main.py
`,
    'odd name/Dockerfile': `FROM ${python}\nCOPY --from=shared base.txt /x\n`,
    'bad/here.txt': '',
    'bad/Dockerfile.run': `FROM ${python}\nCOPY here.txt /\n\n${run('import sys; print("about to fail"); sys.exit(3)')}\n`,
    'bad/Dockerfile.copy': `FROM ${python}\nCOPY missing/file.txt /\n`,
    'bad/Dockerfile.parse': `FROM ${python}\nCOPPY here.txt /\n`,
    'bad/Dockerfile.slow': `FROM ${python}\n${run('import time; print("waiting", flush=True); time.sleep(120)')}\n`,
  });
}

const build = (root: string, ...args: string[]) => lucid(['build', ...args], root, buildKit.env);
const lastOf = (root: string, image: string) => lastBuilds(readHistoryFile(root), isAlive).get(image);

test('a phase is built for two platforms, in the order of its needs, pushed, and the manifests are read back', async () => {
  const root = workspace();
  const { code, out, err } = await build(root, '--phase', '1', '--push');
  assert.equal(code, 0, out + err);
  assert.match(out, /\[1\/3\] base .*\[2\/3\] api .*\[3\/3\] odd .*Built 3 of 3 images/s);
  assert.match(out, /\| on aarch64 base/);
  assert.match(out, /\| on x86_64 base/);
  assert.match(out, /warning {2}api\/Dockerfile\.api:5 {2}JSONArgsRecommended/);
  for (const id of ['base', 'api', 'odd']) {
    const manifest = await buildKit.manifest(`${buildKit.registry}/lucid/${id}:latest`);
    assert.deepEqual(manifest.platforms, ['linux/amd64', 'linux/arm64']);
    const last = lastOf(root, id);
    assert.deepEqual([last?.state, last?.pushed, last?.digest], ['built', true, manifest.digest]);
    const [stamped] = /\S+:latest-\d{8}-\d{6}/.exec(out.slice(out.indexOf(`/lucid/${id}:latest-`) - 40)) ?? [];
    assert.equal((await buildKit.manifest(stamped ?? '')).digest, manifest.digest);
  }
  assert.equal(lastOf(root, 'api')?.warnings[0]?.line, 5);
});

const failures: readonly (readonly [id: string, line: number, reason: RegExp])[] = [
  ['run', 4, /^RUN \["\/usr\/bin\/python3".*: exit code 3$/],
  ['copy', 2, /^COPY missing\/file\.txt \/: "\/missing\/file\.txt": not found$/],
  ['parse', 2, /^dockerfile parse error on line 2: unknown instruction: COPPY/],
];
for (const [id, line, reason] of failures) {
  test(`a failing build says why: ${id}`, async () => {
    const root = workspace();
    const { code, out } = await build(root, id);
    assert.equal(code, 1);
    assert.match(out, new RegExp(`failed after .* s {2}bad/Dockerfile\\.${id}:${line}\n`));
    const last = lastOf(root, id);
    assert.match(last?.reason ?? '', reason);
    assert.deepEqual([last?.state, last?.line, last?.pushed], ['failed', line, false]);
    if (id === 'run') {
      assert.match(out, / about to fail\n/);
    }
  });
}

test('an image that is neither pushed nor loaded stays in the build cache, and the output says so', async () => {
  const { code, out } = await build(workspace(), 'base', '--platform', 'linux/amd64');
  assert.equal(code, 0, out);
  assert.match(out, /The result is in the build cache only: --push or --load keeps it\./);
});

test('a platform that the builder does not know, and a builder that there is not', async () => {
  const root = workspace();
  const platform = await build(root, 'base', '--platform', 'linux/s390x');
  assert.equal(platform.code, 2);
  assert.match(platform.err, /lucid-test does not run linux\/s390x \(base\); it knows .*linux\/arm64/);
  const builder = await build(root, 'base', '--builder', 'nonesuch');
  assert.equal(builder.code, 2);
  assert.match(builder.err, /There is no builder "nonesuch"/);
});

test('Ctrl+C ends a running build', async () => {
  const root = workspace();
  const { child, ended } = start(['build', 'slow', '--platform', 'linux/amd64'], root, buildKit.env);
  child.stdout.on('data', (text: string) => {
    if (text.includes('| waiting')) {
      child.kill('SIGINT');
    }
  });
  const { code, out } = await ended;
  assert.equal(code, 130, out);
  assert.equal(lastOf(root, 'slow')?.state, 'interrupted');
});

test('an engine that does not run, as buildx tells it', async () => {
  const env = { ...buildKit.env, DOCKER_HOST: 'unix:///nonexistent/docker.sock', BUILDX_BUILDER: 'default' };
  const { code, err } = await lucid(['build', 'base'], workspace(), env);
  assert.equal(code, 2);
  assert.match(err, /Docker's builder does not answer: .*docker\.sock.*\nStart it/);
});

test('a builder whose BuildKit is gone', async () => {
  const root = workspace();
  const create = ['buildx', 'create', '--name', 'gone', '--driver', 'remote', 'unix:///nonexistent/buildkitd.sock'];
  const created = spawnSync('docker', create, { env: { ...process.env, ...buildKit.env }, encoding: 'utf8' });
  assert.equal(created.status, 0, created.stderr);
  const { code, err, out } = await build(root, 'base', '--builder', 'gone');
  assert.equal(code, 2, out);
  assert.match(err, /does not answer: no BuildKit answers at unix:\/\/\/nonexistent\/buildkitd\.sock\./);
});
