import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { folderWith, lucid } from './lucid.ts';

const off = ['distroless-base', 'healthcheck-missing', 'user-nonroot', 'env-missing', 'port-mismatch', 'multi-stage'];
const quiet = off.flatMap((rule) => ['--rule', `${rule}=off`]);
const files = {
  'sessions/Dockerfile.api': 'FROM scratch\nCOPY sessions/api/ /app/\n',
  'sessions/api/main.py': '',
  '.git/HEAD': '',
};
const text = (root: string, path: string): string => readFileSync(join(root, path), 'utf8');

test('a check says how contexts are declared; adopting the plan makes its fixes safe', async () => {
  const root = folderWith(files);
  const before = await lucid(['check', '--fix', ...quiet], root);
  assert.match(before.out, /\n1 Dockerfile has no declared build context: `lucid adopt` [^\n]*\n$/);
  assert.equal(text(root, 'sessions/Dockerfile.api'), files['sessions/Dockerfile.api']);
  const adopted = await lucid(['adopt'], root);
  assert.deepEqual([adopted.code, adopted.err], [0, '']);
  const after = await lucid(['check', '--fix', ...quiet], root);
  assert.doesNotMatch(after.out, /lucid adopt/);
  assert.equal(text(root, 'sessions/Dockerfile.api'), 'FROM scratch\nCOPY api/ /app/\n');
});

test('or the sources stay, and the plan follows them', async () => {
  const root = folderWith(files);
  assert.equal((await lucid(['adopt', '--contexts', 'sources'], root)).code, 0);
  assert.match(text(root, 'lucid.yaml'), /context: \. # its sources resolve from here/);
  const after = await lucid(['check', ...quiet, 'sessions'], root);
  assert.doesNotMatch(after.out, /copy-source-missing/);
});

test('a plan file is never overwritten, and another workspace has nothing to adopt', async () => {
  const root = folderWith({ ...files, 'lucid.yaml': 'version: 1\n' });
  const planned = await lucid(['adopt'], root);
  assert.deepEqual(
    [planned.code, planned.err],
    [2, 'lucid: lucid.yaml is there already: its contexts are declared.\n'],
  );
  assert.equal(text(root, 'lucid.yaml'), 'version: 1\n');
  const other = await lucid(['adopt'], folderWith({ 'x/Dockerfile': 'FROM scratch\n' }));
  assert.equal(other.code, 2);
  assert.match(other.err, /^lucid: The embedded plan names no Dockerfile of /);
});
