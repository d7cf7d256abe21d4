import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fixAll } from '../../server/check/fix.ts';
import { applyEdits, type TextEdit } from '../../server/model/text.ts';
import { openProject } from '../../server/project/open.ts';
import { examplePlan } from '../../server/rules/example.ts';
import type { Fix, Rule } from '../../server/rules/rule.ts';
import { rule as userNonroot } from '../../server/rules/users/user-nonroot.ts';
import { memoryWorkspace } from '../../server/workspace/memory.ts';

/** A rule that finds a word and offers fixes for each place. */
function replacing(id: string, word: string, fixes: (at: number) => readonly Fix[]): Rule {
  return {
    id,
    severity: 'warning',
    title: id,
    why: '',
    *dockerfile({ file: { text } }) {
      for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
        yield { range: { start: at, end: at + word.length }, message: `There is ${word}.`, fixes: fixes(at) };
      }
    },
  };
}
const put = (start: number, end: number, text: string): TextEdit => ({ range: { start, end }, text });
const fix = (edits: Fix['edits'], safe = true): Fix => ({ title: 'Fix', edits, safe });
const swap = (id: string, from: string, to: string, safe = true) =>
  replacing(id, from, (at) => [fix({ Dockerfile: [put(at, at + from.length, to)] }, safe)]);

function run(text: string, rules: readonly Rule[], more: Record<string, string> = {}, options = {}) {
  const project = openProject(memoryWorkspace({ 'lucid.yaml': examplePlan('Dockerfile'), ...more, Dockerfile: text }));
  const { texts, fixed } = fixAll(project, ['Dockerfile'], { rules, ...options });
  return { text: texts.get('Dockerfile'), texts, fixed };
}

describe('fix-all', () => {
  it('applies every safe fix', () => {
    assert.deepEqual(
      { ...run('FROM a\nRUN one one\n', [swap('x', 'one', 'two')]), texts: 0 },
      { text: 'FROM a\nRUN two two\n', fixed: 2, texts: 0 },
    );
  });
  it('leaves unsafe fixes to a person', () => {
    assert.deepEqual(run('FROM a\nRUN one\n', [swap('x', 'one', 'two', false)]).texts.size, 0);
  });
  it('leaves a user alone that two images of one Dockerfile want otherwise', () => {
    const image = (id: string) => `      - { id: ${id}, image: ${id}, dockerfile: Dockerfile, context: ., user: `;
    const plan = (users: readonly string[]) => ({
      'lucid.yaml': `version: 1
registry: docker.io/acme
phases:
  - id: 1
    images:
${users.map((user, index) => `${image(`i${index}`)}"${user}" }\n`).join('')}`,
    });
    const text = 'FROM gcr.io/distroless/static-debian12\nUSER root\nCMD ["/app"]\n';
    const fixed = (...users: string[]) => run(text, [userNonroot], plan(users)).text;
    assert.equal(fixed('1000:1000', '1000:1000'), text.replace('root', '1000:1000'));
    assert.equal(fixed('1000:1000', '2000:2000'), undefined);
  });
  it('takes the first safe fix of a finding', () => {
    const rule = replacing('x', 'one', (at) => [
      fix({ Dockerfile: [put(at, at + 3, 'never')] }, false),
      fix({ Dockerfile: [put(at, at + 3, 'first')] }),
      fix({ Dockerfile: [put(at, at + 3, 'second')] }),
    ]);
    assert.equal(run('RUN one\n', [rule]).text, 'RUN first\n');
  });
  it('goes on while a fix uncovers another finding', () => {
    const rules = [swap('x', 'one', 'two'), swap('y', 'two', 'three'), swap('z', 'three', 'four')];
    assert.equal(run('RUN one\n', rules).text, 'RUN four\n');
  });
  it('applies touching edits one after the other', () => {
    const rules = [swap('x', 'ab', 'x'), swap('y', 'bc', 'y'), swap('z', 'cd', 'z')];
    assert.equal(run('RUN abcd\n', rules).text, 'RUN xz\n');
  });
  it('makes an edit once that two findings ask for', () => {
    const rule = replacing('x', 'one', (at) => [
      fix({ Dockerfile: [put(at, at + 3, 'two'), put(0, 0, '# syntax=x\n')] }),
    ]);
    const { text, fixed } = run('RUN one one\n', [rule]);
    assert.deepEqual([text, fixed], ['# syntax=x\nRUN two two\n', 2]);
  });
  it('applies all edits of a fix or none', () => {
    const both = replacing('x', 'one', (at) => [
      fix({ Dockerfile: [put(at, at + 3, 'ONE')], 'other.txt': [put(0, 1, 'X')] }),
    ]);
    const first = replacing('a', 'one', () => [fix({ 'other.txt': [put(0, 1, 'Y')] })]);
    const { texts } = run('RUN one\n', [first, both], { 'other.txt': 'abc' });
    // In the first round only the first fits; both are asked again while something changes in the file itself.
    assert.deepEqual(Object.fromEntries(texts), { 'other.txt': 'Ybc' });
  });
  it('may make a file that is not there yet', () => {
    const rule = replacing('x', 'one', (at) => [
      fix({ Dockerfile: [put(at, at + 3, 'two')], 'new.txt': [put(0, 0, 'new')] }),
    ]);
    assert.deepEqual(Object.fromEntries(run('RUN one\n', [rule]).texts), { Dockerfile: 'RUN two\n', 'new.txt': 'new' });
  });
  it('may be of one rule alone', () => {
    const rules = [swap('x', 'one', '1'), swap('y', 'two', '2')];
    assert.equal(run('RUN one two\n', rules, {}, { rule: 'y' }).text, 'RUN one 2\n');
  });
  it('fixes nothing that is switched off or suppressed', () => {
    const rules = [swap('x', 'one', '1')];
    assert.equal(run('RUN one\n', rules, {}, { severities: { x: 'off' } }).texts.size, 0);
    assert.equal(run('FROM a\n# lucid: ignore=x\nRUN one\n', rules).texts.size, 0);
  });
  it('ends although two rules undo each other', () => {
    assert.ok(run('RUN one\n', [swap('x', 'one', 'two'), swap('y', 'two', 'one')]).fixed <= 20);
  });
  it('changes nothing where the edit says what is there', () => {
    assert.equal(run('RUN one\n', [swap('x', 'one', 'one')]).texts.size, 0);
  });
});

describe('edits', () => {
  it('apply in the order of the text, whatever their own', () => {
    assert.equal(applyEdits('abc', [put(2, 3, 'C'), put(0, 1, 'A'), put(3, 3, '!')]), 'AbC!');
  });
  it('may not overlap', () => assert.throws(() => applyEdits('abc', [put(0, 2, ''), put(1, 3, '')]), RangeError));
});
