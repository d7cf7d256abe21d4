// What the packaged extension holds: everything that its manifest names, nothing else, and little of it.
import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../../scripts/setup/tools.mjs';

const vsix = join(root, 'out', 'lucid.vsix');

/** The names in a ZIP file, from its central directory. */
function namesIn(file: string): string[] {
  const bytes = readFileSync(file);
  const end = bytes.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'));
  let at = bytes.readUInt32LE(end + 16);
  return Array.from({ length: bytes.readUInt16LE(end + 10) }, () => {
    const [name, extra, comment] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset)) as [
      number,
      number,
      number,
    ];
    const text = bytes.toString('utf8', at + 46, at + 46 + name);
    at += 46 + name + extra + comment;
    return text;
  });
}

const names = () =>
  namesIn(vsix).flatMap((name) => (name.startsWith('extension/') ? [name.slice('extension/'.length)] : []));

test('holds the bundles and the documents, and nothing that is not on the list', () => {
  const required = [
    'package.json',
    'readme.md',
    'changelog.md',
    'LICENSE.txt',
    'dist/extension.cjs',
    'dist/server.cjs',
    'dist/library-worker.cjs',
    'dist/cli.cjs',
  ];
  const held = names();
  assert.deepEqual(
    required.filter((name) => !held.includes(name)),
    [],
  );
  const allowed = /^(dist\/[a-z-]+\.(cjs|json)|media\/(walkthrough\/)?[\w.-]+|syntaxes\/[\w.-]+\.json)$/;
  assert.deepEqual(
    held.filter((name) => !required.includes(name) && !allowed.test(name)),
    [],
  );
});

test('holds every file that the manifest names', () => {
  const manifest = readFileSync(join(root, 'package.json'), 'utf8');
  const paths = [...manifest.matchAll(/"(?:\.\/)?((?:dist|media|syntaxes)\/[^"\s]+)"/g)].map(
    ([, path]) => path as string,
  );
  const held = names();
  assert.ok(paths.length > 0);
  assert.deepEqual(
    paths.filter((path) => !held.includes(path)),
    [],
  );
});

test('is smaller than 1 MB', () => {
  const size = statSync(vsix).size;
  assert.ok(size < 1024 * 1024, `It has ${size} bytes; npm run build -- --metafile says what they are.`);
});
