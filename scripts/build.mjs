// Bundles the extension, the language server and the command line into dist/.
// node scripts/build.mjs [--dev] [--metafile]
import { copyFileSync, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './setup/npm.mjs';
import { main } from './setup/run.mjs';

/** `lucid lsp` loads the language server that is bundled anyway; a second copy would only make `lucid check` slower. */
const serverStandsBeside = {
  name: 'server-stands-beside',
  setup: (bundle) => bundle.onResolve({ filter: /\/main\.ts$/ }, () => ({ path: './server.cjs', external: true })),
};

const entries = [
  { from: 'client/extension.ts', to: 'dist/extension.cjs', external: ['vscode'] },
  { from: 'server/main.ts', to: 'dist/server.cjs' },
  // The thread of the language server; `library-thread.ts` looks for it beside the server.
  { from: 'server/lsp/diagnostics/library-worker.ts', to: 'dist/library-worker.cjs' },
  { from: 'server/cli.ts', to: 'dist/cli.cjs', plugins: [serverStandsBeside] },
];

/** Files that the bundle does not swallow because the editor reads them itself. */
const copies = [{ from: 'server/plan/schema.json', to: 'dist/plan-schema.json' }];

const { values } = parseArgs({ options: { dev: { type: 'boolean' }, metafile: { type: 'boolean' } } });

await main(() => build(values));

async function build({ dev = false, metafile = false }) {
  // Imported late, so that a missing installation is reported by set-up rather than by an import.
  const { build: bundle, analyzeMetafile } = await import('esbuild');
  mkdirSync(join(root, 'dist'), { recursive: true });
  for (const { from, to, external = [], plugins = [] } of entries.filter(exists)) {
    const { metafile: parts } = await bundle({
      absWorkingDir: root,
      entryPoints: [from],
      outfile: to,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      // A bundle is CommonJS, which names its own place differently.
      define: { 'import.meta.dirname': '__dirname', 'import.meta.filename': '__filename' },
      // Some packages publish UMD under `main`, which cannot be bundled, and ECMAScript modules under `module`.
      mainFields: ['module', 'main'],
      external,
      plugins,
      minify: !dev,
      sourcemap: dev,
      legalComments: 'none',
      metafile: true,
      logLevel: 'warning',
    });
    console.log(`${to}  ${(statSync(join(root, to)).size / 1024).toFixed(0)} KB`);
    if (metafile) {
      saveMetafile(to, parts, await analyzeMetafile(parts));
    }
  }
  for (const { from, to } of copies.filter(exists)) {
    copyFileSync(join(root, from), join(root, to));
  }
}

function exists({ from, to }) {
  const present = existsSync(join(root, from));
  if (!present) {
    console.log(`Not built: ${to}, because ${from} does not exist.`);
  }
  return present;
}

/** What a bundle is made of, largest first; the file feeds esbuild's own viewer. */
function saveMetafile(bundle, parts, analysis) {
  const file = join(root, 'out', `${basename(bundle)}.meta.json`);
  mkdirSync(join(root, 'out'), { recursive: true });
  writeFileSync(file, JSON.stringify(parts));
  console.log(analysis.split('\n').slice(0, 25).join('\n'));
  console.log(`All of it: ${relative(root, file)}`);
}
