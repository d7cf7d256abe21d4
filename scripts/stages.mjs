import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { node24, root } from './setup/npm.mjs';
import { pathWith, spawnProgram } from './setup/run.mjs';

const passed = { passed: 1 };
const failed = { failed: 1 };
const heavy = ['extension', 'docker', 'e2e', 'package'];

/** In the order in which they run. `essential`: the other stages are pointless when it fails. `needs`: heavy parts of set-up. */
export const stages = [
  { name: 'lint', title: 'format, lint and unused code', run: lint },
  { name: 'types', title: 'types', essential: true, run: () => tool('typescript', 'tsc', ['--noEmit']) },
  { name: 'docs', title: 'generated pages are fresh', run: checkDocs },
  {
    name: 'unit',
    title: 'tests without an editor or an engine',
    needs: ['parser'],
    run: (context) => unitTests(context),
  },
  { name: 'package', title: 'bundles and the packaged extension', run: built(packageTests) },
  { name: 'extension', title: 'inside a real VS Code', needs: ['workbench'], run: built(extensionTests) },
  {
    name: 'e2e',
    title: 'a person at the workbench',
    needs: ['workbench'],
    run: built((context) => folderTests('e2e', context)),
  },
  { name: 'docker', title: 'a real BuildKit', needs: ['docker'], run: (context) => folderTests('docker', context) },
];

/** A program of a development dependency, run by Node 24. */
async function tool(packageName, program, args) {
  const folder = join(root, 'node_modules', packageName);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return (await node([join(folder, typeof bin === 'string' ? bin : bin[program]), ...args])) === 0 ? passed : failed;
}

/** Node 24 comes first on PATH too, for scripts that start `node` themselves. */
function node(args, options = {}) {
  return spawnProgram(node24, args, { cwd: root, env: { PATH: pathWith(dirname(node24)) }, ...options });
}

async function lint() {
  const results = [await tool('@biomejs/biome', 'biome', ['check', '.']), await tool('knip', 'knip', [])];
  return results.includes(failed) ? failed : passed;
}

async function checkDocs() {
  if (!existsSync(join(root, 'scripts', 'docs.ts'))) {
    return nothing('scripts/docs.ts does not exist.');
  }
  return (await node(['scripts/docs.ts', '--check'])) === 0 ? passed : failed;
}

function unitTests(context) {
  const files = testFiles('').filter((file) => !heavy.includes(file.split('/')[1]));
  return nodeTests(files, context, availableParallelism());
}

/** What is tested is built and packed from these sources, whichever stages ran before. */
function built(run) {
  return async (context) => {
    for (const script of ['scripts/build.mjs', 'scripts/package.mjs']) {
      if ((await node([script])) !== 0) {
        return failed;
      }
    }
    return run(context);
  };
}

async function packageTests(context) {
  const counts = await folderTests('package', context);
  return { ...counts, passed: (counts.passed ?? 0) + 1 };
}

async function extensionTests(context) {
  if (testFiles('extension').length === 0) {
    return noTests('extension', context);
  }
  let output = '';
  const exitCode = await node(['test/extension/run.ts'], {
    onOutput: (text) => {
      output += text;
    },
  });
  const [, ...counts] = [...output.matchAll(/^(\d+) passed, (\d+) failed, (\d+) skipped$/gm)].at(-1) ?? [];
  if (counts.length === 0) {
    return failed;
  }
  const [passes, failures, skips] = counts.map(Number);
  return { passed: passes, failed: exitCode === 0 ? failures : Math.max(1, failures), skipped: skips };
}

/** One file at a time: each starts servers of its own. */
function folderTests(folder, context) {
  const files = testFiles(folder);
  return files.length > 0 ? nodeTests(files, context, 1) : noTests(folder, context);
}

function noTests(folder, { ci }) {
  if (!existsSync(join(root, 'test', folder))) {
    return nothing(`test/${folder} does not exist.`);
  }
  console.log(`${ci ? 'FAILED' : 'SKIPPED'}: test/${folder} holds no *.test.ts.`);
  return ci ? failed : { skipped: 1 };
}

function nothing(reason) {
  console.log(`Nothing to run: ${reason}`);
  return {};
}

function testFiles(folder) {
  const top = join(root, 'test', folder);
  if (!existsSync(top)) {
    return [];
  }
  const names = readdirSync(top, { recursive: true }).map((name) =>
    ['test', folder, name].filter(Boolean).join('/').replaceAll('\\', '/'),
  );
  return names.filter((name) => name.endsWith('.test.ts') && !name.startsWith('test/workspaces/')).sort();
}

/** Shows the results for a person and takes the numbers from a second report. */
async function nodeTests(files, { scratch }, concurrency) {
  const report = join(scratch, `report-${files.length}-${concurrency}-${Date.now()}.tap`);
  const reporter = (name, destination) => [`--test-reporter=${name}`, `--test-reporter-destination=${destination}`];
  const options = ['--test', `--test-concurrency=${concurrency}`, '--test-timeout=600000'];
  const exitCode = await node([...options, ...reporter('spec', 'stdout'), ...reporter('tap', report), ...files]);
  const text = existsSync(report) ? readFileSync(report, 'utf8') : '';
  const count = (name) => Number(new RegExp(`^# ${name} (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
  const failures = count('fail') + count('cancelled');
  const skipped = count('skipped') + count('todo');
  return { passed: count('pass'), failed: exitCode === 0 ? failures : Math.max(1, failures), skipped };
}
