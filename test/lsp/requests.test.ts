import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { BuildEvent } from '../../server/buildx/history.ts';
import { openHistory } from '../../server/buildx/history-file.ts';
import { defaultPlanText } from '../../server/plan/default-plan.ts';
import type { FixAllResult, InferredPlan, TreeFolder } from '../../server/protocol.ts';
import { type Client, created, deleted, disk, startClient, until } from '../support/lsp.ts';
import { plain, prefixed, world } from './worlds.ts';

const tree = (client: Client): Promise<TreeFolder[]> => client.connection.sendRequest('lucid/tree');
const states = (folders: readonly TreeFolder[]): Record<string, string> =>
  Object.fromEntries(
    folders.flatMap(({ phases }) => phases.flatMap(({ images }) => images.map(({ id, state }) => [id, state]))),
  );

test('the tree has the states of all images, and a change of them is announced', async (t) => {
  const files = disk(t, { ...world, 'web/Dockerfile': 'FROM scratch\nCOPY index.html /\n' });
  const client = await startClient(t, [files.uri]);
  const [folder] = await tree(client);
  assert.equal(folder?.folder, files.uri);
  assert.equal(folder?.planPath, 'lucid.yaml');
  assert.equal(folder?.planned, true);
  assert.equal(folder?.registry, 'docker.io/acme');
  assert.deepEqual(states(folder ? [folder] : []), { api: 'problems', web: 'ready' });
  const api = folder?.phases[0]?.images[0];
  assert.deepEqual([api?.errors, api?.warnings, api?.notes, api?.context], [1, 0, 0, 'sessions']);

  const asked = client.asked.tree;
  files.remove('web/Dockerfile');
  client.filesChanged(deleted(files.at('web/Dockerfile')));
  client.open(files.at('sessions/Dockerfile'), plain);
  await until(
    () => (client.asked.tree > asked ? true : undefined),
    () => 'no change was announced',
  );
  assert.deepEqual(states(await tree(client)), { api: 'ready', web: 'missing' });
});

test('a folder without a plan is not planned; a broken plan says where', async (t) => {
  const bare = disk(t, { 'x/Dockerfile': 'FROM scratch\n' });
  const broken = disk(t, { 'lucid.yaml': 'version: 1\nphases: 7\n' });
  const client = await startClient(t, [bare.uri, broken.uri]);
  const folders = await tree(client);
  assert.deepEqual(
    folders.map(({ planned, planPath }) => ({ planned, planPath })),
    [
      { planned: false, planPath: undefined },
      { planned: true, planPath: 'lucid.yaml' },
    ],
  );
  assert.match(folders[1]?.planProblem ?? '', /^lucid\.yaml, line 2: /);
});

test('fix all in the workspace gives whole-line edits for unopened and open files alike', async (t) => {
  const files = disk(t, world);
  const client = await startClient(t, [files.uri]);
  const [api, web] = [files.at('sessions/Dockerfile'), files.at('web/Dockerfile')];
  const unsaved = `# new\n${prefixed}`;
  client.open(api, unsaved);
  const result: FixAllResult = await client.connection.sendRequest('lucid/fixAll', {});
  assert.equal(result.findings, 2);
  const texts = new Map([
    [api, unsaved],
    [web, world['web/Dockerfile']],
  ]);
  const fixed = result.files.map(({ uri, edits }) => {
    assert.equal(edits.length, 1);
    const document = TextDocument.create(uri, '', 1, texts.get(uri) ?? assert.fail(uri));
    return [uri, TextDocument.applyEdits(document, [...edits])];
  });
  assert.deepEqual(fixed.toSorted(), [
    [api, `# new\n${plain}`],
    [web, 'FROM scratch\nCOPY index.html /\nCOPY --from=shared gone.txt /\n'],
  ]);
  const none: FixAllResult = await client.connection.sendRequest('lucid/fixAll', { rule: 'copy-glob-empty' });
  assert.deepEqual(none, { files: [], findings: 0, skipped: [] });
});

test('the lines of a build can be pasted; a folder outside of the workspace is refused', async (t) => {
  const files = disk(t, world);
  const client = await startClient(t, [files.uri]);
  const ask = (folder: string): Promise<string[]> =>
    client.connection.sendRequest('lucid/command', { folder, images: ['api'], push: true });
  const [line] = await ask(files.uri);
  assert.match(line ?? '', /^docker buildx build --platform linux\/arm64 -t docker\.io\/acme\/api:.* --push sessions$/);
  await assert.rejects(ask('file:///elsewhere'), /file:\/\/\/elsewhere is no folder of this workspace/);
  assert.equal(await client.connection.sendRequest('lucid/planText', { folder: files.uri }), defaultPlanText);
});

test('a plan is inferred from what a folder holds', async (t) => {
  const files = disk(t, { 'a/Dockerfile': 'FROM scratch\nCOPY x /\n', 'a/x': '', 'b/Dockerfile': 'FROM scratch\n' });
  const client = await startClient(t, [files.uri]);
  const inferred: InferredPlan = await client.connection.sendRequest('lucid/inferPlan', { folder: files.uri });
  assert.equal(inferred.images, 2);
  assert.match(inferred.text, /dockerfile: a\/Dockerfile/);
});

test('a failed build stands at its line until the file is edited or built again', async (t) => {
  const files = disk(t, { ...world, 'sessions/Dockerfile': plain });
  const client = await startClient(t, [files.uri]);
  const api = files.at('sessions/Dockerfile');
  client.open(api, plain);
  await client.pushedWhen(api, (all) => all.length === 0);
  const append = openHistory(files.root);
  const write = (events: readonly BuildEvent[]): void => {
    for (const event of events) {
      append(event);
    }
    client.filesChanged(created(files.at('.lucid/history.jsonl')));
  };
  const run = { run: 'r1', time: Date.now() + 1000 } as const;
  const end = { ...run, event: 'image-end', image: 'api', milliseconds: 5, tags: [], pushed: false } as const;
  const failure = {
    ...end,
    ok: false,
    reason: 'no space left',
    line: 2,
    warnings: [{ line: 1, message: 'old', url: 'https://example.org' }],
  };
  const stateOfApi = async (): Promise<string | undefined> => states(await tree(client)).api;

  write([
    { ...run, event: 'run-start', pid: process.pid, images: ['api'], push: false },
    { ...run, event: 'image-start', image: 'api' },
  ]);
  await until(
    () => (client.asked.tree > 0 ? true : undefined),
    () => 'the tree did not change',
  );
  assert.equal(await stateOfApi(), 'building');

  write([failure as BuildEvent]);
  const found = await client.pushedWhen(api, (all) => all.length === 2);
  assert.deepEqual(
    found.map(({ source, severity, message, range }) => [
      source,
      severity,
      message,
      range.start.line,
      range.end.character,
    ]),
    [
      ['lucid build', 1, 'Building api failed: no space left', 1, 19],
      ['lucid build', 2, 'old', 0, 12],
    ],
  );
  assert.equal(await stateOfApi(), 'failed');
  assert.equal((await tree(client))[0]?.phases[0]?.images[0]?.last?.reason, 'no space left');

  write([{ ...end, ok: true, warnings: [] }]);
  await client.pushedWhen(api, (all) => all.length === 0);
  assert.equal(await stateOfApi(), 'built');

  write([{ ...(failure as BuildEvent), time: Date.now() - 1 }]);
  client.change(api, `${plain}# edited\n`);
  await until(
    () => (client.published.some(({ uri, version }) => uri === api && version === 2) ? true : undefined),
    () => 'not checked',
  );
  await client.connection.sendRequest('lucid/tree');
  assert.deepEqual(client.pushed(api), []);
});

test('a build history that cannot be read is reported, and findings and tree still work', async (t) => {
  const files = disk(t, { ...world, '.lucid': 'a file where the folder should be' });
  const client = await startClient(t, [files.uri]);
  client.open(files.at('sessions/Dockerfile'), prefixed);
  await client.pushedWhen(files.at('sessions/Dockerfile'), (all) => all.length === 1);
  assert.equal(states(await tree(client)).api, 'problems');
  assert.ok(client.logged.some((message) => message.includes('the build history cannot be read')));
});
