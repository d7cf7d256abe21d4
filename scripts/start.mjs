// Sets up, builds, and opens a folder in VS Code with the extension: npm start [-- folder] [--no-open] [--browser] [--port N]
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { cacheFolder } from './setup/cache.mjs';
import { codeServerArguments, ensureCodeServer } from './setup/codeserver.mjs';
import { setUp } from './setup/index.mjs';
import { node24, root } from './setup/npm.mjs';
import { main, SetupError, spawnProgram, which } from './setup/run.mjs';
import { findDesktop } from './setup/vscode.mjs';

const example = join(root, 'examples', 'lucid');
const options = { 'no-open': { type: 'boolean' }, browser: { type: 'boolean' }, port: { type: 'string' } };

await main(async () => {
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const folder = folderToOpen(positionals);
  await setUp([]);
  if ((await spawnProgram(node24, ['scripts/build.mjs'], { cwd: root })) !== 0) {
    throw new SetupError('The extension could not be built; see above.');
  }
  const desktop = values.browser ? undefined : findDesktop();
  if (desktop) {
    openDesktop(desktop, folder, !values['no-open']);
  } else {
    await serve(folder, values);
  }
});

function folderToOpen([given]) {
  // npm runs scripts in the checkout; a relative folder is meant from where the person is.
  const folder = given === undefined ? example : resolve(process.env.INIT_CWD ?? process.cwd(), given);
  if (existsSync(folder) && statSync(folder).isDirectory()) {
    return folder;
  }
  throw new SetupError(`There is no folder ${folder}. Give the folder to open: npm start -- path/to/folder`);
}

function openDesktop(program, folder, open) {
  const args = [`--extensionDevelopmentPath=${root}`, folder];
  console.log(`\nVS Code: ${[program, ...args].map((word) => JSON.stringify(word)).join(' ')}`);
  if (!open) {
    return;
  }
  spawn(program, args, { detached: true, stdio: 'ignore' })
    .on('error', (error) => console.error(`VS Code could not be started: ${error.message}`))
    .unref();
}

/** Serves VS Code to a browser until Ctrl+C; in CI it only proves that it can. */
async function serve(folder, { port: wanted, 'no-open': noOpen }) {
  const script = await ensureCodeServer();
  const port = wanted ? Number(wanted) : await freePort();
  const profile = join(cacheFolder(), 'profile');
  writeFirstSettings(profile);
  const args = codeServerArguments({ script, port, profile, trust: folder === example });
  const server = spawn(node24, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = new Promise((done) => server.on('close', done));
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.on(signal, () => server.kill());
  }
  process.on('exit', () => server.kill());
  const failed = ended.then((code) => {
    throw new SetupError(`VS Code's server ended with exit code ${code}. Is port ${port} in use?`);
  });
  failed.catch(() => undefined);
  await Promise.race([answering(`http://127.0.0.1:${port}/version`), failed]);
  const url = address(port, folder);
  console.log(`\nVS Code with the extension is at\n\n  ${url}\n`);
  if (process.env.CI === 'true') {
    return void server.kill();
  }
  if (!noOpen) {
    openBrowser(url);
  }
  console.log('Press Ctrl+C to stop it.');
  await ended;
}

function address(port, folder) {
  const extension = ['extensionDevelopmentPath', `vscode-remote://127.0.0.1:${port}${root}`];
  return `http://127.0.0.1:${port}/?${new URLSearchParams({ folder, payload: JSON.stringify([extension]) })}`;
}

/** A calm first impression; what a person changes afterwards stays. */
function writeFirstSettings(profile) {
  const file = join(profile, 'data', 'User', 'settings.json');
  if (existsSync(file)) {
    return;
  }
  mkdirSync(dirname(file), { recursive: true });
  const settings = {
    'workbench.startupEditor': 'none',
    'telemetry.telemetryLevel': 'off',
    'chat.disableAIFeatures': true,
  };
  writeFileSync(file, `${JSON.stringify(settings, null, 2)}\n`);
}

function openBrowser(url) {
  const hasDisplay = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  const opener = which(process.platform === 'darwin' ? 'open' : 'xdg-open');
  if (!hasDisplay || !opener) {
    return;
  }
  spawn(opener, [url], { detached: true, stdio: 'ignore' })
    .on('error', () => undefined)
    .unref();
}

async function answering(url) {
  for (;;) {
    try {
      await (await fetch(url)).arrayBuffer();
      return;
    } catch {
      await new Promise((done) => setTimeout(done, 100));
    }
  }
}

async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}
