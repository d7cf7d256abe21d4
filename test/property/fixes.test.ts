/** What fixes may never do (`fix-laws.ts`), on Dockerfiles full of mistakes, on accidents of real ones and on any text. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { openProject } from '../../server/project/open.ts';
import { kindByName } from '../../server/workspace/file-kinds.ts';
import { memoryWorkspace } from '../../server/workspace/memory.ts';
import { checkedDockerfile } from '../support/check-arbitrary.ts';
import { dockerfile, mistakenDockerfile, mutated, workspaces } from '../support/dockerfile-arbitrary.ts';
import { breaches } from '../support/fix-laws.ts';
import { anyText, dockerfileText } from './parse-arbitraries.ts';
import '../support/seed.ts';

const runs = Number(process.env.PROPERTY_RUNS ?? 200);

const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesBelow(path) : [path];
  });
const examples = filesBelow(join(import.meta.dirname, '../../examples/lucid'))
  .filter((path) => kindByName(path) === 'dockerfile')
  .map((path) => readFileSync(path, 'utf8'));

function holds(texts: fc.Arbitrary<string>, numRuns: number): void {
  fc.assert(
    fc.property(texts, fc.nat(workspaces.length - 1), (text, workspace) => {
      const project = openProject(memoryWorkspace({ ...workspaces[workspace], [dockerfile]: text }));
      assert.deepEqual(breaches(project, dockerfile), []);
    }),
    { numRuns },
  );
}

test('fixes keep their laws on Dockerfiles that are full of mistakes', () => holds(mistakenDockerfile, runs));

test('and on what the checks of BuildKit look for', () => holds(checkedDockerfile, runs));

test('and on the examples after an accident', () => {
  assert.ok(examples.length >= 24);
  holds(fc.oneof(...examples.map(mutated)), runs);
});

test('and on texts that go wrong at every turn', () => holds(fc.oneof(anyText, dockerfileText), runs));
