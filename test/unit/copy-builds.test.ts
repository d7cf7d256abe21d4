import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkFile, type Diagnosis } from '../../server/check.ts';
import { fixAll } from '../../server/fix.ts';
import { openProject } from '../../server/project.ts';
import { memoryWorkspace } from '../../server/workspace/memory.ts';

/** What copy-source-missing makes of Dockerfiles that compose and bake files build. */
const missing = (files: Record<string, string>, path: string): readonly Diagnosis[] =>
  checkFile(openProject(memoryWorkspace(files)), path).filter(({ rule }) => rule === 'copy-source-missing');

describe('a build argument whose value nobody here knows', () => {
  const compose = (args: string) => `services:\n  a:\n    build: {context: a, args: ${args}}\n`;
  for (const args of [`{D: "\${UNSET}"}`, `["D=\${UNSET}"]`, '[D]', '{D: }'])
    it(`is not taken for one that is absent: ${args}`, () => {
      const files = { 'compose.yaml': compose(args), 'a/Dockerfile': 'FROM scratch\nARG D=gone\nCOPY ${D}/x /\n' };
      assert.deepEqual(missing(files, 'a/Dockerfile'), []);
    });
  it('is another build than one without it', () => {
    const files = {
      'a/Dockerfile': 'FROM scratch\nARG D=gone\nCOPY ${D}/x /\n',
      'compose.yaml': compose(`{D: "\${UNSET}"}`),
      'compose.dev.yaml': compose('{}'),
    };
    assert.equal(missing(files, 'a/Dockerfile').length, 1);
  });
});

describe('a Dockerfile that is built from two contexts', () => {
  const files = {
    'compose.yaml': 'services:\n  a: {build: a}\n',
    'dev/compose.yaml': 'services:\n  a: {build: {context: .., dockerfile: a/Dockerfile}}\n',
    'a/Dockerfile': 'FROM scratch\nCOPY app.py /\n',
    'a/app.py': '',
  };
  it('has no safe fix for one that breaks the other', () => {
    const [found, ...more] = missing(files, 'a/Dockerfile');
    assert.equal(more.length, 0);
    assert.deepEqual(found?.fixes.map(({ title, safe }) => [title, safe]).slice(0, 1), [
      ['Add the folder: "a/app.py"', false],
    ]);
    const { texts } = fixAll(openProject(memoryWorkspace(files)), ['a/Dockerfile'], { rule: 'copy-source-missing' });
    assert.equal(texts.size, 0);
  });
  it('has one that does for both', () => {
    const both = { ...files, 'a/Dockerfile': 'FROM scratch\nCOPY lib-x/ /\n', 'lib_x/x': '', 'a/lib_x/x': '' };
    const { texts, fixed } = fixAll(openProject(memoryWorkspace(both)), ['a/Dockerfile'], {
      rule: 'copy-source-missing',
    });
    assert.deepEqual([texts.get('a/Dockerfile'), fixed], ['FROM scratch\nCOPY lib_x/ /\n', 1]);
  });
});
