import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Diagnosis } from '../../server/check/check.ts';
import { isSaidByOthers, otherLinters } from '../../server/check/other-linters.ts';
import { rules } from '../../server/rules/index.ts';

const finding = (rule: string, severity: Diagnosis['severity'] = 'warning'): Diagnosis => ({
  file: 'Dockerfile',
  rule,
  severity,
  message: '',
  range: { start: 0, end: 1 },
  fixes: [],
  related: [],
});
const said = (rule: string, linter: string): boolean => isSaidByOthers(finding(rule), new Set([linter]));

test('a check of BuildKit is left to docker build --check, to tally, and to hadolint where it has the same', () => {
  assert.deepEqual(
    ['buildkit', 'tally', 'hadolint', 'dockerfile-utils'].map((linter) => said('maintainer-deprecated', linter)),
    [true, true, true, true],
  );
  assert.deepEqual(
    ['buildkit', 'tally', 'hadolint', 'dockerfile-utils'].map((linter) => said('stage-name-casing', linter)),
    [true, true, false, false],
  );
});

test('a rule of ours is left to a linter that has the same one', () => {
  assert.deepEqual(
    ['buildkit', 'tally', 'hadolint'].map((linter) => said('env-same-instruction', linter)),
    [false, false, true],
  );
  assert.deepEqual(
    [...otherLinters].map((linter) => said('copy-source-missing', linter)),
    [false, false, false, false],
  );
});

test('an error is never left to another linter', () => {
  for (const { id } of rules) {
    assert.equal(isSaidByOthers(finding(id, 'error'), otherLinters), false, id);
  }
});
