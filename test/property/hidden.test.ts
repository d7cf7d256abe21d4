/** No finding hides another (`fix-laws.ts`): in the examples of the rules. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { documentedRules } from '../../scripts/rules.ts';
import { projectOf } from '../support/example.ts';
import { hidden } from '../support/fix-laws.ts';

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
