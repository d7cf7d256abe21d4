import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cached } from './cache.mjs';
import { ensurePackages, isDebian } from './debian.mjs';
import { node24, npm } from './npm.mjs';
import { pathWith, SetupError, which } from './run.mjs';

const version = '4.139.1';

/** VS Code's own server from the npm package code-server: its main script, to be run with Node 24. */
export async function ensureCodeServer() {
  if (process.platform === 'win32') {
    throw new SetupError(
      'VS Code in a browser is not available on Windows. Install VS Code: https://code.visualstudio.com',
    );
  }
  const folder = await cached(`code-server-${version}`, `code-server ${version} (VS Code in a browser)`, install);
  return join(folder, 'node_modules', 'code-server', 'lib', 'vscode', 'out', 'server-main.js');
}

async function install(folder) {
  // Its native modules are compiled during the installation.
  if (isDebian()) {
    await ensurePackages('code-server', ['libkrb5-dev', 'pkg-config', 'g++', 'make', 'python3']);
  }
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const env = { PATH: pathWith(dirname(node24)) };
  await npm(['install', `code-server@${version}`, '--no-audit', '--no-fund'], { cwd: folder, node: node24, env });
}

const chromiumNames = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'chrome',
  'msedge',
];
const chromiumPlaces = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

const findChromium = () =>
  chromiumNames.map((name) => which(name)).find(Boolean) ?? chromiumPlaces.find((file) => existsSync(file));

/** A browser that Playwright can drive. */
export async function ensureChromium() {
  const found = findChromium();
  if (found) {
    return found;
  }
  if (isDebian()) {
    await ensurePackages('tests in a browser', ['chromium']);
  }
  const installed = findChromium();
  if (installed) {
    return installed;
  }
  throw new SetupError('No Chromium, Chrome or Edge was found. Install one of them to run the tests in a browser.');
}

/** The arguments that serve one profile on this machine only. */
export function codeServerArguments({ script, port, profile, trust = true }) {
  const fixed = ['--without-connection-token', '--accept-server-license-terms', '--telemetry-level', 'off'];
  const place = ['--host', '127.0.0.1', '--port', String(port), '--server-data-dir', profile];
  // Only with this driver does the workbench load an extension under development that its address names.
  fixed.push('--enable-smoke-test-driver');
  return [script, ...place, ...fixed, ...(trust ? ['--disable-workspace-trust'] : [])];
}
