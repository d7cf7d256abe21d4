// Packs what `scripts/build.mjs` made into out/lucid.vsix; .vscodeignore says what goes in.
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from './setup/npm.mjs';
import { main, SetupError } from './setup/run.mjs';

const packagePath = join(root, 'out', 'lucid.vsix');

await main(async () => {
  const missing = ['dist/extension.cjs', 'dist/server.cjs', 'dist/library-worker.cjs', 'dist/cli.cjs'].filter(
    (file) => !existsSync(join(root, file)),
  );
  if (missing.length > 0) {
    throw new SetupError(`Not built yet: ${missing.join(', ')}. Run: npm run build`);
  }
  const { createVSIX } = await import('@vscode/vsce');
  mkdirSync(join(root, 'out'), { recursive: true });
  // The bundles hold every dependency.
  const options = { dependencies: false, allowMissingRepository: true, rewriteRelativeLinks: false };
  await createVSIX({ cwd: root, packagePath, ...options });
  console.log(`${relative(root, packagePath)}  ${(statSync(packagePath).size / 1024).toFixed(0)} KB`);
});
