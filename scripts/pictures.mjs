// Takes the pictures of the README again: npm run pictures. Look at them before they are committed.
import { join } from 'node:path';
import { ensureNodeModules, node24, root } from './setup/npm.mjs';
import { main, spawnProgram } from './setup/run.mjs';

await main(async () => {
  await ensureNodeModules();
  for (const script of ['scripts/build.mjs', 'scripts/pictures/take.ts']) {
    const code = await spawnProgram(node24, [join(root, script)], { cwd: root });
    if (code !== 0) {
      throw new Error(`${script} failed`);
    }
  }
});
