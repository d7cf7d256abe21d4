// Measures Lucid beside its peers in one run: npm run bench. Nothing here gates a test.
import { join } from 'node:path';
import { ensureHadolint } from './setup/hadolint.mjs';
import { ensureNodeModules, node24, root } from './setup/npm.mjs';
import { main, spawnProgram } from './setup/run.mjs';

await main(async () => {
  await ensureNodeModules();
  const hadolint = await ensureHadolint().catch((error) => {
    console.log(`hadolint is left out: ${error.message}`);
    return '';
  });
  for (const script of ['scripts/build.mjs', 'scripts/package.mjs']) {
    if ((await spawnProgram(node24, [join(root, script)], { cwd: root })) !== 0) {
      throw new Error(`${script} failed`);
    }
  }
  process.exitCode = await spawnProgram(node24, ['--expose-gc', join(root, 'scripts/bench/run.ts')], {
    cwd: root,
    env: { LUCID_HADOLINT: hadolint },
  });
});
