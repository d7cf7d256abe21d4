import assert from 'node:assert/strict';
import { test } from 'node:test';
import { disk, startClient, vscodeCapabilities } from '../support/lsp.ts';
import { world } from './worlds.ts';

const lower = 'FROM scratch\nworkdir /app\nCOPY app.py /app.py\n';
const from = 'dockerfile-utils';

test('general problems follow our own findings, with their quick fix and without suppression', async (t) => {
  const files = disk(t, world);
  const client = await startClient(t, [files.uri]);
  const uri = files.at('sessions/Dockerfile');
  client.open(uri, lower);
  const [found] = await client.pushedWhen(uri, (all) => all.some(({ source }) => source === from));
  const actions = await client.actions(uri, found?.range ?? assert.fail());
  assert.deepEqual(
    actions.map(({ title }) => title),
    ['Convert instruction to uppercase'],
  );
  client.apply(actions[0] ?? assert.fail());
  assert.equal(client.text(uri), lower.replace('workdir', 'WORKDIR'));
  await client.pushedWhen(uri, (all) => all.length === 0);
  assert.deepEqual(client.logged, []);
});

test('they are left to another extension that reports them, unless a person wants them', async (t) => {
  const files = disk(t, world);
  const client = await startClient(t, [files.uri], vscodeCapabilities, { generalProblemsElsewhere: true });
  const uri = files.at('sessions/Dockerfile');
  client.open(uri, `${lower}COPY gone.txt /\n`);
  await client.pushedWhen(uri, (all) => all.length > 0);
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.deepEqual(
    client.pushed(uri).map(({ source }) => source),
    ['lucid'],
  );
  client.settings.value = { generalProblems: 'on' };
  await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  await client.pushedWhen(uri, (all) => all.some(({ source }) => source === from));
});

test('while a person types they stay at their places, and are looked for again in a pause', async (t) => {
  const files = disk(t, world);
  const client = await startClient(t, [files.uri]);
  const uri = files.at('sessions/Dockerfile');
  const linesOf = () => client.pushed(uri).flatMap(({ source, range }) => (source === from ? [range.start.line] : []));
  client.open(uri, `${lower}label a=1\n`);
  await client.pushedWhen(uri, (all) => all.filter(({ source }) => source === from).length === 2);
  assert.deepEqual(linesOf(), [1, 3]);
  const before = client.published.length;
  client.change(uri, `${lower}# one line more\nlabel a=1\n`);
  await client.pushedWhen(uri, () => client.published.length > before);
  assert.deepEqual(linesOf(), [1, 4]);
  // The second one is put right: it goes at once, not only when the library has looked again.
  client.change(uri, `${lower}# one line more\nLABEL a=1\n`);
  await client.pushedWhen(uri, () => linesOf().length === 1);
  client.change(uri, `${lower.replace('workdir', 'WORKDIR')}# one line more\nLABEL a=1\nuser 1\n`);
  await client.pushedWhen(uri, () => linesOf().join() === '5');
  assert.deepEqual(client.logged, []);
});
