import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { type CopyCase, predict } from '../support/copy-cases.ts';

/** The COPY verdict is BuildKit's verdict: an error for every case that fails to build, and no error for a case that builds. */
const shared = join(import.meta.dirname, '../../../shared/truth/copy.jsonl');
const recorded = join(import.meta.dirname, '../data/copy/recorded.jsonl');

const read = (path: string): readonly CopyCase[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

for (const path of [recorded, shared].filter((file) => existsSync(file))) {
  describe(`answers of a real BuildKit, ${path === shared ? 'measured' : 'recorded here'}`, () => {
    const cases = read(path);
    it(`predicts all ${cases.length} cases`, () => {
      assert.ok(cases.length >= 300, 'the answers are there');
      const wrong = cases.filter((one) => predict(one) !== one.outcome);
      assert.deepEqual(
        wrong.map(({ dockerfile, ignore, outcome, error }) => ({ dockerfile, ignore, outcome, error })),
        [],
      );
    });
  });
}
