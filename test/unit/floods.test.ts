/** Files of a workspace that are written to stall the editor: each is read in linear time. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { secretSettings } from '../../server/context/literals.ts';
import { secretIn } from '../../server/context/secret-files.ts';
import { memoryWorkspace } from '../../server/workspace/memory.ts';

/** Each of them took a minute or more when it was read by one regular expression. */
const texts: Readonly<Record<string, string>> = {
  'blanks behind a value': `TOKEN=abc${' '.repeat(200_000)}x`,
  'the word for a secret, again and again': 'secret'.repeat(40_000),
  'commas behind a value': `TOKEN=abc${' ,'.repeat(100_000)}x`,
};

for (const [what, text] of Object.entries(texts)) {
  it(what, () => {
    const started = performance.now();
    secretIn('.env', true, memoryWorkspace({ '.env': text }));
    assert.ok(performance.now() - started < 2000);
  });
}

it('a value ends before its comment', () => {
  const values = (text: string) => secretSettings(text).map(({ value }) => value);
  assert.deepEqual(values('API_KEY=k9Zq81xTt2  # mine\n'), ['k9Zq81xTt2']);
  assert.deepEqual(values('API_KEY: k9Zq81xTt2, # mine\n'), ['k9Zq81xTt2']);
  assert.deepEqual(values('API_KEY: k9Zq#81xTt2 ;\n'), ['k9Zq#81xTt2']);
});
