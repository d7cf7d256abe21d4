// The bundled language server: its thread stands in a file of its own.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../../scripts/setup/tools.mjs';
import { startProcess } from '../support/lsp-process.ts';

const starts: readonly (readonly string[])[] = [
  ['dist/server.cjs', '--stdio'],
  ['dist/cli.cjs', 'lsp'],
];

for (const [file = '', ...args] of starts) {
  test(`general problems arrive from ${file}, and it ends when it is asked to`, async (t) => {
    const server = await startProcess(t, [join(root, file), ...args]);
    await server.text('# ESCAPE=\\\nFROM scratch\n', (sources) => sources.includes('dockerfile-utils'));
    assert.equal(await server.end(), 0);
  });
}
