import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { madeElsewhere } from '../../server/workspace/git.ts';
import { memoryWorkspace } from '../../server/workspace/memory.ts';

const made = (files: Readonly<Record<string, string>>, path: string) => madeElsewhere(memoryWorkspace(files), path);

describe('what an earlier step may make', () => {
  const table: readonly [title: string, files: Record<string, string>, path: string, expected: string | undefined][] = [
    ['a file that git ignores', { '.gitignore': '*.jar\n' }, 'target/app.jar', 'ignored'],
    ['a folder that git ignores', { '.gitignore': 'dist/\n' }, 'dist', 'ignored'],
    ['what is in it', { '.gitignore': 'dist/\n' }, 'dist/main.js', 'ignored'],
    ['a rooted pattern', { '.gitignore': '/build\n' }, 'sub/build', undefined],
    ['a pattern of the folder itself', { 'web/.gitignore': 'out\n' }, 'web/out', 'ignored'],
    ['a pattern of another folder', { 'web/.gitignore': 'out\n' }, 'api/out', undefined],
    ['an exception further down', { '.gitignore': '*.txt\n', 'a/.gitignore': '!keep.txt\n' }, 'a/keep.txt', undefined],
    ['an exception in the same file', { '.gitignore': '*.txt\n!keep.txt\n' }, 'keep.txt', undefined],
    ['CRLF and comments', { '.gitignore': '# x\r\nbin/\r\n' }, 'bin/tool', 'ignored'],
    ['nothing of the kind', { '.gitignore': '' }, 'x', undefined],
    ['no such file at all', {}, 'x', undefined],
    ['a submodule', { '.gitmodules': '[submodule "x"]\n\tpath = libs/x\n\turl = y\n' }, 'libs/x/main.c', 'submodule'],
    ['a submodule itself', { '.gitmodules': '[submodule "x"]\r\n  path=libs/x\r\n' }, 'libs/x', 'submodule'],
    ['a folder that is merely called alike', { '.gitmodules': 'path = libs/x\n' }, 'libs/xy', undefined],
    ['a path above the workspace', { '.gitignore': '*\n' }, '../x', undefined],
    ['a folder called .gitignore', { '.gitignore/x': '' }, 'x', undefined],
  ];
  for (const [title, files, path, expected] of table) {
    it(title, () => assert.equal(made(files, path), expected));
  }
  it('is never the root, nor what lies outside of it', () => {
    for (const path of ['', '.', './', '/', '/abs', '..', 'a/../..']) {
      assert.equal(made({ '.gitignore': '*\n', '.gitmodules': 'path = .\n' }, path), undefined, path);
    }
    assert.equal(made({ '.gitignore': 'b\n' }, './a//b/'), 'ignored');
    assert.equal(made({ '.gitignore': '*\n' }, '..data/x'), 'ignored');
  });
});
