import assert from 'node:assert/strict';
import { test } from 'node:test';
import { disk, startClient } from '../support/lsp.ts';
import { codes, plain, plan, prefixed, world } from './worlds.ts';

const rule = 'copy-source-missing';
const line = (at: number) => ({ start: { line: at, character: 0 }, end: { line: at, character: 200 } });
const titles = (actions: readonly { readonly title: string }[]): string[] => actions.map(({ title }) => title);

/** Three prefixed sources and one of another context that is nowhere, with CRLF, a continuation and a comment inside. */
const mixed = [
  'FROM scratch',
  'COPY sessions/app.py /a',
  'COPY --chown=1:1 \\',
  '  # why',
  '  sessions/app.py \\',
  '  /b',
  'COPY ["sessions/app.py", "/c"]',
  'COPY --from=shared nowhere /d',
  '',
].join('\r\n');

test('every fix of a finding is offered, the first safe one preferred, with suppression last', async (t) => {
  const files = disk(t, world);
  const client = await startClient(t, [files.uri]);
  const api = files.at('sessions/Dockerfile');
  client.open(api, prefixed);
  const [finding] = await client.pushedWhen(api, (all) => all.length === 1);
  const actions = await client.actions(api, line(1));
  assert.equal(actions[0]?.isPreferred, true);
  assert.equal(titles(actions).at(-1), `Suppress ${rule} here`);
  assert.ok(actions.length >= 2);
  for (const action of actions) {
    assert.equal(action.kind, 'quickfix');
    assert.deepEqual(action.diagnostics, [finding]);
  }
  assert.deepEqual(await client.actions(api, line(0)), []);
  assert.deepEqual(await client.actions(api, line(1), ['refactor']), []);
});

test('the fix that changes the context changes the plan, open or not', async (t) => {
  const files = disk(t, world);
  const client = await startClient(t, [files.uri]);
  const [api, lucid] = [files.at('sessions/Dockerfile'), files.at('lucid.yaml')];
  const inPlan = async () => {
    const actions = await client.actions(api, line(1));
    return actions.find(({ edit }) =>
      edit?.documentChanges?.some((change) => 'textDocument' in change && change.textDocument.uri === lucid),
    );
  };
  client.open(api, prefixed);
  await client.pushedWhen(api, (all) => all.length === 1);
  const unopened = (await inPlan())?.edit?.documentChanges?.[0];
  assert.ok(unopened && 'textDocument' in unopened && unopened.textDocument.version === null);
  client.open(lucid, plan, 'yaml');
  // The actions are made for the versions of the documents as they are now.
  await client.pushedWhen(lucid, () => true);
  client.change(api, `${prefixed}#\n`);
  const action = (await inPlan()) ?? assert.fail('no action edits the plan');
  client.apply(action);
  assert.equal(client.text(lucid), plan.replace('context: sessions }', 'context: . }'));
  await client.pushedWhen(api, (all) => all.length === 0);
});

test('all problems of one rule are fixed at once, byte for byte around the edits', async (t) => {
  const files = disk(t, world);
  const client = await startClient(t, [files.uri]);
  const api = files.at('sessions/Dockerfile');
  client.open(api, mixed);
  assert.deepEqual(codes(await client.pushedWhen(api, (all) => all.length === 4)), [rule, rule, rule, rule]);
  const actions = await client.actions(api, line(1));
  const all = actions.find(({ title }) => title === `Fix all ${rule} problems in this file`) ?? assert.fail();
  assert.equal(all.edit, undefined);
  client.apply(await client.resolve(all));
  const fixed = mixed.replaceAll('sessions/app.py', 'app.py');
  assert.equal(client.text(api), fixed);
  await client.pushedWhen(api, (left) => left.length === 1);
  // One finding needs no action for all of them, and this one has no safe fix.
  assert.ok(!titles(await client.actions(api, line(7))).some((title) => title.startsWith('Fix all')));
});

test('fix all on save is given only when asked for, and does nothing the second time', async (t) => {
  const files = disk(t, world);
  const client = await startClient(t, [files.uri], { textDocument: {} });
  const api = files.at('sessions/Dockerfile');
  client.open(api, mixed);
  await client.pushedWhen(api, (all) => all.length === 4);
  assert.ok(!(await client.actions(api, line(1))).some(({ kind }) => kind?.startsWith('source')));
  for (const kind of ['source', 'source.fixAll', 'source.fixAll.lucid']) {
    const actions = await client.actions(api, line(0), [kind]);
    assert.deepEqual(
      actions.map((action) => action.kind),
      ['source.fixAll.lucid'],
    );
  }
  assert.deepEqual(await client.actions(api, line(0), ['source.fixAll.other']), []);
  const [action] = await client.actions(api, line(0), ['source.fixAll']);
  client.apply(action ?? assert.fail());
  assert.equal(client.text(api), mixed.replaceAll('sessions/app.py', 'app.py'));
  assert.deepEqual(await client.actions(api, line(0), ['source.fixAll']), []);
});

test('a client without lazy actions and versioned edits gets plain edits at once', async (t) => {
  const files = disk(t, world);
  const client = await startClient(t, [files.uri], { textDocument: {} });
  const api = files.at('sessions/Dockerfile');
  client.open(api, mixed);
  await client.pushedWhen(api, (all) => all.length === 4);
  const all = (await client.actions(api, line(1))).find(({ title }) => title.startsWith('Fix all')) ?? assert.fail();
  assert.deepEqual(Object.keys(all.edit ?? {}), ['changes']);
  client.apply(all);
  assert.equal(client.text(api), mixed.replaceAll('sessions/app.py', 'app.py'));
});

test('a finding is suppressed by a comment above its instruction, and a second rule joins the comment', async (t) => {
  const files = disk(t, { ...world, 'sessions/.dockerignore': 'secret.txt\n', 'sessions/secret.txt': '' });
  const client = await startClient(t, [files.uri]);
  const api = files.at('sessions/Dockerfile');
  const text = 'FROM scratch\r\n  COPY --chown=1:1 \\\r\n    nowhere \\\r\n    secret.txt /d/\r\n';
  client.open(api, text);
  const found = await client.pushedWhen(api, (all) => all.length === 2);
  assert.deepEqual(codes(found).toSorted(), ['copy-source-ignored', rule]);
  const suppress = async (id: string): Promise<void> => {
    const at = client.pushed(api).find(({ code }) => code === id) ?? assert.fail();
    const actions = await client.actions(api, at.range);
    client.apply(actions.find(({ title }) => title === `Suppress ${id} here`) ?? assert.fail());
  };
  await suppress(rule);
  assert.equal(client.text(api), text.replace('  COPY', `  # lucid: ignore=${rule}\r\n  COPY`));
  await client.pushedWhen(api, (all) => all.length === 1);
  await suppress('copy-source-ignored');
  assert.equal(client.text(api), text.replace('  COPY', `  # lucid: ignore=${rule},copy-source-ignored\r\n  COPY`));
  await client.pushedWhen(api, (all) => all.length === 0);
});

test('an action asked for in the middle of typing is made for the newest text', async (t) => {
  const files = disk(t, world);
  const client = await startClient(t, [files.uri]);
  const api = files.at('sessions/Dockerfile');
  client.open(api, 'FROM scratch\n');
  client.change(api, `FROM scratch\n\n\n${prefixed.split('\n')[1]}\n`);
  const [action] = await client.actions(api, line(3));
  client.apply(action ?? assert.fail());
  assert.equal(client.text(api), 'FROM scratch\n\n\nCOPY app.py /app.py\n');
});

test('hover says why a rule exists and how the Dockerfile is built; links lead to sources and stages', async (t) => {
  const files = disk(t, world);
  const client = await startClient(t, [files.uri]);
  const api = files.at('sessions/Dockerfile');
  client.open(api, 'FROM scratch AS one\nCOPY nowhere /\nFROM one\nCOPY app.py /\nCOPY --from=one /x /\n');
  const hover = async (at: number, character: number): Promise<string> => {
    const result: { contents: { value: string } } | null = await client.connection.sendRequest('textDocument/hover', {
      textDocument: { uri: api },
      position: { line: at, character },
    });
    return result?.contents.value ?? '';
  };
  assert.match(await hover(1, 8), /copy-source-missing/);
  assert.match(await hover(3, 1), /context `sessions` \(the plan: api/);
  assert.equal(await hover(3, 8), '');
  const links: { target: string; range: { start: { line: number } } }[] = await client.connection.sendRequest(
    'textDocument/documentLink',
    { textDocument: { uri: api } },
  );
  assert.deepEqual(
    links.map(({ target, range }) => [range.start.line, target]),
    [
      [3, files.at('sessions/app.py')],
      [2, `${api}#L1`],
      [4, `${api}#L1`],
    ],
  );
});

test('what a plan says is text in a hover, and neither a link nor a picture', async (t) => {
  const title = '![x](https://example.org/x.png) [run](command:y)';
  const planText = plan.replace('id: api,', `id: api, title: '${title}',`);
  const files = disk(t, { ...world, 'lucid.yaml': planText, 'sessions/Dockerfile': plain });
  const client = await startClient(t, [files.uri]);
  const api = files.at('sessions/Dockerfile');
  client.open(api, plain);
  await client.connection.sendRequest('lucid/tree');
  const result: { contents: { value: string } } = await client.connection.sendRequest('textDocument/hover', {
    textDocument: { uri: api },
    position: { line: 1, character: 1 },
  });
  assert.match(result.contents.value, /\\!\\\[x\\\]\\\(https\\:/);
  assert.doesNotMatch(result.contents.value, /[^\\]\]\(/);
});

test('hover over FROM tells the facts of the base, with their date', async (t) => {
  const files = disk(t, world);
  const client = await startClient(t, [files.uri]);
  const uri = files.at('sessions/Dockerfile');
  client.open(uri, 'ARG BASE=gcr.io/distroless/python3-debian12:nonroot\nFROM ${BASE} AS base\nFROM base\n');
  for (const line of [1, 2]) {
    const result: { contents: { value: string } } = await client.connection.sendRequest('textDocument/hover', {
      textDocument: { uri },
      position: { line, character: 6 },
    });
    assert.match(result.contents.value, /python3-debian12.*ENTRYPOINT.*3\.11.*2026-05-12.*as of \d{4}-\d\d-\d\d/);
  }
});

test('hover over FROM tells the base of every build, each base once', async (t) => {
  const service = (base: string): string => `{ build: { context: ., args: { BASE: 'gcr.io/distroless/${base}' } } }`;
  const [one, two] = [service('python3-debian12'), service('java21-debian12')];
  const files = disk(t, { 'compose.yaml': `services:\n  a: ${one}\n  b: ${two}\n  c: ${two}\n`, Dockerfile: '' });
  const client = await startClient(t, [files.uri]);
  const uri = files.at('Dockerfile');
  client.open(uri, 'ARG BASE\nFROM ${BASE}\n');
  const result: { contents: { value: string } } = await client.connection.sendRequest('textDocument/hover', {
    textDocument: { uri },
    position: { line: 1, character: 6 },
  });
  const named = [...result.contents.value.matchAll(/distroless\/([\w-]+)\*\*/g)].map(([, name]) => name);
  assert.deepEqual(named, ['python3-debian12', 'java21-debian12']);
});
