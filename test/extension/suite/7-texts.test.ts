// Which text counts: that of the editor, that of the disk, one that has changed meanwhile, one whose file has gone.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { commands, type Range, window, workspace } from 'vscode';
import { fixPreviews } from '../../../client/commands/fix-preview.ts';
import { textDigest } from '../../../server/protocol.ts';
import { eventually, test } from '../runner.ts';
import { api, diagnosticsOf, expectFindings, file, image, images, open, quickFix, replace, tree } from './support.ts';

const mark = '\ufeff';
const tag = 'FROM gcr.io/distroless/static-debian12:arm64\nUSER 65532:65532\n';
const fixed = tag.replace(':arm64', ':latest-arm64');

const write = (path: string, text: string): Thenable<void> => workspace.fs.writeFile(file(path), Buffer.from(text));
const read = async (path: string): Promise<string> => Buffer.from(await workspace.fs.readFile(file(path))).toString();

async function rangeOf(path: string): Promise<Range | undefined> {
  const [found] = await eventually(`the tag of ${path}`, () => {
    const all = diagnosticsOf(path, /^distroless-tag$/);
    return all.length > 0 && all;
  });
  return found?.range;
}

/** Runs fix-all of a rule and calls `meanwhile` while the preview is shown, before everything is accepted. */
async function fixAll(rule: string, meanwhile: () => Promise<void>): Promise<void> {
  let over = false;
  const running = Promise.resolve(commands.executeCommand('lucid.fixAllInWorkspace', rule)).finally(() => {
    over = true;
  });
  await eventually('the preview', () =>
    window.tabGroups.activeTabGroup.tabs.find((one) => /^Fix \d+ finding/.test(one.label)),
  );
  await meanwhile();
  await eventually('the list of files to be accepted', async () => {
    await commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    return over;
  });
  await running;
}

test('a byte order mark moves no position and survives every fix', async () => {
  const [opened, closed] = ['gui/Dockerfile.mark-opened', 'gui/Dockerfile.mark-closed'];
  for (const path of [opened, closed]) {
    await write(path, mark + tag);
  }
  const unopened = await rangeOf(opened);
  const document = await open(opened);
  assert.equal(document.getText(unopened), 'gcr.io/distroless/static-debian12:arm64');
  assert.ok((await rangeOf(opened))?.isEqual(unopened ?? assert.fail()));
  await quickFix(document, 'distroless-tag', /latest-arm64/);
  assert.equal(document.getText(), fixed);
  await document.save();
  assert.equal(await read(opened), mark + fixed);

  await rangeOf(closed);
  await fixAll('distroless-tag', async () => undefined);
  await eventually('the fixed file', async () => (await read(closed)) === mark + fixed);
  for (const path of [opened, closed]) {
    await workspace.fs.delete(file(path));
  }
});

test('fix-all leaves everything as it is where a file changed after it was shown', async () => {
  const path = 'gui/Dockerfile.changing';
  await write(path, tag);
  await rangeOf(path);
  const document = await workspace.openTextDocument(file(path));
  await fixAll('distroless-tag', () => replace(document, 'FROM', '# typed meanwhile\nFROM'));
  assert.equal(document.getText(), `# typed meanwhile\n${tag}`);
  assert.equal(await read(path), tag);
  await document.save();
  await fixAll('distroless-tag', async () => undefined);
  await eventually('the fixed file', async () => (await read(path)) === `# typed meanwhile\n${fixed}`);
  await workspace.fs.delete(file(path));
});

test('edits that were made for another text are not even shown', async () => {
  const path = 'gui/Dockerfile.changed';
  await write(path, tag);
  const edits = [{ range: { start: { line: 0, character: 0 }, end: { line: 1, character: 0 } }, newText: '' }];
  const answer = {
    files: [{ uri: file(path).toString(), digest: textDigest(`# before\n${tag}`), edits }],
    findings: 1,
    skipped: [],
  };
  await assert.rejects(fixPreviews().offer(answer), /Dockerfile\.changed changed since it was checked/);
  assert.ok(!window.tabGroups.activeTabGroup.tabs.some((one) => /^Fix \d+ finding/.test(one.label)));
  await workspace.fs.delete(file(path));
});

test('Show Problems opens the Dockerfile at its worst problem', async () => {
  const { tree: sidebar } = await api();
  const path = 'blockchain/Dockerfile.engine';
  const folder = await tree('an image with problems', (one) =>
    images(one).some(({ dockerfile, errors }) => dockerfile === path && errors > 0),
  );
  const target = images(folder).find(({ dockerfile }) => dockerfile === path);
  await commands.executeCommand('lucid.showProblems', { folder: folder.folder, image: target?.id });
  const editor = window.activeTextEditor;
  assert.equal(editor?.document.uri.toString(), file(path).toString());
  const [worst] = [...diagnosticsOf(path)].sort((a, b) => a.severity - b.severity);
  assert.deepEqual(editor?.selection.start, worst?.range.start);
  assert.ok(sidebar);
});

test('a plan file that is deleted on disk while it is open is gone, and is back when it is back', async () => {
  const document = await open('lucid.yaml');
  const text = document.getText();
  await tree('the plan file', (one) => one.planPath === 'lucid.yaml');
  // Not through VS Code, which would close the document.
  rmSync(file('lucid.yaml').fsPath);
  const folder = await tree('the embedded plan', (one) => one.planPath === undefined);
  assert.equal(images(folder).length, 35);
  assert.equal(document.isClosed, false);
  await replace(document, 'title: TRON Client', 'title: Of the orphan');
  await tree('what is typed in the orphan', (one) => image(one, 'tron-client').title === 'Of the orphan');
  await replace(document, 'title: Of the orphan', 'title: TRON Client');
  assert.ok(await document.save());
  await tree('the saved plan', (one) => one.planPath === 'lucid.yaml');
  assert.equal(await read('lucid.yaml'), text);
  await expectFindings('lucid.yaml', /^plan-schema$/, []);
  await commands.executeCommand('workbench.action.closeAllEditors');
});
