// Runs every `*.test.ts` under this folder inside a real VS Code, by `@vscode/test-electron`.
// node test/extension/run.ts [folder with tests] [extension] [workspace]
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { node24, root } from '../../scripts/setup/tools.mjs';
import { removeFolder, temporaryFolder } from '../support/processes.ts';

const [tests = join(root, 'test', 'extension'), extension = root, workspace = join(root, 'examples', 'lucid')] =
  process.argv.slice(2).map((path) => resolve(path));

process.exitCode = await runSuite();

async function runSuite(): Promise<number> {
  const folder = temporaryFolder('lucid-suite');
  const output = join(folder, 'output.txt');
  writeFileSync(output, '');
  // A copy, because the tests edit files as a person would.
  const copy = join(folder, 'workspace');
  cpSync(workspace, copy, { recursive: true });
  const follow = followFile(output);
  try {
    const extensionTestsPath = await bundle(folder);
    const desktop = await desktopIsAvailable();
    console.log(desktop ? 'In the desktop build of VS Code' : 'In the VS Code of code-server, with a browser');
    const profile = `--user-data-dir=${join(folder, 'profile')}`;
    await runTests({
      extensionDevelopmentPath: extension,
      extensionTestsPath,
      extensionTestsEnv: { LUCID_TEST_OUTPUT: output },
      ...(desktop
        ? { launchArgs: [copy, profile, '--disable-extensions'] }
        : {
            vscodeExecutablePath: node24,
            launchArgs: [join(root, 'test', 'extension', 'launcher.ts'), copy, profile],
          }),
    });
    return 0;
  } catch (error) {
    console.error((error as Error).message);
    return 1;
  } finally {
    follow();
    removeFolder(folder);
  }
}

/** One CommonJS file of all tests, because an extension host loads no TypeScript. */
async function bundle(folder: string): Promise<string> {
  const names = readdirSync(tests, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.test.ts'));
  if (names.length === 0) {
    throw new Error(`No *.test.ts in ${tests}.`);
  }
  const runner = JSON.stringify(join(root, 'test', 'extension', 'runner.ts'));
  const contents = [
    ...names.sort().map((name) => `import ${JSON.stringify(join(tests, name))};`),
    `export { run } from ${runner};`,
  ].join('\n');
  const outfile = join(folder, 'suite.cjs');
  const shared = { bundle: true, platform: 'node', format: 'cjs', target: 'node22', sourcemap: 'inline' } as const;
  await build({
    ...shared,
    stdin: { contents, resolveDir: tests, loader: 'ts' },
    outfile,
    external: ['vscode'],
    logLevel: 'warning',
  });
  return outfile;
}

/** A desktop VS Code needs a download and a display. `LUCID_VSCODE=desktop` or `server` decides without asking. */
async function desktopIsAvailable(): Promise<boolean> {
  const wish = process.env.LUCID_VSCODE;
  if (wish) {
    return wish === 'desktop';
  }
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    return false;
  }
  try {
    const signal = AbortSignal.timeout(5000);
    return (await fetch('https://update.code.visualstudio.com/api/releases/stable', { method: 'HEAD', signal })).ok;
  } catch {
    return false;
  }
}

/** Shows the results as they come; the returned function shows the rest. */
function followFile(file: string): () => void {
  let shown = 0;
  const show = () => {
    if (!existsSync(file)) {
      return;
    }
    const text = readFileSync(file, 'utf8');
    process.stdout.write(text.slice(shown));
    shown = text.length;
  };
  const timer = setInterval(show, 250);
  return () => {
    clearInterval(timer);
    show();
  };
}
