/** No finding hides another (`fix-laws.ts`): in the examples of the rules, in Dockerfiles full of mistakes, after accidents. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { documentedRules } from '../../scripts/rules.ts';
import { openProject } from '../../server/project/open.ts';
import { memoryWorkspace } from '../../server/workspace/memory.ts';
import { dockerfile, mistakenDockerfile, workspaces } from '../support/dockerfile-arbitrary.ts';
import { projectOf } from '../support/example.ts';
import { hidden } from '../support/fix-laws.ts';
import '../support/seed.ts';

const runs = Number(process.env.PROPERTY_RUNS ?? 200);

test('in the examples of the rules', async () => {
  const rules = await documentedRules();
  const texts = rules.flatMap(({ examples, silent }) => [
    ...examples.map(({ file, bad, with: others }) => ({ file, text: bad, others })),
    ...silent.map(({ file, text, with: others }) => ({ file, text, others })),
  ]);
  const breaches = texts.flatMap(({ file, text, others }) =>
    hidden(projectOf(file, text, others), file).map((breach) => ({ ...breach, text })),
  );
  assert.deepEqual(breaches, []);
});

test('in Dockerfiles that are full of mistakes', () => {
  fc.assert(
    fc.property(mistakenDockerfile, fc.nat(workspaces.length - 1), (text, workspace) => {
      const project = openProject(memoryWorkspace({ ...workspaces[workspace], [dockerfile]: text }));
      assert.deepEqual(hidden(project, dockerfile), []);
    }),
    { numRuns: runs },
  );
});
