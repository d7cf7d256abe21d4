// A real VS Code in a browser, for tests that click as a person does and for pictures.
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';
import { codeServerArguments, ensureChromium, ensureCodeServer, node24, run } from '../../scripts/setup/tools.mjs';
import { answers, freePort, type Program, removeFolder, start, temporaryFolder } from './processes.ts';

export interface ServerOptions {
  /** A clean profile in a temporary folder when left out. */
  readonly profile?: string;
  readonly trust?: boolean;
  /** User settings over the quiet ones. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Of the user, as keybindings.json has them. */
  readonly keybindings?: readonly Readonly<Record<string, unknown>>[];
  /** The environment of the extension host and of its terminals, over that of this process. */
  readonly env?: NodeJS.ProcessEnv;
  /** A packaged extension to install. */
  readonly vsix?: string;
}

export interface Server {
  readonly port: number;
  readonly log: string;
  readonly stop: () => Promise<void>;
}

/** Milliseconds after which what a test waits for will not come any more. */
const patience = 90_000;

/** Nothing that moves, asks, or differs from day to day. */
const quietSettings = {
  'workbench.colorTheme': 'Dark Modern',
  'window.autoDetectColorScheme': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.enableExperiments': false,
  'workbench.reduceMotion': 'on',
  'remote.autoForwardPorts': false,
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'update.showReleaseNotes': false,
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
  'git.enabled': false,
  'editor.minimap.enabled': false,
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
};

/** Starts the server half of VS Code: files, terminals and the extension host. */
export async function startServer(options: ServerOptions = {}): Promise<Server> {
  const script = await ensureCodeServer();
  const profile = options.profile ?? temporaryFolder('lucid-profile');
  writeUser(profile, 'settings.json', { ...quietSettings, ...options.settings });
  writeUser(profile, 'keybindings.json', options.keybindings ?? []);
  if (options.vsix) {
    await run(node24, [script, '--server-data-dir', profile, '--install-extension', resolve(options.vsix)]);
  }
  const port = await freePort();
  const args = codeServerArguments({ script, port, profile, trust: options.trust ?? true });
  const ready = () => answers(`http://127.0.0.1:${port}/version`);
  const server: Program = await start({
    name: 'vscode',
    program: node24,
    args,
    folder: profile,
    env: environment(options.env),
    ready,
  });
  const stop = async () => {
    await server.stop();
    if (!options.profile) {
      removeFolder(profile);
    }
  };
  return { port, log: server.log, stop };
}

/** Programs that the extension host starts must not believe that they run inside a test runner. */
function environment(env: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return { NODE_TEST_CONTEXT: undefined, NODE_OPTIONS: undefined, ...env };
}

function writeUser(profile: string, name: string, content: object): void {
  const file = join(profile, 'data', 'User', name);
  mkdirSync(dirname(file), { recursive: true });
  if (!existsSync(file)) {
    writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
  }
}

export async function startBrowser(): Promise<Browser> {
  const quiet =
    '--disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';
  const args = ['--no-sandbox', '--disable-gpu', ...quiet.split(' ')];
  return chromium.launch({ executablePath: await ensureChromium(), args });
}

/** The address of the workbench with a folder or a `.code-workspace` file and, if given, an extension under development and its tests. */
export function workbenchUrl(port: number, folder: string, payload: Readonly<Record<string, string>> = {}): string {
  const remote = (path: string) => `vscode-remote://127.0.0.1:${port}${resolve(path)}`;
  const entries = Object.entries(payload).map(([name, path]) => [name, remote(path)]);
  const query = new URLSearchParams({ [folder.endsWith('.code-workspace') ? 'workspace' : 'folder']: resolve(folder) });
  if (entries.length > 0) {
    query.set('payload', JSON.stringify(entries));
  }
  return `http://127.0.0.1:${port}/?${query}`;
}

export interface WorkbenchOptions extends Omit<ServerOptions, 'vsix'> {
  /** Or a `.code-workspace` file. */
  readonly folder: string;
  /** A folder with an extension's package.json, or a packaged extension (`.vsix`). */
  readonly extension?: string;
  /** Pixels of the picture for each pixel of the window; 1 when left out. */
  readonly scale?: number;
}

export interface Workbench {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Opens a folder in a fresh VS Code, 1600 by 1000, dark, quiet, and waits until it can be used. */
export async function openWorkbench({
  folder,
  extension,
  scale = 1,
  ...options
}: WorkbenchOptions): Promise<Workbench> {
  const packaged = extension !== undefined && statSync(extension).isFile();
  const server = await startServer({ ...options, ...(packaged ? { vsix: extension } : {}) });
  let browser: Browser | undefined;
  const close = async () => {
    await browser?.close();
    await server.stop();
  };
  try {
    browser = await startBrowser();
    const viewport = { width: 1600, height: 1000 };
    const context = await browser.newContext({ viewport, deviceScaleFactor: scale, colorScheme: 'dark' });
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    // A wait ends when what it waits for is there; a busy machine only takes longer.
    context.setDefaultTimeout(patience);
    const page = await context.newPage();
    const development = extension && !packaged ? { extensionDevelopmentPath: extension } : {};
    const url = workbenchUrl(server.port, folder, development);
    await page.goto(url);
    // The theme comes last: it is an extension's.
    await page.locator('.monaco-workbench[class*="vscode-theme-"]').waitFor();
    return { page, context, url, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Opens the palette, or what a prefix other than `>` opens, with this text in it; gives the rows of its list. */
export async function openPalette(page: Page, text: string): Promise<Locator> {
  const input = page.locator('.quick-input-widget:visible input');
  const rows = page.locator('.quick-input-list .monaco-list-row');
  // The workbench is visible before it takes keys, and takes keys before it knows the commands of extensions.
  await until(async () => {
    if (!(await input.isVisible())) {
      await page.keyboard.press('F1');
    }
    await input.fill('>', { timeout: 2000 }).catch(() => undefined);
    await input.fill(text, { timeout: 2000 });
    await rows.first().waitFor({ timeout: 2000 });
  });
  return rows;
}

/** Runs a command from the palette by its whole title, as a person would. */
export async function runCommand(page: Page, title: string): Promise<void> {
  const whole = new RegExp(`^${title.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}…?$`);
  await until(async () => {
    const rows = await openPalette(page, `>${title}`);
    const entry = rows.filter({ has: page.locator('.label-name', { hasText: whole }) }).first();
    await entry.click({ timeout: 2000 });
  });
}

/** Tries again what may come too early, such as a click on a row that is just being redrawn, until it succeeds. */
export async function until(attempt: () => Promise<void>): Promise<void> {
  const end = Date.now() + patience;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > end) {
        throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
