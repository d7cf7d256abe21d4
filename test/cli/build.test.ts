import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type BuildEvent, lastBuilds } from '../../server/buildx/history.ts';
import { isAlive, readHistoryFile } from '../../server/buildx/history-file.ts';
import { waitFor } from '../support/processes.ts';
import { fakeDocker, folderWith, lucid, start } from './lucid.ts';

const plan = `version: 1
registry: docker.io/pickme
platforms: [linux/arm64]
tags: [latest-arm64, "latest-arm64-{timestamp}"]
phases:
  - id: 1
    title: Base
    images:
      - { id: base, image: lucid-base, dockerfile: base/Dockerfile, context: . }
  - id: 3
    title: Services
    images:
      - { id: session-api, image: lucid-session-api, dockerfile: sessions/Dockerfile.api, context: sessions, needs: [base] }
      - { id: web, image: lucid-web, dockerfile: my web/Dockerfile, context: my web }
      - { id: gone, image: lucid-gone, dockerfile: gone/Dockerfile, context: gone }
`;
const files = {
  'lucid.yaml': plan,
  'base/Dockerfile': 'FROM scratch\n',
  'sessions/Dockerfile.api': 'FROM scratch\nRUN x\n',
  'my web/Dockerfile': 'FROM scratch\n',
};
const workspace = (): string => folderWith(files);
const withoutTime = (text: string): string => text.replaceAll(/\d{8}-\d{6}/g, 'TIME');
const line = (id: string, dockerfile: string, context: string, push = ''): string =>
  `docker buildx build --platform linux/arm64 -t docker.io/pickme/lucid-${id}:latest-arm64 -t docker.io/pickme/lucid-${id}:latest-arm64-TIME -f ${dockerfile}${push} ${context}\n`;
const nothing = { PATH: '/nowhere' };

test('a dry run prints the lines and runs nothing', async () => {
  const root = workspace();
  const ended = await lucid(['build', 'web', 'session-api', 'base', '--dry-run', '--push'], root, nothing);
  assert.deepEqual(
    { ...ended, out: withoutTime(ended.out) },
    {
      code: 0,
      err: '',
      out:
        line('base', 'base/Dockerfile', '.', ' --push') +
        line('session-api', 'sessions/Dockerfile.api', 'sessions', ' --push') +
        line('web', "'my web/Dockerfile'", "'my web'", ' --push'),
    },
  );
  assert.equal(existsSync(join(root, '.lucid')), false);
});

test('a dry run for another shell, from a folder inside the workspace', async () => {
  const ended = await lucid(['build', 'web', '--dry-run', '--shell', 'cmd'], join(workspace(), 'sessions'), nothing);
  assert.equal(withoutTime(ended.out), line('web', '"my web/Dockerfile"', '"my web"'));
});

test('--needs adds what an image needs; platforms and builder come from the command line', async () => {
  const args = [
    'build',
    'session-api',
    '--needs',
    '--dry-run',
    '--builder',
    'pi',
    '--platform',
    'linux/amd64,linux/arm64',
  ];
  const ended = await lucid(args, workspace(), nothing);
  const lines = ended.out.trimEnd().split('\n');
  assert.equal(lines.length, 2);
  for (const each of lines) {
    assert.match(each, /^docker buildx build --builder pi --platform linux\/amd64,linux\/arm64 -t /);
  }
});

const refused: readonly (readonly [args: readonly string[], message: RegExp])[] = [
  [['sesion-api'], /There is no image "sesion-api"\. Did you mean session-api\?/],
  [['nosuch', '--all'], /There is no image "nosuch"/],
  [['--phase', '9', '--all'], /There is no phase "9"/],
  [['--phase', '9'], /There is no phase "9"\. Known: 1, 3\./],
  [[], /Name images, --phase ID or --all/],
  [['--phase', '3'], /1 image cannot be built:\n {2}gone: the Dockerfile gone\/Dockerfile does not exist/],
  [['base', '--plan', 'none.yaml'], /none\.yaml does not exist/],
  [['base', '--root', 'none'], /none is not a folder/],
  [['base', '--root', 'base'], /has no plan/],
];
for (const [args, message] of refused) {
  test(`refused before anything starts: build ${args.join(' ')}`, async () => {
    const root = workspace();
    const ended = await lucid(['build', ...args], root, fakeDocker("fail('must not run')"));
    assert.equal(ended.code, 2);
    assert.match(ended.err, message);
    assert.equal(ended.out, '');
    assert.equal(existsSync(join(root, '.lucid')), false);
  });
}

test('a broken plan builds nothing, and says where it is broken', async () => {
  const root = folderWith({ ...files, 'lucid.yaml': plan.replace('context: sessions', 'contxt: sessions') });
  const ended = await lucid(['build', 'base'], root, nothing);
  assert.equal(ended.code, 2);
  assert.match(ended.err, /^lucid: lucid\.yaml:13: .*\nNothing was built: correct the plan first\.\n$/);
});

const event = (value: unknown): string => `${JSON.stringify(JSON.stringify(value))}`;
const vertex = (more: object) =>
  event({
    vertexes: [
      { digest: 'v', name: '[1/2] RUN x', started: '2026-01-01T00:00:00Z', completed: '2026-01-01T00:00:02Z', ...more },
    ],
  });
const succeed = `
const metadata = args[args.indexOf('--metadata-file') + 1];
if (args[1] === 'build') {
  process.stderr.write(${vertex({})} + '\\n');
  require('node:fs').writeFileSync(metadata, JSON.stringify({ 'containerimage.digest': 'sha256:abc' }));
  process.exit(0);
}`;

const withSecret = (secret: string): string => plan.replace('context: . }', `context: ., secrets: ["${secret}"] }`);
const inputs: readonly (readonly [
  what: string,
  secret: string,
  message: RegExp | undefined,
  env?: NodeJS.ProcessEnv,
])[] = [
  ['a variable that is not set', 'id=t,env=LUCID_T', /base: the secret "t" is empty: the variable LUCID_T is not set/],
  ['a variable that is set', 'id=t,env=LUCID_T', undefined, { LUCID_T: 'x' }],
  ['a variable by its type', 'type=env,id=LUCID_T', /the variable LUCID_T is not set/],
  ['a file that is not there', 'id=t,src=none.txt', /base: the secret "t", none\.txt does not exist/],
  ['a file that is there', 'id=t,src=lucid.yaml', undefined],
  ['a folder', 'id=t,src=base', /the secret "t", base is not a file/],
  ['neither a variable nor a file', 'id=LUCID_T', /the secret "LUCID_T" does not exist/],
  ['a variable of its name', 'id=LUCID_T', undefined, { LUCID_T: 'x' }],
  ['a file outside', 'id=t,src=/etc/passwd', /the secret "t", \/etc\/passwd is outside the workspace .*--allow/],
];
for (const [what, secret, message, env] of inputs) {
  test(`a secret from ${what}`, async () => {
    const root = folderWith({ ...files, 'lucid.yaml': withSecret(secret) });
    const ended = await lucid(['build', 'base'], root, { ...fakeDocker(succeed), ...env });
    assert.equal(ended.code, message === undefined ? 0 : 2, ended.err);
    assert.match(ended.err, message ?? /^$/);
  });
}

test('a Dockerfile or a context that leaves the workspace through a link is refused, unless it is allowed', async () => {
  const outside = folderWith({ Dockerfile: 'FROM scratch\n' });
  const root = folderWith({ 'lucid.yaml': files['lucid.yaml'], 'base/x': '' });
  symlinkSync(join(outside, 'Dockerfile'), join(root, 'base/Dockerfile'));
  symlinkSync(outside, join(root, 'my web'));
  const docker = fakeDocker(succeed);
  const refusal = await lucid(['build', 'base', 'web'], root, docker);
  assert.equal(refusal.code, 2);
  assert.match(refusal.err, /base: the Dockerfile base\/Dockerfile is outside the workspace \(.*\): --allow /);
  assert.match(refusal.err, /web: the Dockerfile my web\/Dockerfile is outside/);
  assert.equal((await lucid(['build', 'base', 'web', '--allow', outside], root, docker)).code, 0);
});

test('a circle of links is a missing Dockerfile', async () => {
  const root = folderWith({ 'lucid.yaml': files['lucid.yaml'], 'base/x': '' });
  symlinkSync('Dockerfile', join(root, 'base/Dockerfile'));
  const ended = await lucid(['build', 'base'], root, nothing);
  assert.equal(ended.code, 2);
  assert.match(ended.err, /base: the Dockerfile base\/Dockerfile does not exist/);
});

const machines: readonly (readonly [what: string, script: string | undefined, message: RegExp])[] = [
  ['no docker', undefined, /docker was not found on PATH\.\nInstall Docker/],
  ['no buildx', `fail("docker: 'buildx' is not a docker command.\\n")`, /has no buildx: docker: 'buildx' is not/],
  [
    'an engine that is not running',
    `if (args[1] === 'inspect') say('Name:   default\\nDriver: \\nError:  Cannot connect to the Docker daemon\\n');`,
    /builder does not answer: Cannot connect to the Docker daemon\nStart/,
  ],
  ['no such builder', `if (args[1] === 'inspect') fail('ERROR: no builder "x" found\\n');`, /There is no builder ""/],
  ['no permission', `if (args[1] === 'inspect') fail('permission denied while trying to connect\\n');`, /group docker/],
  [
    'a builder that does not know the platform',
    `if (args[1] === 'inspect') say('Name: b\\nDriver: docker\\n\\nNodes:\\nEndpoint: e\\nPlatforms: linux/amd64\\n');`,
    /b does not run linux\/arm64 \(base\); it knows linux\/amd64\..*binfmt.*--no-platform-check/s,
  ],
];
for (const [what, script, message] of machines) {
  test(`${what}: a message that says what to do, exit code 2`, async () => {
    const root = workspace();
    const ended = await lucid(['build', 'base'], root, script === undefined ? nothing : fakeDocker(script));
    assert.equal(ended.code, 2);
    assert.match(ended.err, message);
    assert.match(ended.err, /Nothing was built\.\n$/);
    assert.equal(existsSync(join(root, '.lucid')), false);
  });
}

test('a build is shown, kept in the history, and leaves no temporary folder', async () => {
  const root = workspace();
  const temporary = folderWith({});
  const env = { ...fakeDocker(succeed), TMPDIR: temporary };
  const ended = await lucid(['build', 'base', 'session-api', '--push'], root, env);
  assert.equal(ended.code, 0, ended.err);
  assert.match(
    withoutTime(ended.out),
    /\[1\/2\] base {2}base\/Dockerfile\ndocker buildx build --platform linux\/arm64 -t .*:latest-arm64-TIME -f base\/Dockerfile --push \.\n {6}2\.0 s {2}\[1\/2\] RUN x\n {2}built and pushed in .* s {2}sha256:abc/,
  );
  assert.match(ended.out, /Built 2 of 2 images in /);
  const events = readHistoryFile(root);
  assert.deepEqual(
    events.map((each) => [each.event, 'image' in each ? each.image : undefined]),
    [
      ['run-start', undefined],
      ['image-start', 'base'],
      ['image-end', 'base'],
      ['image-start', 'session-api'],
      ['image-end', 'session-api'],
      ['run-end', undefined],
    ],
  );
  const last = lastBuilds(events, isAlive).get('base');
  assert.deepEqual([last?.state, last?.digest, last?.pushed], ['built', 'sha256:abc', true]);
  const [begin, , end] = events as [BuildEvent & { images: string[] }, BuildEvent, BuildEvent & { tags: string[] }];
  assert.deepEqual(begin.images, ['base', 'session-api']);
  assert.equal(end.tags.length, 2);
  assert.equal(readFileSync(join(root, '.lucid/.gitignore'), 'utf8'), '*\n');
  assert.deepEqual(readdirSync(temporary), []);
});

const failApi = `
if (args[1] === 'build' && args.includes('base/Dockerfile')) {
  process.stderr.write([
    ${event({ logs: [{ vertex: 'v', data: Buffer.from('some output\n').toString('base64') }] })},
    ${vertex({ error: 'process "x" did not complete successfully: exit code: 9' })},
    'Dockerfile:1', '-'.repeat(20), '   1 | >>> FROM scratch', '-'.repeat(20),
    'ERROR: failed to build: failed to solve: process "x" did not complete successfully: exit code: 9', ''].join('\\n'));
  process.exitCode = 1;
  return;
}${succeed}`;

test('the first failure stops the build and says why', async () => {
  const root = workspace();
  const ended = await lucid(['build', 'base', 'session-api', 'web'], root, fakeDocker(failApi));
  assert.equal(ended.code, 1, ended.err);
  assert.match(
    ended.out,
    /failed after .* s {2}base\/Dockerfile:1\n {2}RUN x: exit code 9\n {4}some output\n {7}1 \| >>> FROM scratch\n/,
  );
  assert.match(ended.out, /whole output: \.lucid\/logs\/[\w-]+\/base\.log\n/);
  assert.match(ended.out, /Built 0 of 3 images in .*\nFailed: base\nNot built: session-api, web\n$/);
  const last = lastBuilds(readHistoryFile(root), isAlive);
  assert.deepEqual(
    [last.get('base')?.state, last.get('base')?.reason, last.get('base')?.line],
    ['failed', 'RUN x: exit code 9', 1],
  );
  assert.equal(last.has('web'), false);
});

test('--keep-going builds what does not need the failed image, and counts what is missing as failed', async () => {
  const root = workspace();
  const ended = await lucid(['build', '--all', '--keep-going'], root, fakeDocker(failApi));
  assert.equal(ended.code, 1, ended.err);
  assert.match(ended.out, /Built 1 of 4 images in .*\nFailed: base, gone\nNot built: session-api\n$/);
  const last = lastBuilds(readHistoryFile(root), isAlive);
  assert.equal(last.get('web')?.state, 'built');
  assert.equal(last.get('gone')?.reason, 'the Dockerfile gone/Dockerfile does not exist');
});

test('the whole output of an image stands in its log, which the history names', async () => {
  const lines = Array.from({ length: 3000 }, (_, index) => `line ${index}`).join('\n');
  const talkative = `
if (args[1] === 'build') {
  process.stderr.write([
    ${event({ logs: [{ vertex: 'v', data: Buffer.from(`${lines}\n\x1b[2Jend\n`).toString('base64') }] })},
    ${vertex({ error: 'process "x" did not complete successfully: exit code: 9' })}, 'ERROR: it failed', ''].join('\\n'));
  process.exitCode = 1;
  return;
}`;
  const root = workspace();
  await lucid(['build', 'base'], root, fakeDocker(talkative));
  const { log } = lastBuilds(readHistoryFile(root), isAlive).get('base') ?? {};
  assert.match(log ?? '', /^\.lucid\/logs\/\d{8}-\d{6}-[0-9a-f]{8}\/base\.log$/);
  const text = readFileSync(join(root, log ?? ''), 'utf8');
  assert.match(text, /^ *\n {11}\| line 0\n[\s\S]* {11}\| line 2999\n {11}\| end\n[\s\S]*ERROR: it failed\n$/);
});

test('logs of old runs are removed', async () => {
  const old = Array.from(
    { length: 25 },
    (_, index) => `.lucid/logs/202501${String(index + 1).padStart(2, '0')}-000000-00000000/a.log`,
  );
  const root = folderWith({ ...files, ...Object.fromEntries(old.map((path) => [path, 'old\n'])) });
  await lucid(['build', 'base'], root, fakeDocker(succeed));
  const left = readdirSync(join(root, '.lucid/logs')).sort();
  assert.equal(left.length, 20);
  assert.equal(left[0], '20250107-000000-00000000');
});

test('logs that are a link are not written, and the build goes on', async () => {
  const root = folderWith({ ...files, '.lucid/x': '' });
  const elsewhere = folderWith({});
  symlinkSync(elsewhere, join(root, '.lucid/logs'));
  const ended = await lucid(['build', 'base'], root, fakeDocker(succeed));
  assert.equal(ended.code, 0);
  assert.match(ended.err, /the log of the build cannot be written: \.lucid\/logs is a symbolic link/);
  assert.deepEqual(readdirSync(elsewhere), []);
});

test('an older buildx is run with plain progress, which is shown as it comes', async () => {
  const script = `
if (args[1] === 'version') say('github.com/docker/buildx v0.12.1-desktop.4 30feaa1\\n');
if (args[1] === 'build') fail(args[2] + '\\n#5 [2/2] RUN false\\nDockerfile:7\\n' + '-'.repeat(20) + '\\n' + '-'.repeat(20) + '\\nERROR: failed to solve: exit code: 1\\n');`;
  const ended = await lucid(['build', 'base'], workspace(), fakeDocker(script));
  assert.equal(ended.code, 1);
  assert.match(ended.out, /#5 \[2\/2\] RUN false\n/);
  assert.match(ended.out, /base\/Dockerfile:7\n {2}exit code: 1\n/);
});

test('where the history cannot be written the build goes on', async () => {
  const root = folderWith({ ...files, '.lucid': 'a file stands in the way' });
  const ended = await lucid(['build', 'base'], root, fakeDocker(succeed));
  assert.equal(ended.code, 0);
  assert.match(ended.err, /the build history cannot be written/);
});

/** A build that starts a process of its own, as docker starts its plugin, and waits. */
function wait(deaf: boolean): string {
  const deafness = deaf ? "process.on('SIGINT', () => undefined);" : '';
  return `
if (args[1] === 'build') {
  ${deafness}
  const script = ${JSON.stringify(`${deafness} console.log('ready'); setTimeout(() => undefined, 60000)`)};
  const child = require('node:child_process').spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
  child.stdout.once('data', () => process.stderr.write('#0 pids ' + process.pid + ' ' + child.pid + '\\n'));
  setTimeout(() => undefined, 60000);
  return;
}`;
}

/** The waiting processes end of themselves after a minute. */
async function happens(condition: () => boolean): Promise<void> {
  assert.ok(await waitFor(condition, 45), 'did not happen within 45 seconds');
}

async function startWaiting(deaf: boolean) {
  const root = workspace();
  const { child, ended } = start(['build', 'base', 'web'], root, fakeDocker(wait(deaf)));
  let out = '';
  child.stdout.on('data', (text: string) => {
    out += text;
  });
  await happens(() => /pids \d+ \d+/.test(out));
  const pids = /pids (\d+) (\d+)/.exec(out)?.slice(1).map(Number) as [number, number];
  assert.ok(pids.every(isAlive));
  assert.equal(lastBuilds(readHistoryFile(root), isAlive).get('base')?.state, 'building');
  return { root, child, ended, pids };
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  test(`${signal} ends the whole tree, is written down, and gives 130`, async () => {
    const { root, child, ended, pids } = await startWaiting(false);
    child.kill(signal);
    const { code, out, err } = await ended;
    assert.equal(code, 130);
    assert.match(err, /stopping the build/);
    assert.match(out, /Interrupted: base\nNot built: web\n$/);
    await happens(() => !pids.some(isAlive));
    assert.equal(lastBuilds(readHistoryFile(root), isAlive).get('base')?.state, 'interrupted');
    assert.equal(readHistoryFile(root).at(-1)?.event, 'run-end');
  });
}

test('a second Ctrl+C kills a tree that does not listen', async () => {
  const { child, ended, pids } = await startWaiting(true);
  child.kill('SIGINT');
  await new Promise((done) => setTimeout(done, 300));
  assert.ok(pids.every(isAlive), 'the first one asks');
  child.kill('SIGINT');
  assert.equal((await ended).code, 130);
  await happens(() => !pids.some(isAlive));
});

test('Ctrl+C while docker does not answer ends docker too', async () => {
  const root = workspace();
  const note = join(root, 'pid');
  const hanging = `require('node:fs').writeFileSync(${JSON.stringify(note)}, String(process.pid)); setTimeout(() => undefined, 60000); return;`;
  const { child, ended } = start(['build', 'base'], root, fakeDocker(hanging));
  await happens(() => existsSync(note) && readFileSync(note, 'utf8') !== '');
  const pid = Number(readFileSync(note, 'utf8'));
  child.kill('SIGINT');
  const { code, err } = await ended;
  assert.equal(code, 130);
  assert.match(err, /stopping the build[\s\S]*Nothing was built/);
  await happens(() => !isAlive(pid));
});

test('a run that was killed was interrupted', async () => {
  const { root, child, ended, pids } = await startWaiting(false);
  child.kill('SIGKILL');
  await ended;
  assert.equal(lastBuilds(readHistoryFile(root), isAlive).get('base')?.state, 'interrupted');
  for (const pid of pids) {
    process.kill(pid, 'SIGKILL');
  }
});
