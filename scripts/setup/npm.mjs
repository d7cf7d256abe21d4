import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { step } from './progress.mjs';
import { run, SetupError, which } from './run.mjs';

/** The top of the checkout. */
export const root = fileURLToPath(new URL('../../', import.meta.url)).replace(/[\\/]$/, '');

/** Node 24, a development dependency: the tests need it, and set-up itself runs on any Node from 20. */
export const node24 = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

/** Installs the dependencies when `node_modules` is not what `package-lock.json` asks for. */
export async function ensureNodeModules() {
  if (existsSync(node24) && matchesLock()) {
    return;
  }
  await step('npm packages', join(root, 'node_modules'), () => npm(['ci', '--no-audit', '--no-fund'], { cwd: root }));
}

/** npm records what it installed when it has finished, so this record is missing after an interruption. */
function matchesLock() {
  const installed = readPackages(join(root, 'node_modules', '.package-lock.json'));
  const wanted = readPackages(join(root, 'package-lock.json'));
  return Object.entries(wanted).every(
    ([path, entry]) => path === '' || (installed[path] ? installed[path].version === entry.version : entry.optional),
  );
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
  } catch {
    return {};
  }
}

/** Runs npm by its own script, because `npm.cmd` on Windows cannot be started without a shell. */
export function npm(args, { cwd, node = process.execPath, env } = {}) {
  // `npm test` tells its children about itself and its Node; this npm may run on another one, for another project.
  const names = Object.keys(process.env).filter((name) => /^(npm_(?!config_)|npm_config_user_agent$)/.test(name));
  const forgotten = Object.fromEntries(names.map((name) => [name, undefined]));
  return run(node, [npmScript(), ...args], { cwd, env: { ...forgotten, ...env } });
}

function npmScript() {
  const nodeFolder = dirname(realpathSync(process.execPath));
  const onPath = which('npm');
  const candidates = [
    process.env.npm_execpath,
    onPath && realpathSync(onPath),
    join(nodeFolder, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(nodeFolder, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ];
  const found = candidates.find((file) => file?.endsWith('npm-cli.js') && existsSync(file));
  if (found) {
    return found;
  }
  throw new SetupError(
    'npm was not found. Install Node.js 20 or newer with npm from https://nodejs.org and try again.',
  );
}
