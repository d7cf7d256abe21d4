import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { once, remember, rememberFor } from '../../server/memo.ts';

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

test('a value belongs to two objects and to one function, and shows in neither object', () => {
  const [a, b, c] = [{ name: 'a' }, {}, {}];
  let made = 0;
  const first = rememberFor((_a: object, _b: object) => ++made);
  const second = rememberFor((_a: object, _b: object) => --made);
  assert.deepEqual([first(a, b), first(a, b), first(a, c), second(a, b), first(a, b)], [1, 1, 2, 1, 1]);
  assert.deepEqual([{ ...a }, JSON.stringify(a)], [{ name: 'a' }, '{"name":"a"}']);
});

test('of many second objects the last ones are remembered', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const lasting = {};
  const value = rememberFor((_a: object, _b: object) => ({ large: true }));
  const values = Array.from({ length: 100 }, () => new WeakRef(value(lasting, {})));
  // What was made in this turn is held until its end.
  await new Promise((resolve) => setTimeout(resolve));
  collect();
  const alive = values.filter((one) => one.deref() !== undefined);
  assert.ok(alive.length > 0 && alive.length <= 16, String(alive.length));
});
