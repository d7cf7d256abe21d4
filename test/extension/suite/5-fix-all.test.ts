// Fix All in Workspace: a preview first, then every file, then nothing more to do.
import assert from 'node:assert/strict';
import { commands, window, workspace } from 'vscode';
import { eventually, test } from '../runner.ts';
import { expectFindings, file, findings } from './support.ts';

const path = 'blockchain/Dockerfile.manager';

const text = async (): Promise<string> => Buffer.from(await workspace.fs.readFile(file(path))).toString();

test('fix-all in the workspace shows every change first, then fixes unopened files', async () => {
  const before = await text();
  let over = false;
  const running = commands.executeCommand('lucid.fixAllInWorkspace', 'copy-source-missing');
  Promise.resolve(running).finally(() => {
    over = true;
  });
  const tab = await eventually('the preview', () =>
    window.tabGroups.activeTabGroup.tabs.find((one) => /^Fix \d+ findings in \d+ files/.test(one.label)),
  );
  assert.equal(over, false);
  assert.equal(await text(), before);
  await eventually('the list of files to be accepted', async () => {
    await commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    return over;
  });
  await eventually('the end of the preview', () => !window.tabGroups.activeTabGroup.tabs.includes(tab));
  await expectFindings(path, /^copy-source-missing$/, []);
  const fixed = before.replaceAll('COPY blockchain/', 'COPY ');
  await eventually('the fixed file on disk', async () => (await text()) === fixed);
});

test('there is nothing left to fix in that file', async () => {
  assert.deepEqual(findings(path, /^copy-source-missing$/), []);
  const after = await text();
  await commands.executeCommand('lucid.fixAllInWorkspace', 'copy-source-missing');
  assert.equal(await text(), after);
});
