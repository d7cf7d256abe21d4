import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { type BuildEvent, type ImageEnd, lastBuilds, readHistory } from '../../server/buildx/history.ts';
import { historyPath, historyStamp, isAlive, openHistory, readHistoryFile } from '../../server/buildx/history-file.ts';

const folders: string[] = [];
after(() => {
  for (const folder of folders) {
    rmSync(folder, { recursive: true });
  }
});
function workspace(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lucid-history-'));
  folders.push(folder);
  return folder;
}

const start = (run: string, pid = 1): BuildEvent => ({
  event: 'run-start',
  run,
  time: 1,
  pid,
  images: ['a'],
  push: false,
});
const begin = (run: string, image = 'a'): BuildEvent => ({ event: 'image-start', run, time: 2, image });
const end = (run: string, more: Partial<ImageEnd> = {}): ImageEnd => ({
  ...{ event: 'image-end', run, time: 9, image: 'a', ok: true, milliseconds: 7, tags: [], pushed: false, warnings: [] },
  ...more,
});
const stop = (run: string): BuildEvent => ({ event: 'run-end', run, time: 10, ok: true });
const stateOf = (events: readonly BuildEvent[], alive = true) => lastBuilds(events, () => alive).get('a')?.state;

test('the last build decides', () => {
  assert.equal(stateOf([]), undefined);
  assert.equal(stateOf([start('r')]), undefined);
  assert.equal(stateOf([start('r'), begin('r')]), 'building');
  assert.equal(stateOf([start('r'), begin('r'), end('r')]), 'built');
  assert.equal(stateOf([start('r'), begin('r'), end('r', { ok: false })]), 'failed');
  assert.equal(stateOf([start('r'), begin('r'), end('r', { ok: false, interrupted: true })]), 'interrupted');
  assert.equal(stateOf([start('r'), begin('r'), end('r'), start('s'), begin('s')]), 'building');
});

test('a run whose process died, or that ended without a word about the image, was interrupted', () => {
  assert.equal(stateOf([start('r'), begin('r')], false), 'interrupted');
  assert.equal(stateOf([start('r'), begin('r'), stop('r')]), 'interrupted');
  assert.equal(stateOf([begin('r')]), 'interrupted', 'the start of the run is not in the tail that was read');
});

test('each process is asked for once', () => {
  let asked = 0;
  const events = [start('r', 42), ...['a', 'b', 'c'].map((image) => begin('r', image))];
  lastBuilds(events, (pid) => {
    asked++;
    return pid === 42;
  });
  assert.equal(asked, 1);
});

test('everything that is known of a build is passed on', () => {
  const warnings = [{ line: 3, message: 'm', url: undefined }];
  const last = lastBuilds([end('r', { ok: false, reason: 'why', line: 4, pushed: false, warnings })]).get('a');
  assert.deepEqual(last, {
    state: 'failed',
    at: 9,
    milliseconds: 7,
    reason: 'why',
    line: 4,
    digest: undefined,
    pushed: false,
    warnings,
    log: undefined,
  });
});

test('a history of another shape gives what can be read of it, and no path out of the logs', () => {
  const strange = {
    milliseconds: 'x',
    line: {},
    reason: 7,
    pushed: 'yes',
    warnings: [1, null, { message: 'm', line: 'a' }],
  };
  const read = (log: unknown) =>
    lastBuilds([end('r', { ...strange, ok: false, log } as unknown as Partial<ImageEnd>)]).get('a');
  assert.deepEqual(read('.lucid/logs/../../secret.log'), {
    ...{ state: 'failed', at: 9, milliseconds: undefined, reason: undefined, line: undefined, digest: undefined },
    ...{ pushed: false, warnings: [{ line: undefined, message: 'm', url: undefined }], log: undefined },
  });
  assert.equal(read('.lucid/logs/20260101-000000-ab/a.log')?.log, '.lucid/logs/20260101-000000-ab/a.log');
});

test('torn lines, junk and events of a later version are passed over', () => {
  const whole = JSON.stringify(begin('r'));
  const junk = ['', 'x', '{}', 'null', '{"event":"image-start"}', '{"event":"new","run":"r","time":1}', '[1]'];
  assert.deepEqual(readHistory([...junk, whole, whole.slice(0, 20)].join('\n')), [begin('r')]);
  assert.deepEqual(readHistory(`${whole}\r\n`), [begin('r')]);
});

test('a history is written beside a .gitignore and read back', () => {
  const root = workspace();
  assert.deepEqual(readHistoryFile(root), []);
  const append = openHistory(root);
  const events = [start('r'), begin('r'), end('r'), stop('r')];
  for (const event of events) {
    append(event);
  }
  assert.deepEqual(readHistoryFile(root), events);
  assert.equal(readFileSync(join(root, '.lucid/.gitignore'), 'utf8'), '*\n');
  openHistory(root)(start('s'));
  assert.equal(readHistoryFile(root).length, 5);
});

test('after a crash the torn line is lost and nothing else', () => {
  const root = workspace();
  openHistory(root)(start('r'));
  openHistory(root)(begin('r'));
  const path = join(root, historyPath);
  truncateSync(path, statSync(path).size - 9);
  openHistory(root)(start('s'));
  assert.deepEqual(readHistoryFile(root), [start('r'), start('s')]);
});

test('of a long history only the end is read', () => {
  const root = workspace();
  openHistory(root)(start('old'));
  const path = join(root, historyPath);
  const filler = `${JSON.stringify(end('filler', { reason: 'x'.repeat(1000) }))}\n`;
  writeFileSync(path, filler.repeat(9000), { flag: 'a' });
  appendFileSync(path, `${JSON.stringify(start('new'))}\n`);
  const events = readHistoryFile(root);
  assert.ok(events.length > 1000 && events.length < 9000);
  assert.ok(events.every(({ run }) => run !== 'old'));
  assert.deepEqual(events.at(-1), start('new'));
});

test('this process lives, and an unused number does not', () => {
  assert.equal(isAlive(process.pid), true);
  assert.equal(isAlive(2 ** 22 + 1), false);
});

const posixOnly = { skip: process.platform === 'win32' ? 'Windows asks for rights to make links' : false };

test('a history that is a link is neither read nor written: what it points to stays as it is', posixOnly, () => {
  const root = workspace();
  const victim = join(workspace(), 'profile');
  writeFileSync(victim, 'mine\n');
  mkdirSync(join(root, '.lucid'));
  symlinkSync(victim, join(root, historyPath));
  assert.throws(() => openHistory(root)(start('r')), /\.lucid\/history\.jsonl is a symbolic link/);
  assert.throws(() => readHistoryFile(root), /symbolic link/);
  assert.throws(() => historyStamp(root), /symbolic link/);
  assert.equal(readFileSync(victim, 'utf8'), 'mine\n');
});

test('a link to nowhere makes no file', posixOnly, () => {
  const root = workspace();
  const target = join(workspace(), 'new');
  mkdirSync(join(root, '.lucid'));
  symlinkSync(target, join(root, historyPath));
  symlinkSync(target, join(root, '.lucid/.gitignore'));
  assert.throws(() => openHistory(root)(start('r')), /symbolic link/);
  assert.equal(existsSync(target), false);
});

test('a folder .lucid that is a link is not entered', posixOnly, () => {
  const root = workspace();
  const elsewhere = workspace();
  symlinkSync(elsewhere, join(root, '.lucid'));
  assert.throws(() => openHistory(root)(start('r')), /^Error: \.lucid is a symbolic link/);
  assert.throws(() => readHistoryFile(root), /symbolic link/);
  assert.equal(existsSync(join(elsewhere, 'history.jsonl')), false);
});

test('a pipe is not waited for', posixOnly, () => {
  const root = workspace();
  mkdirSync(join(root, '.lucid'));
  execFileSync('mkfifo', [join(root, historyPath)]);
  assert.throws(() => readHistoryFile(root), /is a pipe/);
  assert.throws(() => openHistory(root)(start('r')), /is a pipe/);
});

test('what is stored holds no control and no direction characters', () => {
  const root = workspace();
  openHistory(root)(end('r', { ok: false, reason: 'a\x1b[31m\u202eb\x9b2J\tc' }));
  const text = readFileSync(join(root, historyPath), 'utf8');
  assert.match(text, /"reason":"a\ufffd\[31m\ufffdb\ufffd2J\\tc"/);
  assert.doesNotMatch(text.trimEnd(), /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
});
