import assert from 'node:assert/strict';
import { test } from 'node:test';
import { disk, startClient } from '../support/lsp.ts';

const plan = `version: 1
registry: docker.io/acme
platforms: [linux/arm64]
phases:
  - id: 1
    title: All
    images:
      - { id: api, image: api, dockerfile: sessions/Dockerfile, context: sessions }
`;
const bad = 'FROM scratch\nCOPY sessions/app.py /app.py\n';
const good = 'FROM scratch\nCOPY app.py /app.py\n';

test('an opened document is checked, its fix makes it right, and it is empty then', async (t) => {
  const files = disk(t, { 'lucid.yaml': plan, 'sessions/Dockerfile': bad, 'sessions/app.py': '' });
  const client = await startClient(t, [files.uri]);
  const uri = files.at('sessions/Dockerfile');
  client.open(uri, bad);
  const found = await client.pushedWhen(uri, (all) => all.length > 0);
  assert.deepEqual(
    found.map(({ code, source, severity, range }) => ({ code, source, severity, range })),
    [
      {
        code: 'copy-source-missing',
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
  assert.equal(client.text(uri), good);
  await client.pushedWhen(uri, (all) => all.length === 0);
  assert.deepEqual(client.logged, []);
});
