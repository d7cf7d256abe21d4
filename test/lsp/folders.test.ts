import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TreeFolder } from '../../server/protocol.ts';
import { created, disk, pushOnly, startClient, until } from '../support/lsp.ts';
import { codes, few, prefixed, world } from './worlds.ts';

test('two folders have two plans, and a folder may come and go', async (t) => {
  const [one, two] = [disk(t, world), disk(t, { Dockerfile: prefixed, 'sessions/app.py': '' })];
  const client = await startClient(t, [one.uri], { workspace: { workspaceFolders: true, configuration: true } });
  const [api, web, other] = [one.at('sessions/Dockerfile'), one.at('web/Dockerfile'), two.at('Dockerfile')];
  client.settings.value = few;
  client.open(api, prefixed);
  client.open(other, `${prefixed}COPY nowhere /\n`);
  await client.pushedWhen(api, (all) => all.length === 1);
  await client.pushedWhen(web, (all) => all.length === 2);
  const change = (added: string[], removed: string[]): Promise<void> =>
    client.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
      event: { added: added.map((uri) => ({ uri, name: '' })), removed: removed.map((uri) => ({ uri, name: '' })) },
    });
  await change([two.uri], []);
  await until(
    () => (client.pushed(other).length === 1 ? true : undefined),
    () => JSON.stringify(client.pushed(other)),
  );
  const trees: TreeFolder[] = await client.connection.sendRequest('lucid/tree');
  assert.deepEqual(
    trees.map(({ folder }) => folder),
    [one.uri, two.uri],
  );
  await change([], [one.uri]);
  await client.pushedWhen(web, (all) => all.length === 0);
});

test('a file in a folder inside of another one is reported once', async (t) => {
  const outer = disk(t, { 'inner/Dockerfile': 'FROM scratch\nCOPY nowhere /\n', Dockerfile: 'FROM scratch\n' });
  const client = await startClient(t, [outer.uri, outer.at('inner')], pushOnly);
  const inner = outer.at('inner/Dockerfile');
  await client.pushedWhen(inner, (all) => all.length > 0);
  await client.connection.sendRequest('lucid/tree');
  assert.equal(client.published.filter(({ uri }) => uri === inner).length, 1);
});

test('a folder inside of another one may be added while its document is open', async (t) => {
  const outer = disk(t, { 'inner/Dockerfile': 'FROM scratch\n', Dockerfile: 'FROM scratch\n' });
  const client = await startClient(t, [outer.uri]);
  const inner = outer.at('inner/Dockerfile');
  client.open(inner, 'FROM scratch\nCOPY nowhere /\n');
  await client.pushedWhen(inner, (all) => all.length > 0);
  const before = client.published.length;
  const event = { added: [{ uri: outer.at('inner'), name: '' }], removed: [] };
  await client.connection.sendNotification('workspace/didChangeWorkspaceFolders', { event });
  // What is found after the change comes after what the change itself pushes.
  outer.write('late/Dockerfile', 'FROM scratch\nCOPY nowhere /\n');
  client.filesChanged(created(outer.at('late/Dockerfile')));
  await client.pushedWhen(outer.at('late/Dockerfile'), (all) => all.length > 0);
  const after = client.published.slice(before).filter(({ uri }) => uri === inner);
  assert.ok(
    after.every(({ diagnostics }) => diagnostics.length > 0),
    JSON.stringify(after),
  );
});

test('severities come from the settings, whichever way the client tells them', async (t) => {
  const files = disk(t, world);
  const client = await startClient(t, [files.uri]);
  const api = files.at('sessions/Dockerfile');
  client.open(api, prefixed);
  await client.pushedWhen(api, (all) => all[0]?.severity === 1);
  client.settings.value = { rules: { 'copy-source-missing': 'hint', 'no-such-rule': 7 }, planFile: 'lucid.yaml' };
  void client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  await client.pushedWhen(api, (all) => all[0]?.severity === 4);

  const small = await startClient(t, [files.uri], pushOnly);
  await small.pushedWhen(api, (all) => all[0]?.severity === 1);
  void small.connection.sendNotification('workspace/didChangeConfiguration', {
    settings: { lucid: { rules: { 'copy-source-missing': 'off' } } },
  });
  await small.pushedWhen(api, (all) => all.length === 0);
});

test('another plan file can be named', async (t) => {
  const files = disk(t, {
    ...world,
    'plans/other.yaml': world['lucid.yaml'].replace('context: sessions', 'context: .'),
  });
  const client = await startClient(t, [files.uri], pushOnly);
  const api = files.at('sessions/Dockerfile');
  await client.pushedWhen(api, (all) => all.length === 1);
  void client.connection.sendNotification('workspace/didChangeConfiguration', {
    settings: { lucid: { planFile: './plans/other.yaml' } },
  });
  await client.pushedWhen(api, (all) => all.length === 0);
});

test('a feature that fails is reported, and the others go on', async (t) => {
  const files = disk(t, world);
  const client = await startClient(t, [files.uri]);
  const api = files.at('sessions/Dockerfile');
  client.open(api, prefixed);
  await client.pushedWhen(api, (all) => all.length === 1);
  const broken: unknown = await client.connection.sendRequest('textDocument/hover', { textDocument: { uri: api } });
  assert.equal(broken, null);
  await until(
    () => client.logged.find((message) => message.includes('hover failed')),
    () => client.logged.join('\n'),
  );
  client.change(api, `${prefixed}${prefixed.split('\n')[1]}\n`);
  assert.deepEqual(codes(await client.pushedWhen(api, (all) => all.length === 2)).length, 2);
});

test('a document outside of every folder has the settings that belong to no folder', async (t) => {
  const files = disk(t, world);
  const client = await startClient(t, [files.uri]);
  client.settings.value = { rules: { 'dockerfile-syntax': 'off' } };
  void client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  await client.connection.sendRequest('lucid/tree');
  client.open('untitled:Dockerfile', 'FROM scratch\nCOPY --from\n');
  await client.pushedWhen('untitled:Dockerfile', (all) => !codes(all).includes('dockerfile-syntax'));
  client.settings.value = {};
  void client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  await client.pushedWhen('untitled:Dockerfile', (all) => codes(all).includes('dockerfile-syntax'));
});
