import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Diagnosis } from '../../server/check/check.ts';
import { carry } from '../../server/lsp/diagnostics/carry.ts';
import { applyEdits, type Range } from '../../server/model/text.ts';
import '../support/seed.ts';

const diagnosis = (range: Range): Diagnosis => ({
  file: 'Dockerfile',
  rule: '1',
  severity: 'warning',
  message: '',
  range,
  fixes: [{ title: 'Remove it', safe: false, edits: { Dockerfile: [{ range, text: '' }] } }],
  related: [],
});
const wordIn = (text: string, word: string): Range => ({
  start: text.indexOf(word),
  end: text.indexOf(word) + word.length,
});

test('what stands behind the change moves with its fix, what stands before it stays', () => {
  const before = 'from a\nrun b\ncmd c\n';
  const after = 'from a\nrun bigger\ncmd c\n';
  const found = ['from', 'cmd'].map((word) => diagnosis(wordIn(before, word)));
  assert.deepEqual(
    carry(found, before, after),
    ['from', 'cmd'].map((word) => diagnosis(wordIn(after, word))),
  );
});

test('what the change touches is left out, and so is a fix whose edits it touches', () => {
  const before = 'from a\nrun b\n';
  assert.deepEqual(carry([diagnosis(wordIn(before, 'run'))], before, 'from a\nrunx b\n'), []);
  const apart: Diagnosis = {
    ...diagnosis(wordIn(before, 'from')),
    fixes: diagnosis(wordIn(before, 'run')).fixes,
  };
  assert.deepEqual(carry([apart], before, 'from a\nrunx b\n'), [{ ...apart, fixes: [] }]);
});

test('what is carried marks the same text as before', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '\n'), maxLength: 30 });
  const range = fc.tuple(fc.nat(30), fc.nat(30)).map((ends) => ends.sort((a, b) => a - b));
  fc.assert(
    fc.property(text, text, range, range, (before, typed, marked, replaced) => {
      const [start, end] = marked.map((at) => Math.min(at, before.length)) as [number, number];
      const [from, to] = replaced.map((at) => Math.min(at, before.length)) as [number, number];
      const after = applyEdits(before, [{ range: { start: from, end: to }, text: typed }]);
      for (const { range } of carry([diagnosis({ start, end })], before, after)) {
        assert.equal(after.slice(range.start, range.end), before.slice(start, end));
      }
    }),
  );
});
