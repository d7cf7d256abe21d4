import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkFile, type Diagnosis } from '../../server/check/check.ts';
import { fixAll } from '../../server/check/fix.ts';
import { applyEdits } from '../../server/model/text.ts';
import { openProject } from '../../server/project/open.ts';
import { memoryWorkspace } from '../../server/workspace/memory.ts';

/** What copy-source-missing makes of Dockerfiles that compose and bake files build. */
const missing = (files: Record<string, string>, path: string): readonly Diagnosis[] =>
  checkFile(openProject(memoryWorkspace(files)), path).filter(({ rule }) => rule === 'copy-source-missing');

describe('a build argument with an unknown value', () => {
  const compose = (args: string) => `services:\n  a:\n    build: {context: a, args: ${args}}\n`;
  for (const args of [`{D: "\${UNSET}"}`, `["D=\${UNSET}"]`, '[D]', '{D: }']) {
    it(`is not taken for one that is absent: ${args}`, () => {
      const files = { 'compose.yaml': compose(args), 'a/Dockerfile': 'FROM scratch\nARG D=gone\nCOPY ${D}/x /\n' };
      assert.deepEqual(missing(files, 'a/Dockerfile'), []);
    });
  }
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

/** Where the context is written, before and after, and the Dockerfile that is built from another folder than its own. */
const declarations: readonly (readonly [what: string, path: string, before: string, after: string])[] = [
  [
    'a plan, in lines, with comments',
    'lucid.yaml',
    'version: 1\nregistry: r.io\nphases:\n  - id: 1\n    images:\n      - id: a # the one\n        image: a\n        dockerfile: svc/Dockerfile\n        context: svc   # not the root\n',
    'context: .   # not the root\n',
  ],
  [
    'a plan, in braces, with CRLF',
    'lucid.yaml',
    'version: 1\r\nregistry: r.io\r\nphases:\r\n  - id: 1\r\n    images: [{ context: "svc", id: a, image: a, dockerfile: svc/Dockerfile }] # all\r\n',
    '[{ context: ., id: a,',
  ],
  [
    'compose, short',
    'compose.yaml',
    'services:\n  a:\n    build: ./svc # x\n',
    'build: { context: ., dockerfile: svc/Dockerfile } # x\n',
  ],
  [
    'compose, in lines',
    'docker-compose.yml',
    'services:\n  a:\n    build:\n      context: "svc" # x\n      labels: { a: b }\n',
    '      context: .\n      dockerfile: svc/Dockerfile # x\n      labels: { a: b }\n',
  ],
  [
    'compose, in lines, with CRLF and a Dockerfile',
    'docker-compose.yml',
    'services:\r\n  a:\r\n    build:\r\n      dockerfile: ./Dockerfile\r\n      context: svc\r\n',
    '      dockerfile: svc/Dockerfile\r\n      context: .\r\n',
  ],
  [
    'compose, in braces',
    'compose.yml',
    'services: { a: { build: { context: ./svc } } }\n',
    '{ context: ., dockerfile: svc/Dockerfile }',
  ],
  [
    'compose in another folder',
    'deploy/compose.yml',
    'services:\n  a: { build: { context: ../svc, dockerfile: Dockerfile } }\n',
    '{ context: .., dockerfile: svc/Dockerfile }',
  ],
  [
    'bake',
    'docker-bake.hcl',
    'target "a" {\n  context = "svc"\n}\n',
    '  context = "."\n  dockerfile = "svc/Dockerfile"\n',
  ],
  [
    'bake in another folder',
    'ci/docker-bake.hcl',
    'target "a" {\n  context = "../svc" # x\n  dockerfile = "Dockerfile"\n}\n',
    '  context = ".." # x\n  dockerfile = "svc/Dockerfile"\n',
  ],
  [
    'bake as JSON',
    'docker-bake.json',
    '{"target": {"a": {"context": "svc"}}}\n',
    '{"context": ".", "dockerfile": "svc/Dockerfile"}',
  ],
];

it('thousands of missing sources beside thousands of files are all found', () => {
  const names = Array.from({ length: 2000 }, (_, index) => `name-${index}.py`);
  const copies = Array.from({ length: 3000 }, (_, index) => `COPY mane_${index}x.py /\n`).join('');
  const files = { Dockerfile: `FROM scratch\n${copies}`, ...Object.fromEntries(names.map((name) => [name, ''])) };
  assert.equal(missing(files, 'Dockerfile').length, 3000);
});

describe('the fix of a context declares it where it was declared', () => {
  for (const [what, path, before, after] of declarations) {
    it(what, () => {
      const files = {
        [path]: before,
        'svc/Dockerfile': 'FROM scratch\nCOPY svc/a lib/b /\n',
        'svc/a': '',
        'lib/b': '',
      };
      const project = openProject(memoryWorkspace(files));
      const fixes = checkFile(project, 'svc/Dockerfile').flatMap((found) => found.fixes);
      const fix = fixes.find(({ title }) => title.startsWith('Change the build context to "." in'));
      assert.ok(fix, fixes.map(({ title }) => title).join());
      assert.deepEqual([fix.safe, Object.keys(fix.edits)], [false, [path]]);
      const text = applyEdits(before, fix.edits[path] ?? []);
      assert.ok(text.includes(after), text);
      assert.equal(text.includes('\r'), before.includes('\r'));
      const changed = openProject(memoryWorkspace({ ...files, [path]: text }));
      assert.deepEqual(
        changed.builds('svc/Dockerfile').map(({ source, context }) => [source, context]),
        [[project.builds('svc/Dockerfile')[0]?.source, '.']],
      );
      assert.deepEqual(missing({ ...files, [path]: text }, 'svc/Dockerfile'), []);
    });
  }
});
