// The extension in a workbench that a person would use, over a copy of the example, with a docker that only looks at
// COPY sources. Real builds are tested in test/docker.
import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { root } from '../../scripts/setup/tools.mjs';
import { fakeDockerPath } from './fake-path.ts';
import { removeFolder, temporaryFolder } from './processes.ts';
import { openWorkbench, type Workbench } from './workbench.ts';

export interface LucidWorkbench {
  readonly page: Page;
  /** Absolute path of the workspace. */
  readonly folder: string;
  readonly close: () => Promise<void>;
}

export interface LucidOptions {
  readonly trust?: boolean;
  readonly scale?: number;
  /** Milliseconds that each step of the stand-in for docker takes. */
  readonly step?: number;
  /** A folder to copy in place of the example. */
  readonly workspace?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** Opens the example, or another folder, with the extension as it is built in `dist/`. */
export async function openLucid({ step = 20, workspace, ...options }: LucidOptions = {}): Promise<LucidWorkbench> {
  if (!existsSync(join(root, 'dist', 'extension.cjs'))) {
    throw new Error('dist/ is empty. Run `npm run build` first.');
  }
  const place = temporaryFolder('lucid-e2e');
  const folder = join(place, 'lucid');
  cpSync(workspace ?? join(root, 'examples', 'lucid'), folder, { recursive: true });
  const path = fakeDockerPath(join(place, 'bin'), join(root, 'test', 'support', 'fake-docker.mjs'));
  const env = { PATH: path, LUCID_FAKE_STEP: String(step) };
  let workbench: Workbench | undefined;
  const close = async () => {
    await workbench?.close();
    removeFolder(place);
  };
  try {
    // The environment of a terminal comes from a login shell of its own, so the settings say it.
    const terminal = { 'terminal.integrated.env.linux': env, 'terminal.integrated.env.osx': env };
    const settings = { ...terminal, ...options.settings };
    workbench = await openWorkbench({ ...options, settings, folder, extension: root });
    return { page: workbench.page, folder, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Opens the sidebar and waits until it shows something. */
export async function openSidebar(page: Page): Promise<void> {
  const tree = page.getByRole('tree', { name: 'Images' });
  const tab = page.getByRole('tab', { name: 'Lucid' }).first();
  await tab.waitFor({ timeout: 60_000 });
  // Pressed again, the tab would close the sidebar.
  if (!(await tree.isVisible())) {
    await tab.click();
  }
  await tree.waitFor();
}

/** A row of the sidebar by what a screen reader says. */
export const row = (page: Page, name: RegExp): Locator =>
  page.getByRole('tree', { name: 'Images' }).getByRole('treeitem', { name });

/** Opens a phase, if it is closed. */
export async function expandPhase(page: Page, name: RegExp): Promise<void> {
  const phase = row(page, name);
  await phase.waitFor();
  if ((await phase.getAttribute('aria-expanded')) !== 'true') {
    await phase.click();
  }
}

/** Presses one of the buttons that a row shows under the pointer. */
export async function pressOn(target: Locator, button: RegExp): Promise<void> {
  await target.hover();
  await target.getByRole('button', { name: button }).first().click();
}

/** Chooses from the context menu of a row. */
export async function chooseOn(target: Locator, entry: string): Promise<void> {
  await target.click({ button: 'right' });
  const item = target.page().getByRole('menuitem', { name: entry, exact: true });
  await item.waitFor();
  // A menu that has just opened ignores the button that opened it, for a tenth of a second.
  await target.page().waitForTimeout(250);
  await item.click();
}

/** Runs a command from the palette. */
export async function runCommand(page: Page, title: string): Promise<void> {
  await page.keyboard.press('F1');
  await page.locator('.quick-input-widget').waitFor();
  await page.keyboard.type(title);
  await page.locator('.quick-input-list .monaco-list-row').filter({ hasText: title }).first().waitFor();
  await page.keyboard.press('Enter');
}

/** Opens a file by its path. */
export async function openFile(page: Page, path: string): Promise<void> {
  await page.keyboard.press('Control+P');
  await page.locator('.quick-input-widget').waitFor();
  await page.keyboard.type(path);
  await page.locator('.quick-input-list .monaco-list-row').first().waitFor();
  await page.keyboard.press('Enter');
  const name = path.split('/').at(-1) ?? path;
  await page.locator('.tab.active').filter({ hasText: name }).waitFor();
}

/** Runs a test; when it fails, a picture of the screen stands in `out/`, named in the error. */
export const pictured =
  (page: () => Page, name: string, body: () => Promise<void>): (() => Promise<void>) =>
  async () => {
    try {
      await body();
    } catch (error) {
      const path = join(root, 'out', 'e2e', `${name}.png`);
      await page().screenshot({ path });
      // What is open must not stand in the way of the next test.
      for (let open = 0; open < 3; open++) {
        await page().keyboard.press('Escape');
      }
      const [what, , where = ''] = String(error).split('\n');
      throw new Error(`${what} ${where.trim()}\nThe screen at that moment: ${path}`);
    }
  };
