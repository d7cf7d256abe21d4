// Workspaces other than one trusted folder: two folders at once, and a folder that is not trusted.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  notification,
  openLucid,
  openSidebar,
  pictured,
  pressOn,
  pressTitle,
  row,
  runCommand,
} from '../support/lucid-workbench.ts';
import { removeFolder, temporaryFolder, waitFor } from '../support/processes.ts';

const dockerfile = 'FROM scratch\nCOPY app/main /\nUSER 65532:65532\n';
const plan = `version: 1
registry: docker.io/acme
rules: { healthcheck-missing: off, distroless-base: off }
phases:
  - id: 1
    title: Services
    images:
      - { id: app, image: app, dockerfile: app/Dockerfile, context: app }
`;

function makeFolder(folder: string): void {
  mkdirSync(join(folder, 'app'), { recursive: true });
  writeFileSync(join(folder, 'lucid.yaml'), plan);
  writeFileSync(join(folder, 'app', 'Dockerfile'), dockerfile);
  writeFileSync(join(folder, 'app', 'main'), '');
}

test('two folders have a tree each, are built each for itself, and are fixed together', async () => {
  const place = temporaryFolder('lucid-two');
  for (const name of ['one', 'two']) {
    makeFolder(join(place, name));
  }
  const folders = [{ path: 'one' }, { path: 'two' }];
  writeFileSync(join(place, 'both.code-workspace'), JSON.stringify({ folders }));
  const lucid = await openLucid({ workspace: place, file: 'both.code-workspace' });
  const { page, folder } = lucid;
  const text = (name: string): string => readFileSync(join(folder, name, 'app', 'Dockerfile'), 'utf8');
  try {
    await pictured(
      () => page,
      'two-folders',
      async () => {
        await openSidebar(page);
        for (const name of ['one', 'two']) {
          await row(page, new RegExp(`^Folder ${name}, 0/1 built · 1 problem$`)).waitFor();
        }

        await runCommand(page, 'Lucid: Fix All in Workspace');
        const list = page.locator('.quick-input-list .monaco-list-row');
        // Files of the same name are told apart by their folder.
        for (const name of ['one', 'two']) {
          await list.filter({ hasText: `${name}/app/Dockerfile` }).waitFor();
        }
        await page.locator('.quick-input-widget').getByRole('button', { name: 'OK' }).click();
        const fixed = dockerfile.replace('app/main', 'main');
        assert.ok(await waitFor(() => text('one') === fixed && text('two') === fixed, 60), text('one') + text('two'));
        for (const name of ['one', 'two']) {
          await row(page, new RegExp(`^Folder ${name}, 0/1 built$`)).waitFor();
        }

        await pressOn(row(page, /^Folder two/), /^Build All/);
        await row(page, /^Folder two, 1\/1 built$/).waitFor();
        await row(page, /^Folder one, 0\/1 built$/).waitFor();
        await pressTitle(page, 'Build All');
        await list.filter({ hasText: 'one' }).click();
        await row(page, /^Folder one, 1\/1 built$/).waitFor();

        writeFileSync(join(folder, 'two', 'lucid.yaml'), plan.replace('phases:', 'phase:'));
        await page
          .locator('.part.sidebar')
          .getByText(/^two: lucid\.yaml, line \d: .* The last good plan stays in force\.$/)
          .waitFor();
      },
    )();
  } finally {
    await lucid.close();
    removeFolder(place);
  }
});

test('without trust neither a shortcut nor a task builds, and a message says why', async () => {
  const place = temporaryFolder('lucid-untrusted');
  makeFolder(place);
  mkdirSync(join(place, '.vscode'));
  const tasks = [{ type: 'lucid', all: true, label: 'everything' }];
  writeFileSync(join(place, '.vscode', 'tasks.json'), JSON.stringify({ version: '2.0.0', tasks }));
  const keybindings = [{ key: 'ctrl+alt+b', command: 'lucid.buildAll' }];
  const lucid = await openLucid({ workspace: place, trust: false, keybindings });
  const { page, folder } = lucid;
  try {
    await pictured(
      () => page,
      'untrusted',
      async () => {
        await openSidebar(page);
        await row(page, /^Phase 1, Services, 0\/1 built · 1 problem$/).waitFor();
        await page.keyboard.press('Control+Alt+B');
        const said = await notification(page, 'Lucid builds only in folders that you trust');
        await said.getByRole('button', { name: 'Manage Workspace Trust' }).waitFor();
        // Tasks are VS Code's own business, ours among them.
        await runCommand(page, 'Tasks: Run Build Task');
        const dialog = page.locator('.monaco-dialog-box');
        await dialog.getByText('Do you trust the authors of the files in this folder?').waitFor();
        await dialog.getByRole('button', { name: 'Cancel' }).click();
        await dialog.waitFor({ state: 'detached' });
        assert.ok(!existsSync(join(folder, '.lucid')), 'Nothing was built.');
      },
    )();
  } finally {
    await lucid.close();
    removeFolder(place);
  }
});
