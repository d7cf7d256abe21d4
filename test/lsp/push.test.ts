import assert from 'node:assert/strict';
import { test } from 'node:test';
import { examplePlan } from '../../server/rules/example.ts';
import { changed, created, deleted, disk, pushOnly, startClient, until } from '../support/lsp.ts';
import { codes, plain, plan, prefixed, world } from './worlds.ts';

const missing = 'copy-source-missing';

test('an opened document is checked, its fix makes it right, and nothing is left', async (t) => {
  const files = disk(t, world);
  const client = await startClient(t, [files.uri]);
  const uri = files.at('sessions/Dockerfile');
  client.open(uri, prefixed);
  const found = await client.pushedWhen(uri, (all) => all.length > 0);
  assert.deepEqual(
    found.map(({ code, source, severity, range }) => ({ code, source, severity, range })),
    [
      {
        code: missing,
        source: 'lucid',
        severity: 1,
        range: { start: { line: 1, character: 5 }, end: { line: 1, character: 20 } },
      },
    ],
  );
  const actions = await client.actions(uri, found[0]?.range ?? assert.fail());
  const preferred = actions.filter(({ isPreferred }) => isPreferred);
  assert.equal(preferred.length, 1);
  client.apply(preferred[0] ?? assert.fail());
  assert.equal(client.text(uri), plain);
  await client.pushedWhen(uri, (all) => all.length === 0);
  assert.deepEqual(client.logged, []);
});

test('a push-only client hears of unopened files too, once each, and of what changes on disk', async (t) => {
  const files = disk(t, world);
  const client = await startClient(t, [files.uri], pushOnly);
  const [api, web] = [files.at('sessions/Dockerfile'), files.at('web/Dockerfile')];
  await client.pushedWhen(api, (all) => all.length === 1);
  await client.pushedWhen(web, (all) => all.length === 2);
  assert.equal(client.published.length, 2);
  assert.deepEqual(client.registered, []);

  files.write('web/gone.txt', '');
  client.filesChanged(created(files.at('web/gone.txt')));
  await client.pushedWhen(web, (all) => all.length === 1);
  files.remove('sessions/Dockerfile');
  client.filesChanged(deleted(api));
  await client.pushedWhen(api, (all) => all.length === 0);
});

test('a client that cannot watch files gets the disk read again on every save', async (t) => {
  const files = disk(t, world);
  const client = await startClient(t, [files.uri], pushOnly);
  const web = files.at('web/Dockerfile');
  client.open(web, world['web/Dockerfile']);
  await client.pushedWhen(web, (all) => all.length === 2);
  files.write('web/gone.txt', '');
  void client.connection.sendNotification('textDocument/didSave', { textDocument: { uri: web } });
  await client.pushedWhen(web, (all) => all.length === 1);
});

test('the plan edited in the editor flips the findings of other documents', async (t) => {
  const files = disk(t, world);
  const client = await startClient(t, [files.uri]);
  const [api, lucid] = [files.at('sessions/Dockerfile'), files.at('lucid.yaml')];
  client.open(api, prefixed);
  client.open(lucid, plan, 'yaml');
  await client.pushedWhen(api, (all) => all.length === 1);
  client.change(lucid, plan.replace('context: sessions', 'context: .'));
  await client.pushedWhen(api, (all) => all.length === 0);
  client.close(lucid);
  await client.pushedWhen(api, (all) => all.length === 1);
});

test('a broken plan says so at the key and keeps the last good plan in force', async (t) => {
  const files = disk(t, world);
  const client = await startClient(t, [files.uri]);
  const [api, lucid] = [files.at('sessions/Dockerfile'), files.at('lucid.yaml')];
  client.open(api, prefixed);
  client.open(lucid, plan, 'yaml');
  await client.pushedWhen(api, (all) => all.length === 1);
  client.change(lucid, plan.replace('version: 1', 'version: 1\nregisty: x').replace('context: sessions', 'context: ['));
  const problems = await client.pushedWhen(lucid, (all) => all.length > 0);
  assert.ok(codes(problems).includes('plan-schema'));
  client.change(api, `${prefixed}# \n`);
  await until(
    () => client.published.findLast(({ uri, version }) => uri === api && version === 2),
    () => 'version 2 was never checked',
  );
  assert.deepEqual(codes(client.pushed(api)), [missing]);
});

test('what a source file or an ignore file does on disk reaches the open document', async (t) => {
  const files = disk(t, world);
  const client = await startClient(t, [files.uri]);
  const api = files.at('sessions/Dockerfile');
  client.open(api, plain);
  await client.pushedWhen(api, (all) => all.length === 0);
  files.write('sessions/.dockerignore', 'app.py\n');
  client.filesChanged(created(files.at('sessions/.dockerignore')));
  assert.deepEqual(codes(await client.pushedWhen(api, (all) => all.length === 1)), ['copy-source-ignored']);
  files.write('sessions/.dockerignore', '# nothing\n');
  client.filesChanged(changed(files.at('sessions/.dockerignore')));
  await client.pushedWhen(api, (all) => all.length === 0);
  files.remove('sessions/app.py');
  client.filesChanged(deleted(files.at('sessions/app.py')));
  assert.deepEqual(codes(await client.pushedWhen(api, (all) => all.length === 1)), [missing]);
  assert.deepEqual(client.registered.toSorted(), [
    'workspace/didChangeConfiguration',
    'workspace/didChangeWatchedFiles',
  ]);
});

test('an ignore file counts as it stands in the editor', async (t) => {
  const files = disk(t, world);
  const client = await startClient(t, [files.uri]);
  const api = files.at('sessions/Dockerfile');
  client.open(api, plain);
  await client.pushedWhen(api, (all) => all.length === 0);
  client.open(files.at('sessions/.dockerignore'), '*.py\n', 'ignore');
  await client.pushedWhen(api, (all) => all.length === 1);
});

test('of many keystrokes the last one is published, and every published version is newer', async (t) => {
  const files = disk(t, world);
  const client = await startClient(t, [files.uri]);
  const api = files.at('sessions/Dockerfile');
  client.open(api, plain);
  const line = 'COPY sessions/app.py /app.py\n';
  for (let at = 1; at <= line.length; at += 1) {
    client.change(api, `FROM scratch\n${line.slice(0, at)}`);
  }
  await until(
    () => client.published.findLast(({ uri, version }) => uri === api && version === line.length + 1),
    () => JSON.stringify(client.published),
  );
  assert.deepEqual(codes(client.pushed(api)), [missing]);
  const versions = client.published.filter(({ uri }) => uri === api).map(({ version }) => version ?? 0);
  assert.deepEqual(
    versions,
    versions.toSorted((a, b) => a - b),
  );
  assert.equal(new Set(versions).size, versions.length);
});

test('junk and giants neither crash nor stall the server', async (t) => {
  const files = disk(t, world);
  const client = await startClient(t, [files.uri]);
  const api = files.at('sessions/Dockerfile');
  client.open(api, `FROM scratch\n\0\x01\ud800 COPY nowhere /\n`);
  await client.pushedWhen(api, (all) => all.length === 0);
  client.change(api, `FROM scratch\nRUN ${'x'.repeat(15_000)}\n${'RUN true \\\n'.repeat(20_000)}`);
  client.change(api, '');
  client.change(api, `FROM scratch\r\nCOPY "sessions`);
  client.change(api, prefixed.replaceAll('\n', '\r\n'));
  assert.deepEqual(codes(await client.pushedWhen(api, (all) => all.length === 1)), [missing]);
  assert.deepEqual(client.logged, []);
});

test('a document without a workspace is checked by the rules that need no other file', async (t) => {
  const files = disk(t, world);
  const client = await startClient(t, [files.uri]);
  client.open('untitled:Untitled-1', 'FROM scratch\nCOPY nowhere /\nCOPY --from\n');
  const found = await client.pushedWhen('untitled:Untitled-1', (all) => all.length > 0);
  assert.ok(!codes(found).includes(missing), JSON.stringify(found));
  client.close('untitled:Untitled-1');
  await client.pushedWhen('untitled:Untitled-1', (all) => all.length === 0);
  // The old side of a comparison cannot be edited.
  const git = `${files.at('sessions/Dockerfile').replace('file:', 'git:')}?ref=HEAD`;
  client.open(git, prefixed);
  client.open(files.at('notes.txt'), 'COPY', 'plaintext');
  client.open(files.at('sessions/Dockerfile'), prefixed);
  await client.pushedWhen(files.at('sessions/Dockerfile'), (all) => all.length === 1);
  assert.ok(!client.published.some(({ uri }) => uri === git || uri.endsWith('notes.txt')));
});

test('a file outside of every folder has its own folder as its context', async (t) => {
  const files = disk(t, { 'a/x': '' });
  const lone = disk(t, { Dockerfile: 'FROM scratch\nCOPY here.txt gone.txt /\n', 'here.txt': '' });
  const client = await startClient(t, [files.uri]);
  client.open(lone.at('Dockerfile'), 'FROM scratch\nCOPY here.txt gone.txt /\n');
  const found = await client.pushedWhen(lone.at('Dockerfile'), (all) => all.length > 0);
  assert.deepEqual(
    found.filter(({ code }) => code === missing).map(({ range }) => range.start.character),
    [14],
  );
});

test('a source that changes on disk is read again for the Dockerfiles of the plan that copy it', async (t) => {
  const isolation = 'isolation:\n  tron:\n    tokens: [tronpy]\n    images: []\n    allowed: []\nphases:';
  const files = disk(t, {
    'lucid.yaml': examplePlan('app/Dockerfile', 'context: app').replace('phases:', isolation),
    'app/Dockerfile': 'FROM gcr.io/distroless/python3-debian12\nCOPY main.py /app/\n',
    'app/main.py': 'import tronpy\n',
  });
  const client = await startClient(t, [files.uri], pushOnly);
  const dockerfile = files.at('app/Dockerfile');
  const isTold = (all: readonly { code?: string | number | undefined }[]) =>
    all.some(({ code }) => code === 'tron-isolation');
  await client.pushedWhen(dockerfile, isTold);
  files.write('app/main.py', 'import sys\n');
  client.filesChanged(changed(files.at('app/main.py')));
  await client.pushedWhen(dockerfile, (all) => all.length > 0 && !isTold(all));
});
