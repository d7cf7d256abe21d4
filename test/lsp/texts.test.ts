/** Which text a position, a fix and a plan are about: that of the editor, of the disk, or of neither any more. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Diagnostic, WorkspaceDiagnosticReport } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type FixAllResult, type TreeFolder, textDigest } from '../../server/protocol.ts';
import { type Client, changed, created, deleted, disk, startClient } from '../support/lsp.ts';
import { codes, few, plan, prefixed, world } from './worlds.ts';

const tag = 'FROM gcr.io/distroless/static-debian12:arm64\n';
const tagged = (all: readonly Diagnostic[]): readonly Diagnostic[] =>
  all.filter(({ code }) => code === 'distroless-tag');

const treeOf = async (client: Client): Promise<TreeFolder> => {
  const [folder]: TreeFolder[] = await client.connection.sendRequest('lucid/tree');
  return folder ?? assert.fail('no folder');
};

function pulled(report: WorkspaceDiagnosticReport, uri: string): readonly Diagnostic[] {
  const found = report.items.find((item) => item.uri === uri);
  return found?.kind === 'full' ? found.items : [];
}

test('positions do not count a byte order mark, whether the file is open or not', async (t) => {
  const files = disk(t, { Dockerfile: `\ufeff${tag}` });
  const client = await startClient(t, [files.uri]);
  const uri = files.at('Dockerfile');
  const [closed] = tagged(pulled(await client.pullWorkspace(), uri));
  assert.deepEqual(closed?.range, {
    start: { line: 0, character: 5 },
    end: { line: 0, character: 44 },
  });
  client.open(uri, tag);
  const [open] = tagged(await client.pushedWhen(uri, (all) => tagged(all).length > 0));
  assert.deepEqual(open?.range, closed?.range);
});

test('fixes neither remove a byte order mark nor write one into the text', async (t) => {
  const files = disk(t, { Dockerfile: `\ufeff${tag}` });
  const client = await startClient(t, [files.uri]);
  const fixed = async (): Promise<string> => {
    const result: FixAllResult = await client.connection.sendRequest('lucid/fixAll', { rule: 'distroless-tag' });
    assert.equal(result.files[0]?.digest, textDigest(tag));
    return TextDocument.applyEdits(TextDocument.create('', '', 1, tag), [...(result.files[0]?.edits ?? [])]);
  };
  const good = tag.replace(':arm64', ':latest-arm64');
  assert.equal(await fixed(), good);
  client.open(files.at('Dockerfile'), tag);
  assert.equal(await fixed(), good);
});

test('a file that is not UTF-8 is left alone by fix-all, and named', async (t) => {
  const files = disk(t, { Dockerfile: tag, 'other/Dockerfile': tag });
  writeFileSync(join(files.root, 'other', 'Dockerfile'), Buffer.from(`# caf\xe9\n${tag}`, 'latin1'));
  const client = await startClient(t, [files.uri]);
  const result: FixAllResult = await client.connection.sendRequest('lucid/fixAll', { rule: 'distroless-tag' });
  assert.deepEqual(
    result.files.map(({ uri }) => uri),
    [files.at('Dockerfile')],
  );
  assert.equal(result.findings, 1);
  assert.deepEqual(result.skipped, [files.at('other/Dockerfile')]);
});

test('a carriage return alone ends a line, as the protocol has it', async (t) => {
  const text = `# one\r# two\nFROM scratch\nCOPY sessions/app.py /\n`;
  const files = disk(t, { ...world, 'sessions/Dockerfile': text });
  const client = await startClient(t, [files.uri]);
  const uri = files.at('sessions/Dockerfile');
  const [found] = pulled(await client.pullWorkspace(), uri);
  assert.deepEqual(found?.range.start, { line: 3, character: 5 });
  const result: FixAllResult = await client.connection.sendRequest('lucid/fixAll', {});
  const edits = result.files.find((file) => file.uri === uri)?.edits ?? [];
  // As VS Code holds it.
  const document = TextDocument.create(uri, '', 1, text.replace('\r', '\n'));
  assert.equal(textDigest(document.getText()), result.files.find((file) => file.uri === uri)?.digest);
  assert.equal(TextDocument.applyEdits(document, [...edits]), '# one\n# two\nFROM scratch\nCOPY app.py /\n');
});

test('a fix that edits another document is made for its present text', async (t) => {
  const files = disk(t, world);
  const client = await startClient(t, [files.uri]);
  const [api, lucid] = [files.at('sessions/Dockerfile'), files.at('lucid.yaml')];
  client.open(api, prefixed);
  client.open(lucid, plan, 'yaml');
  const [found] = await client.pushedWhen(api, (all) => all.length === 1);
  const longer = `# one\n# two\n${plan}`;
  client.change(lucid, longer);
  // At once: the Dockerfile has not been checked again.
  const actions = await client.actions(api, found?.range ?? assert.fail());
  const context = actions.find(({ edit }) => JSON.stringify(edit).includes('lucid.yaml')) ?? assert.fail();
  client.apply(context);
  assert.equal(client.text(lucid), longer.replace('context: sessions', 'context: .'));
});

test('a plan that is deleted while it is open is gone, until it is edited or back', async (t) => {
  const files = disk(t, world);
  const client = await startClient(t, [files.uri]);
  client.settings.value = few;
  const lucid = files.at('lucid.yaml');
  client.open(lucid, plan, 'yaml');
  assert.equal((await treeOf(client)).planPath, 'lucid.yaml');
  // A request waits for what was told before it.
  const becomes = async (path: string | undefined): Promise<void> => {
    assert.equal((await treeOf(client)).planPath, path);
  };
  files.remove('lucid.yaml');
  client.filesChanged(deleted(lucid));
  await becomes(undefined);
  files.write('web/new.txt', '');
  client.filesChanged(created(files.at('web/new.txt')));
  await becomes(undefined);

  client.change(lucid, `# mine\n${plan}`);
  await becomes('lucid.yaml');
  files.write('web/newer.txt', '');
  client.filesChanged(created(files.at('web/newer.txt')));
  await becomes('lucid.yaml');

  files.write('lucid.yaml', `# mine\n${plan}`);
  client.filesChanged(created(lucid));
  await becomes('lucid.yaml');
  files.remove('lucid.yaml');
  client.filesChanged(deleted(lucid));
  await becomes(undefined);
  files.write('lucid.yaml', `# mine\n${plan}`);
  client.filesChanged(created(lucid));
  await becomes('lucid.yaml');
});

test('a Dockerfile that is deleted while it is open is missing, and nothing is said about it', async (t) => {
  const files = disk(t, world);
  const client = await startClient(t, [files.uri]);
  const api = files.at('sessions/Dockerfile');
  client.open(api, prefixed);
  await client.pushedWhen(api, (all) => all.length === 1);
  files.remove('sessions/Dockerfile');
  client.filesChanged(deleted(api));
  await client.pushedWhen(api, (all) => all.length === 0);
  assert.equal((await treeOf(client)).phases[0]?.images[0]?.state, 'missing');
  client.change(api, `${prefixed}\n`);
  assert.deepEqual(codes(await client.pushedWhen(api, (all) => all.length === 1)), ['copy-source-missing']);
  client.close(api);
  await client.pushedWhen(api, (all) => all.length === 0);
});

test('a named plan file that cannot be read is reported, and no other plan takes its place', async (t) => {
  const files = disk(t, {
    'outside.yaml': plan,
    ...Object.fromEntries(Object.entries(world).map(([path, text]) => [`in/${path}`, text])),
  });
  const client = await startClient(t, [files.at('in')]);
  const treeWhen = async (holds: (folder: TreeFolder) => boolean): Promise<TreeFolder> => {
    const end = Date.now() + 30_000;
    for (;;) {
      const folder = await treeOf(client);
      if (holds(folder)) {
        return folder;
      }
      assert.ok(Date.now() < end, JSON.stringify(folder));
    }
  };
  const name = (planFile: string): Promise<void> => {
    client.settings.value = { planFile };
    return client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  };
  for (const [path, reason] of [
    ['../outside.yaml', 'is no path inside of the workspace folder'],
    [`${files.root}/in/lucid.yaml`, 'is no path inside of the workspace folder'],
    ['plans/other.yaml', 'does not exist'],
  ] as const) {
    await name(path);
    const folder = await treeWhen((one) => one.planPath === path);
    assert.equal(
      folder.planProblem,
      `${path}: The plan cannot be read: ${path} ${reason}. Correct the setting lucid.planFile, or the file; until then no image is known.`,
    );
    assert.deepEqual(folder.phases, []);
    assert.equal(folder.planned, true);
  }
  // A path counts however it is spelt.
  await name('.\\plans//other.yaml');
  files.write('in/plans/other.yaml', plan);
  client.filesChanged(created(files.at('in/plans/other.yaml')));
  await treeWhen((one) => one.planPath === 'plans/other.yaml' && one.planProblem === undefined);
  files.write('in/plans/other.yaml', 'version: 1\nphases: 7\n');
  client.filesChanged(changed(files.at('in/plans/other.yaml')));
  const broken = await treeWhen((one) => one.planProblem !== undefined);
  assert.match(broken.planProblem ?? '', /^plans\/other\.yaml, line \d: .* The last good plan stays in force\.$/);
  assert.equal(broken.phases[0]?.images.length, 2);
});

test('a plan that was never saved stops to count when it is closed', async (t) => {
  const { 'lucid.yaml': _, ...unplanned } = world;
  const files = disk(t, unplanned);
  const client = await startClient(t, [files.uri]);
  client.settings.value = few;
  const api = files.at('sessions/Dockerfile');
  client.open(api, prefixed);
  await client.pushedWhen(api, (all) => all.length === 0);
  client.open(files.at('lucid.yaml'), plan, 'yaml');
  await client.pushedWhen(api, (all) => codes(all).includes('copy-source-missing'));
  client.close(files.at('lucid.yaml'));
  await client.pushedWhen(api, (all) => all.length === 0);
});
