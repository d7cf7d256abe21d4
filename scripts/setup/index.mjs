import { ensureChromium, ensureCodeServer } from './codeserver.mjs';
import { ensureDocker } from './docker.mjs';
import { ensureBuildKitParse } from './go.mjs';
import { ensureNodeModules, node24, root } from './npm.mjs';
import { run, SetupError, spawnProgram } from './run.mjs';

const parts = {
  parser: ensureBuildKitParse,
  workbench: async () => {
    await ensureChromium();
    await ensureCodeServer();
  },
  docker: async () => {
    await ensureDocker();
    // TypeScript, so it takes Node 24. It prints its own progress.
    const prepared = await spawnProgram(node24, ['test/support/realdocker-prepare.ts'], { cwd: root });
    if (prepared !== 0) {
      throw new SetupError('The images for the tests with a real BuildKit could not be made; see above.');
    }
  },
};

/**
 * Installs the npm packages and the named heavy parts. The packages are essential; a heavy part that cannot be had on
 * this machine is in the answer, with the reason.
 */
export async function setUp(needs) {
  await ensureNodeModules();
  await run(node24, ['--version']);
  const unavailable = new Map();
  for (const part of needs) {
    try {
      await parts[part]();
    } catch (error) {
      if (!(error instanceof SetupError)) {
        throw error;
      }
      console.log(error.message);
      unavailable.set(part, error.message);
    }
  }
  return unavailable;
}
