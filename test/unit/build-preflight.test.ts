import assert from 'node:assert/strict';
import { test } from 'node:test';
import { argumentsOf } from '../../server/buildx/execute.ts';
import { hasRawJson, parseInspect, parseVersion } from '../../server/buildx/preflight.ts';
import { endingOf, findProgram } from '../../server/buildx/programs.ts';

test('versions of buildx', () => {
  assert.deepEqual(parseVersion('github.com/docker/buildx v0.33.0 '), [0, 33, 0]);
  assert.deepEqual(parseVersion('github.com/docker/buildx v0.12.1-desktop.4 30feaa1'), [0, 12, 1]);
  assert.equal(parseVersion('github.com/docker/buildx'), undefined);
  const raw = (output: string) => hasRawJson({ program: 'docker', buildx: parseVersion(output) });
  assert.deepEqual(['v0.12.9', 'v0.13.0', 'v1.0.0', 'unknown'].map(raw), [false, true, true, true]);
});

test('an older buildx is followed by its plain output', () => {
  const step = { argv: ['docker', 'buildx', 'build', '-t', 'x', '.'] } as unknown as Parameters<typeof argumentsOf>[0];
  const args = (buildx: number[]) => argumentsOf(step, { program: 'docker', buildx }, '/tmp/m').join(' ');
  assert.equal(args([0, 33, 0]), 'buildx build --progress=rawjson --metadata-file /tmp/m -t x .');
  assert.equal(args([0, 12, 1]), 'buildx build --progress=plain --metadata-file /tmp/m -t x .');
});

test('a builder that answers', () => {
  const builder = parseInspect(`Name:          lucid-test
Driver:        remote
Last Activity: 2026-11-21 02:52:55 +0000 UTC

Nodes:
Name:             lucid-test0
Endpoint:         unix:///tmp/buildkitd.sock
Status:           running
BuildKit version: v0.29.0
Platforms:        linux/amd64, linux/amd64/v2, linux/arm64*, linux/386
Labels:
 org.mobyproject.buildkit.worker.executor:         oci
`);
  assert.deepEqual(builder, {
    name: 'lucid-test',
    driver: 'remote',
    platforms: ['linux/amd64', 'linux/amd64/v2', 'linux/arm64', 'linux/386'],
    error: undefined,
  });
});

test('an engine that is not running', () => {
  const said = 'failed to connect to the docker API at unix:///tmp/none.sock; check if the path is correct';
  assert.equal(parseInspect(`Name:   default\nDriver: \nError:  ${said}\n`).error, said);
});

test('a remote builder that is not running; one that starts by itself', () => {
  const inspect = (driver: string) =>
    parseInspect(`Name: n\nDriver: ${driver}\n\nNodes:\nEndpoint: tcp://a\nStatus: inactive\n`);
  assert.equal(inspect('remote').error, 'no BuildKit answers at tcp://a');
  assert.equal(inspect('docker-container').error, undefined);
});

test('a builder of two nodes works while one of them does', () => {
  const nodes =
    'Name: n\nDriver: remote\n\nNodes:\nName: a\nEndpoint: tcp://a\nError: gone\nName: b\nEndpoint: tcp://b\nStatus: running\nPlatforms: linux/arm64\n';
  assert.equal(parseInspect(nodes).error, undefined);
  assert.deepEqual(parseInspect(nodes).platforms, ['linux/arm64']);
});

test('programs are found on PATH, never in the current folder', () => {
  const find = (path: string, platform: NodeJS.Platform, present: readonly string[], key = 'PATH') =>
    findProgram('docker', { [key]: path }, platform, (file) => present.includes(file));
  assert.equal(find('/a:/b', 'linux', ['/b/docker']), '/b/docker');
  assert.equal(find('.::bin:/b', 'linux', ['docker', 'bin/docker']), undefined);
  assert.equal(find('', 'linux', ['docker']), undefined);
  const docker = 'C:\\Program Files\\Docker\\docker.exe';
  assert.equal(find('C:\\x;"C:\\Program Files\\Docker"', 'win32', [docker], 'Path'), docker);
  assert.equal(find('.;C:\\x', 'win32', ['docker.exe', '.\\docker.exe', 'C:\\x\\docker.cmd']), undefined);
});

test('a process tree is ended as the platform ends it', () => {
  assert.deepEqual(endingOf(7, 'linux', false), { kind: 'signal', pid: -7, signal: 'SIGINT' });
  assert.deepEqual(endingOf(7, 'darwin', true), { kind: 'signal', pid: -7, signal: 'SIGKILL' });
  assert.deepEqual(endingOf(7, 'win32', false), { kind: 'wait' });
  assert.deepEqual(endingOf(7, 'win32', true, 'D:\\Win'), {
    kind: 'program',
    argv: ['D:\\Win\\System32\\taskkill.exe', '/PID', '7', '/T', '/F'],
  });
});
