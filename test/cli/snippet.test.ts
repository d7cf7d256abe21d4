import assert from 'node:assert/strict';
import { test } from 'node:test';
import { snippet } from '../../server/cli/snippet.ts';

const show = (line: string, part: string, width = 60) => {
  const start = line.indexOf(part);
  return snippet(line, start, start + part.length, width);
};

test('carets stand under the range', () => {
  assert.deepEqual(show('COPY a b', 'a'), { source: 'COPY a b', carets: '     ^' });
  assert.deepEqual(show('COPY a b', 'COPY'), { source: 'COPY a b', carets: '^^^^' });
  assert.deepEqual(snippet('COPY a b', 8, 8, 60), { source: 'COPY a b', carets: '        ^' });
  assert.deepEqual(snippet('', 0, 0, 60), { source: '', carets: '^' });
});

test('tabs stay tabs above and below', () => {
  assert.deepEqual(show('\tRUN\tx', 'x'), { source: '\tRUN\tx', carets: '\t   \t^' });
});

test('wide characters and emoji take two columns, marks none', () => {
  assert.equal(show('COPY 日本 x', 'x').carets, `${' '.repeat(10)}^`);
  assert.equal(show('COPY 日本 x', '日本').carets, '     ^^^^');
  assert.equal(show('COPY 👩‍💻 x', 'x').carets, `${' '.repeat(8)}^`);
  assert.equal(show('COPY e\u0301 x', 'x').carets, `${' '.repeat(7)}^`);
});

test('a long line is clipped around the range', () => {
  const line = `RUN ${'a'.repeat(7000)} useradd bob ${'b'.repeat(8000)}`;
  const { source, carets } = show(line, 'useradd');
  assert.ok(source.length <= 61, `${source.length}`);
  assert.ok(source.startsWith('…a') && source.endsWith('b…'));
  assert.equal(source.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1), 'useradd');
});

test('a long range ends with the line that is shown', () => {
  const { source, carets } = snippet('x'.repeat(15_000), 0, 15_000, 60);
  assert.equal(source, `${'x'.repeat(60)}…`);
  assert.equal(carets, '^'.repeat(60));
});

test('a long line of wide characters', () => {
  const { source, carets } = snippet(`${'日'.repeat(5000)}x${'本'.repeat(5000)}`, 5000, 5001, 60);
  const at = source.indexOf('x');
  assert.equal(carets.indexOf('^'), 1 + (at - 1) * 2);
  assert.equal(carets.match(/\^/g)?.length, 1);
});

test('a range between the halves of an emoji does not tear it', () => {
  const line = `${'a'.repeat(399)}😀${'b'.repeat(500)}`;
  assert.doesNotMatch(snippet(line, 800, 801, 60).source, /[\ud800-\udfff]/);
  assert.doesNotThrow(() => snippet('😀', 1, 2, 60));
});

test('of a line of 15,000 characters only the part around the range is shown', () => {
  const { source, carets } = snippet('é'.repeat(15_000), 14_000, 14_010, 100);
  assert.ok(source.length < 150, source);
  assert.equal(carets.match(/\^/g)?.length, 10);
});
