// The harness itself: a folder and an extension are opened in a real VS Code and can be used as a person would.
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { root } from '../../scripts/setup/tools.mjs';
import { removeFolder, temporaryFolder } from '../support/processes.ts';
import { openWorkbench, runCommand } from '../support/workbench.ts';

const folder = temporaryFolder('lucid-harness');
after(() => removeFolder(folder));

function makeExtension(): string {
  const extension = join(folder, 'extension');
  mkdirSync(extension);
  const commands = [{ command: 'harness.hello', title: 'Harness: Hello' }];
  const manifest = {
    name: 'harness',
    publisher: 'test',
    version: '1.0.0',
    engines: { vscode: '^1.101.0' },
    main: './main.cjs',
  };
  writeFileSync(join(extension, 'package.json'), JSON.stringify({ ...manifest, contributes: { commands } }));
  const main = `const vscode = require('vscode');
exports.activate = (context) => context.subscriptions.push(
  vscode.commands.registerCommand('harness.hello', () => vscode.window.showInformationMessage('Hello from ' + vscode.workspace.isTrusted)));`;
  writeFileSync(join(extension, 'main.cjs'), main);
  return extension;
}

test('a command of an extension under development runs from the palette, dark and quiet', async () => {
  const workspace = join(folder, 'workspace');
  mkdirSync(workspace);
  writeFileSync(join(workspace, 'Dockerfile'), 'FROM scratch\n');
  const workbench = await openWorkbench({ folder: workspace, extension: makeExtension() });
  try {
    const { page } = workbench;
    await page.getByRole('treeitem', { name: 'Dockerfile' }).waitFor();
    assert.equal(await page.locator('.monaco-workbench.vs-dark').count(), 1);
    assert.equal(await page.locator('.notification-toast').count(), 0);
    await runCommand(page, 'Harness: Hello');
    await page.getByText('Hello from true').first().waitFor();
  } finally {
    await workbench.close();
  }
});

test('without trust a folder opens in restricted mode', async () => {
  const workbench = await openWorkbench({ folder: join(folder, 'workspace'), trust: false });
  try {
    await workbench.page.locator('.statusbar-item').getByText('Restricted Mode').waitFor();
  } finally {
    await workbench.close();
  }
});

test('the packaged extension installs and shows its view', async (t) => {
  const vsix = join(root, 'out', 'lucid.vsix');
  if (!existsSync(vsix)) {
    return t.skip('out/lucid.vsix does not exist: npm run build && npm run package');
  }
  const workspace = join(folder, 'example');
  cpSync(join(root, 'examples', 'lucid'), workspace, { recursive: true });
  const workbench = await openWorkbench({ folder: workspace, extension: vsix });
  try {
    const { page } = workbench;
    await page
      .getByRole('tab', { name: /^Lucid/ })
      .first()
      .click();
    await page.getByRole('treeitem', { name: /Base Infrastructure/ }).waitFor();
  } finally {
    await workbench.close();
  }
});
