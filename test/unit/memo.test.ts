import assert from 'node:assert/strict';
import { test } from 'node:test';
import { computed, once, remember } from '../../server/memo.ts';

test('a value is made once', () => {
  let made = 0;
  const value = once(() => ++made);
  assert.deepEqual([value(), value()], [1, 1]);
});

test('the keys that were asked for last are remembered, and no more', () => {
  const made: string[] = [];
  const value = remember(2, (key) => made.push(key));
  for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) {
    value(key);
  }
  assert.deepEqual(made, ['a', 'b', 'c', 'b']);
});

test('a value is computed once for each object and function, and shows in no object', () => {
  const [a, b] = [{ name: 'a' }, {}];
  let made = 0;
  const first = computed((_: object) => ++made);
  const second = computed((_: object) => --made);
  assert.deepEqual([first(a), first(a), first(b), second(a), first(a)], [1, 1, 2, 1, 1]);
  assert.deepEqual([{ ...a }, JSON.stringify(a)], [{ name: 'a' }, '{"name":"a"}']);
});

test('a computed undefined is remembered too', () => {
  let asked = 0;
  const nothing = computed((_: object) => void asked++);
  const of = {};
  nothing(of);
  nothing(of);
  assert.equal(asked, 1);
});
