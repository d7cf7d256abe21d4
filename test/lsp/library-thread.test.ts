import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { type Answer, type Limits, openLibraryThread } from '../../server/lsp/diagnostics/library-thread.ts';
import { hostile } from '../support/hostile.ts';

const lower = 'FROM scratch\nrun x\n';

function open(limits: Limits) {
  const thread = openLibraryThread(limits);
  const ask = (key: string, text: string): Promise<Answer> =>
    new Promise((resolve) => {
      thread.ask(key, text, resolve);
    });
  return { thread, ask };
}

const messages = (answer: Answer): readonly string[] =>
  typeof answer === 'object' && 'problems' in answer
    ? answer.problems.map(({ message }) => message)
    : assert.fail(JSON.stringify(answer));

test('a text that takes too long ends the thread, and the next text gets a new one', async (t) => {
  const { thread, ask } = open({ text: 5000, idle: 60_000 });
  t.after(thread.stop);
  const [late, next] = await Promise.all([ask('a', hostile), ask('b', lower)]);
  assert.equal(late, 'late');
  assert.match(messages(next).join(), /uppercase/);
});

test('a newer text of a document replaces one that waits, and a dropped document hears nothing', async (t) => {
  const { thread, ask } = open({ text: 30_000, idle: 60_000 });
  t.after(thread.stop);
  const heard: string[] = [];
  thread.ask('dropped', lower, () => heard.push('dropped'));
  thread.ask('a', lower, () => heard.push('old'));
  thread.drop('dropped');
  assert.deepEqual(messages(await ask('a', 'FROM scratch\n')), []);
  assert.deepEqual(heard, []);
});

test('a thread without work ends, and starts again when it is asked', async (t) => {
  const { thread, ask } = open({ text: 30_000, idle: 20 });
  t.after(thread.stop);
  assert.equal(messages(await ask('a', lower)).length, 1);
  await pause(200);
  assert.equal(messages(await ask('a', lower)).length, 1);
});

test('after the end nothing is told', async () => {
  const { thread } = open({ text: 30_000, idle: 60_000 });
  const heard: Answer[] = [];
  thread.ask('a', lower, (answer) => heard.push(answer));
  thread.stop();
  await pause(300);
  assert.deepEqual(heard, []);
});
