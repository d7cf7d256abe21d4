import assert from 'node:assert/strict';
import { test } from 'node:test';
import { disk, startClient, vscodeCapabilities } from '../support/lsp.ts';
import { world } from './worlds.ts';

const directive = '# ESCAPE=\\\nFROM scratch\nWORKDIR /app\nCOPY app.py /app.py\n';
const noTime = 'HEALTHCHECK --timeout=0s CMD ["x"]\n';
const from = 'dockerfile-utils';
/** A check of BuildKit, a rule that hadolint has too, and an error. */
const common = 'FROM debian:12\nMAINTAINER me\nENV A=1\nENV A=2 B=$A\nRUN sudo true\n';

test('general problems follow our own findings, with their quick fix and without suppression', async (t) => {
  const files = disk(t, world);
  const client = await startClient(t, [files.uri]);
  const uri = files.at('sessions/Dockerfile');
  client.open(uri, directive);
  const [found] = await client.pushedWhen(uri, (all) => all.some(({ source }) => source === from));
  const actions = await client.actions(uri, found?.range ?? assert.fail());
  assert.deepEqual(
    actions.map(({ title }) => title),
    ['Convert directive to lowercase'],
  );
  client.apply(actions[0] ?? assert.fail());
  assert.equal(client.text(uri), directive.replace('ESCAPE', 'escape'));
  await client.pushedWhen(uri, (all) => all.length === 0);
  assert.deepEqual(client.logged, []);
});

test('they are left to another extension that reports them, unless a person wants them', async (t) => {
  const files = disk(t, world);
  const client = await startClient(t, [files.uri], vscodeCapabilities, { linters: ['dockerfile-utils'] });
  const uri = files.at('sessions/Dockerfile');
  client.open(uri, `${directive}COPY gone.txt /\n`);
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
  client.open(uri, `${directive}${noTime}`);
  await client.pushedWhen(uri, (all) => all.filter(({ source }) => source === from).length === 2);
  assert.deepEqual(linesOf(), [0, 4]);
  const before = client.published.length;
  client.change(uri, `${directive}# one line more\n${noTime}`);
  await client.pushedWhen(uri, () => client.published.length > before);
  assert.deepEqual(linesOf(), [0, 5]);
  // The second one is put right: it goes at once, not only when the library has looked again.
  client.change(uri, `${directive}# one line more\nCOPY app.py /x\n`);
  await client.pushedWhen(uri, () => linesOf().length === 1);
  client.change(uri, `${directive.replace('ESCAPE', 'escape')}# one line more\nCOPY app.py /x\n${noTime}`);
  await client.pushedWhen(uri, () => linesOf().join() === '6');
  assert.deepEqual(client.logged, []);
});

test('what another linter reports is left to it in open documents, and told when it is gone', async (t) => {
  const files = disk(t, { Dockerfile: common });
  const client = await startClient(t, [files.uri], vscodeCapabilities, { linters: ['buildkit', 'hadolint'] });
  const uri = files.at('Dockerfile');
  const codes = () => client.pushed(uri).map(({ code }) => code);
  await client.pushedWhen(uri, () => codes().includes('maintainer-deprecated'));
  client.open(uri, common);
  await client.pushedWhen(uri, () => codes().join() === 'sudo-missing');
  await client.connection.sendNotification('lucid/linters', ['buildkit']);
  await client.pushedWhen(uri, () => codes().join() === 'env-same-instruction,sudo-missing');
  await client.connection.sendNotification('lucid/linters', []);
  await client.pushedWhen(uri, () => codes().join() === 'maintainer-deprecated,env-same-instruction,sudo-missing');
  client.settings.value = { commonChecks: 'off' };
  await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  await client.pushedWhen(uri, () => codes().join() === 'sudo-missing');
  assert.deepEqual(client.logged, []);
});
