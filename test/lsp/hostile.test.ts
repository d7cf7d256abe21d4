import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { hostile } from '../support/hostile.ts';
import { startProcess } from '../support/lsp-process.ts';

const main = join(import.meta.dirname, '../../server/main.ts');

test('a text on which dockerfile-utils takes seconds stalls neither the server nor its end', async (t) => {
  const server = await startProcess(t, [main, '--stdio']);
  await server.text(hostile, () => true);
  // The library is asked in the pause, and has only begun.
  await new Promise((resolve) => setTimeout(resolve, 800));
  const started = performance.now();
  const broken = `${hostile}COPPY a b\n`;
  assert.ok((await server.text(broken, (sources) => sources.length > 0)).every((source) => source === 'lucid'));
  assert.ok(performance.now() - started < 15_000, `${performance.now() - started} ms`);
  assert.equal(await server.end(), 0);
  assert.ok(performance.now() - started < 20_000, `${performance.now() - started} ms`);
});

test('after a text that took too long, general problems of the next one arrive', async (t) => {
  const server = await startProcess(t, [main, '--stdio']);
  await server.text(hostile, () => true);
  await new Promise((resolve) => setTimeout(resolve, 800));
  await server.text('# ESCAPE=\\\nFROM scratch\n', (sources) => sources.includes('dockerfile-utils'));
  assert.equal(await server.end(), 0);
});
