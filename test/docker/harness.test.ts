// The harness itself: what a test may rely on when it asks the real BuildKit.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { temporaryFolder } from '../support/processes.ts';
import { type BuildKit, type Engine, startBuildKit, startEngine } from '../support/realdocker.ts';

let buildKit: BuildKit;
let engine: Engine;

before(async () => {
  buildKit = await startBuildKit();
  engine = await startEngine();
});

after(async () => {
  await engine?.stop();
  await buildKit?.stop();
});

function context(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder('lucid-context');
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

const python = 'gcr.io/distroless/python3-debian12';

test('builds for two platforms, runs the arm64 step, pushes, and reads the manifest back', async () => {
  const Dockerfile = `# syntax=docker/dockerfile:1
FROM ${python}:nonroot
RUN ["/usr/bin/python3", "-c", "import platform; print('machine', platform.machine())"]
`;
  const tag = `${buildKit.registry}/test/two:latest`;
  const platforms = ['linux/amd64', 'linux/arm64'];
  const built = await buildKit.build(context({ Dockerfile }), { platforms, tags: [tag], push: true });
  assert.ok(built.ok, built.output);
  assert.match(built.output, /machine x86_64/);
  assert.match(built.output, /machine aarch64/);
  assert.deepEqual((await buildKit.manifest(tag)).platforms, platforms);
});

test('a failing build says why', async () => {
  const built = await buildKit.build(context({ Dockerfile: `FROM ${python}:latest-arm64\nCOPY missing /x\n` }));
  assert.equal(built.ok, false);
  assert.match(built.output, /"\/missing": not found/);
});

test('a tag that is not published fails', async () => {
  const built = await buildKit.build(context({ Dockerfile: `FROM ${python}:arm64\n` }));
  assert.equal(built.ok, false);
  assert.match(built.output, /not found/);
});

test('a hardened container of a built image runs as nonroot and turns healthy', async () => {
  const Dockerfile = `FROM python:3.11-slim AS builder
RUN mkdir -p /root/.local/lib/python3.11/site-packages && echo 'answer = 42' > /root/.local/lib/python3.11/site-packages/deep.py
RUN python3 -c "import deep, sys; assert sys.prefix == '/usr/local', sys.prefix" && pip --version
RUN python3 -m venv /opt/venv && readlink -f /opt/venv/bin/python
FROM ${python}:latest
COPY --from=builder /root/.local /home/nonroot/.local
COPY serve.py /app/serve.py
USER 65532:65532
HEALTHCHECK --start-period=10s CMD ["/usr/bin/python3", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8080/health')"]
CMD ["/app/serve.py"]
`;
  const serve = `import http.server, os, deep
print('uid', os.getuid(), 'answer', deep.answer, flush=True)
http.server.HTTPServer(('127.0.0.1', 8080), type('H', (http.server.BaseHTTPRequestHandler,), {'do_GET': lambda s: (s.send_response(200), s.end_headers())})).serve_forever()
`;
  const tag = `${buildKit.registry}/test/serve:latest`;
  const built = await buildKit.build(context({ Dockerfile, 'serve.py': serve }), { tags: [tag], push: true });
  assert.ok(built.ok, built.output);
  assert.match(built.output, /\/usr\/local\/bin\/python3/);
  const ran = await engine.run(tag, { readOnly: true });
  assert.equal(ran.health, 'healthy', ran.output);
  assert.match(ran.output, /uid 65532 answer 42/);
});

test('a container that ends gives its exit code and output', async () => {
  const tag = `${buildKit.registry}/distroless/python3-debian12:nonroot`;
  const ran = await engine.run(tag, { readOnly: true, command: ['-c', 'import sys; print("bye"); sys.exit(3)'] });
  assert.deepEqual({ ...ran, output: ran.output.trim() }, { exitCode: 3, output: 'bye', health: 'none' });
});

test('the base image and its shell for debugging exist', async () => {
  const Dockerfile = 'FROM gcr.io/distroless/base-debian12:debug\nRUN ["/busybox/sh", "-c", "echo from busybox; id"]\n';
  const built = await buildKit.build(context({ Dockerfile }));
  assert.ok(built.ok, built.output);
  assert.match(built.output, /from busybox/);
});
