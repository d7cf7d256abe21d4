import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import type { Plan } from '../../server/model/plan.ts';
import { parsePlan } from '../../server/plan/load.ts';
import { folderWith, lucid, start } from './lucid.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

test('version and help', async () => {
  const root = folderWith({});
  assert.deepEqual(await lucid(['--version'], root), { code: 0, out: `${version}\n`, err: '' });
  const help = await lucid(['--help'], root);
  assert.deepEqual([help.code, help.err], [0, '']);
  for (const command of ['check', 'plan', 'adopt', 'build', 'lsp']) {
    assert.match(help.out, new RegExp(`^ {2}${command} `, 'm'));
  }
  const own = await lucid(['check', '--help'], root);
  assert.match(own.out, /--fail-on <severity>/);
  assert.equal(own.code, 0);
});

test('an unknown command names the nearest and where help is', async () => {
  const { code, out, err } = await lucid(['biuld'], folderWith({}));
  assert.deepEqual([code, out], [2, '']);
  assert.match(err, /unknown command 'biuld'\n\(Did you mean build\?\)\n\(lucid --help/);
});

test('without a command the help is shown, and the exit code is no success', async () => {
  const { code, err } = await lucid([], folderWith({}));
  assert.equal(code, 2);
  assert.match(err, /Usage: lucid/);
});

const small = `version: 1
registry: docker.io/pickme
budgets: { total: 10 GB, phase: 2 h }
networks: { pi: { subnet: 172.20.0.0/16 } }
isolation: { tron: { tokens: [tron], images: [api], network: pi } }
stacks: { all: [compose.yml] }
phases:
  - id: 1
    title: Base
    images:
      - { id: api, image: api, dockerfile: Dockerfile, context: ., ports: [8080], health: /health, args: { A: b } }
`;

test('the effective plan as YAML is a plan again, and the same one', async () => {
  const { code, out, err } = await lucid(['plan'], folderWith({ 'lucid.yaml': small }));
  assert.deepEqual([code, err], [0, '']);
  assert.match(out, /^# lucid\.yaml\nversion: 1\n/);
  assert.deepEqual(parse(out).phases[0].images[0].platforms, ['linux/amd64'], 'what an image inherits is written out');
  const again = parsePlan(out, 'lucid.yaml');
  assert.deepEqual(again.problems, []);
  assert.deepEqual(again.plan, parsePlan(small, 'lucid.yaml').plan);
});

test('the effective plan as JSON', async () => {
  const { out } = await lucid(['plan', '--format', 'json'], folderWith({ 'lucid.yaml': small }));
  const plan = JSON.parse(out) as Plan;
  assert.equal(plan.phases[0]?.images[0]?.id, 'api');
});

test('where there is no plan file', async () => {
  const embedded = await lucid(['plan', '--root', resolve('examples/lucid')], folderWith({}));
  assert.equal(embedded.code, 0);
  assert.match(embedded.out, /^# .*\nversion: 1\nregistry: docker\.io\/pickme\n/);
  const none = await lucid(['plan'], folderWith({ '.git/HEAD': '' }));
  assert.match(none.out, /^# no plan/);
});

test('a broken plan: what is readable, and each problem at its place', async () => {
  const { code, out, err } = await lucid(['plan'], folderWith({ 'lucid.yaml': small.replace('ports', 'prots') }));
  assert.equal(code, 2);
  assert.match(err, /^lucid\.yaml:11:\d+ {2}error {2}.*prots/);
  assert.match(err, /lucid: 1 error in lucid\.yaml\.\n$/);
  assert.match(out, /as far as it can be read/);
});

test('output that cannot be written is reported, and is no success', async () => {
  const full = openSync('/dev/full', 'w');
  const child = spawn(process.execPath, [resolve('server/cli.ts'), 'plan'], {
    cwd: folderWith({}),
    stdio: ['ignore', full, 'pipe'],
  });
  let err = '';
  assert.ok(child.stderr);
  for await (const chunk of child.stderr.setEncoding('utf8')) {
    err += chunk;
  }
  closeSync(full);
  assert.match(err, /^lucid: the output cannot be written: ENOSPC.*\n$/);
  assert.equal(child.exitCode ?? (await once(child, 'exit'))[0], 2);
});

test('a reader that goes away ends the output quietly', async () => {
  const images = Array.from(
    { length: 3000 },
    (_, index) => `      - { id: i${index}, image: i${index}, dockerfile: d, context: . }`,
  );
  const text = `version: 1\nregistry: r.io\nphases:\n  - id: 1\n    images:\n${images.join('\n')}\n`;
  const { child, ended } = start(['plan'], folderWith({ 'lucid.yaml': text }));
  child.stdout.once('data', () => child.stdout.destroy());
  const { code, err } = await ended;
  assert.deepEqual([code, err], [0, '']);
});

/** One request and its answer over the protocol of language servers. */
async function initialize(args: readonly string[], root: string): Promise<unknown> {
  const child = spawn(process.execPath, [resolve('server/cli.ts'), 'lsp', ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const request = {
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: { processId: null, rootUri: `file://${root}`, capabilities: {} },
  };
  const body = JSON.stringify(request);
  child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  let text = '';
  for await (const chunk of child.stdout.setEncoding('utf8')) {
    text += chunk;
    const [header, length] = /^Content-Length: (\d+)\r\n(?:.+\r\n)*\r\n/.exec(text) ?? [];
    if (header !== undefined && Buffer.byteLength(text) >= header.length + Number(length)) {
      break;
    }
  }
  child.kill();
  return JSON.parse(text.slice(text.indexOf('\r\n\r\n') + 4));
}

test('lsp answers over standard input and output, whatever the editor passes', async () => {
  const root = folderWith({});
  for (const args of [[], ['--stdio'], ['--stdio', '--clientProcessId=1']]) {
    const answer = (await initialize(args, root)) as { result: { capabilities: object } };
    assert.ok('codeActionProvider' in answer.result.capabilities, args.join(' '));
  }
});
