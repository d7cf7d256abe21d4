// The extension in a workbench that a person would use, over a copy of the example, with a docker that only looks at
// COPY sources. Real builds are tested in test/docker.
import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { root } from '../../scripts/setup/tools.mjs';
import { fakeDockerPath } from './fake-path.ts';
import { removeFolder, temporaryFolder } from './processes.ts';
import { openPalette, openWorkbench, runCommand, until, type Workbench } from './workbench.ts';

export { openPalette, runCommand, until } from './workbench.ts';

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
  /** A `.code-workspace` file in it that is opened in place of the folder. */
  readonly file?: string;
  /** A folder with another build of the extension. */
  readonly extension?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Of the user, as keybindings.json has them. */
  readonly keybindings?: readonly Readonly<Record<string, unknown>>[];
}

/** Opens the example, or another folder, with the extension as it is built in `dist/`. */
export async function openLucid({
  step = 20,
  workspace,
  file = '',
  extension = root,
  ...options
}: LucidOptions = {}): Promise<LucidWorkbench> {
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
    workbench = await openWorkbench({ ...options, settings, folder: join(folder, file), extension });
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
  await tab.waitFor();
  // Pressed again, the tab would close the sidebar.
  if (!(await tree.isVisible()) && (await tab.getAttribute('aria-selected')) !== 'true') {
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
  await until(async () => {
    if ((await phase.getAttribute('aria-expanded')) === 'true') {
      return;
    }
    await phase.click({ timeout: 5000 });
    await row(page, name).and(page.locator('[aria-expanded="true"]')).waitFor({ timeout: 2000 });
  });
}

/** Presses one of the buttons that a row shows under the pointer; a row that is redrawn has lost the pointer. */
export const pressOn = (target: Locator, button: RegExp): Promise<void> =>
  until(async () => {
    await target.hover({ timeout: 5000 });
    await target.getByRole('button', { name: button }).first().click({ timeout: 2000 });
  });

/** Presses one of the buttons in the title of the sidebar. */
export async function pressTitle(page: Page, button: string): Promise<void> {
  await page.locator('.part.sidebar .composite.title').hover();
  await titleButton(page, button).click();
}

export const titleButton = (page: Page, button: string): Locator =>
  page.locator('.part.sidebar').getByRole('button', { name: button, exact: true });

/** Chooses from the context menu of a row. */
export async function chooseOn(target: Locator, entry: string): Promise<void> {
  const item = target.page().getByRole('menuitem', { name: entry, exact: true });
  await until(async () => {
    if (!(await item.isVisible())) {
      await target.click({ button: 'right', timeout: 5000 });
      await item.waitFor({ timeout: 5000 });
    }
    await item.click({ timeout: 2000 });
    // A menu that has just opened ignores the button that opened it, and stays.
    await item.waitFor({ state: 'hidden', timeout: 1000 });
  });
}

/** A message in the list of notifications, which stays there while its toast comes and goes. */
export async function notification(page: Page, text: string): Promise<Locator> {
  const center = page.locator('.notifications-center:visible');
  if (!(await center.isVisible())) {
    await runCommand(page, 'Notifications: Show Notifications');
  }
  const item = center.locator('.notification-list-item').filter({ hasText: text }).first();
  await item.waitFor();
  return item;
}

/** Opens a file by its path. */
export async function openFile(page: Page, path: string): Promise<void> {
  const rows = await openPalette(page, path);
  await rows
    .filter({ hasText: path.split('/').at(-1) ?? path })
    .first()
    .click();
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
