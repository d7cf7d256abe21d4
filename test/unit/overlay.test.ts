import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { memoryWorkspace } from '../../server/workspace/memory.ts';
import { overlay } from '../../server/workspace/overlay.ts';
import type { Workspace } from '../../server/workspace/workspace.ts';

const names = (workspace: Workspace, folder: string) => workspace.list(folder)?.map(({ name }) => name);

describe('a workspace in memory', () => {
  const workspace = memoryWorkspace({ 'a/b.txt': 'b', './a//c.txt': 'c', 'empty/': '', 'a/b.txt/': '' });
  it('has the folders that its paths imply', () => {
    assert.deepEqual(workspace.list('.'), [
      { name: 'a', kind: 'directory' },
      { name: 'empty', kind: 'directory' },
    ]);
    assert.deepEqual(names(workspace, 'a'), ['b.txt', 'c.txt']);
    assert.deepEqual(names(workspace, 'empty'), []);
    assert.equal(workspace.list('gone'), undefined);
    assert.deepEqual(
      [workspace.kind('.'), workspace.kind('a'), workspace.kind('a/c.txt')],
      ['directory', 'directory', 'file'],
    );
  });
  it('reads, and reports what is missing', () => {
    assert.deepEqual(workspace.read('./a/c.txt'), { text: 'c' });
    assert.deepEqual(workspace.read('a'), { failure: 'a does not exist' });
  });
  it('may be empty', () => assert.deepEqual(memoryWorkspace({}).list('.'), []));
});

describe('open documents on top of a workspace', () => {
  const base = memoryWorkspace({ Dockerfile: 'old', 'src/a.txt': 'a' });

  it('hide what is on disk', () => {
    const workspace = overlay(base, new Map([['Dockerfile', 'new']]));
    assert.deepEqual(workspace.read('Dockerfile'), { text: 'new' });
    assert.deepEqual(workspace.read('src/a.txt'), { text: 'a' });
    assert.deepEqual(names(workspace, '.'), ['Dockerfile', 'src']);
    assert.deepEqual(base.read('Dockerfile'), { text: 'old' });
  });
  it('exist before they are saved', () => {
    const workspace = overlay(base, new Map([['src/new.txt', '']]));
    assert.deepEqual(workspace.read('src/new.txt'), { text: '' });
    assert.deepEqual(names(workspace, 'src'), ['a.txt', 'new.txt']);
    assert.equal(workspace.kind('src/new.txt'), 'file');
  });
  it('bring their folders along', () => {
    const workspace = overlay(base, new Map([['new/deep/b.txt', 'b']]));
    assert.equal(workspace.kind('new/deep/b.txt'), 'file');
    assert.deepEqual([workspace.kind('new'), workspace.kind('new/deep')], ['directory', 'directory']);
    assert.deepEqual(names(workspace, '.'), ['Dockerfile', 'src', 'new']);
    assert.deepEqual(names(workspace, 'new'), ['deep']);
    assert.deepEqual(names(workspace, 'new/deep'), ['b.txt']);
  });
  it('may lie on top of each other', () => {
    const workspace = overlay(
      overlay(base, new Map([['x/y', '1']])),
      new Map([
        ['x/y', '2'],
        ['x/z', '3'],
      ]),
    );
    assert.deepEqual(names(workspace, 'x'), ['y', 'z']);
    assert.deepEqual(workspace.read('x/y'), { text: '2' });
  });
  it('are parsed instead of the file below', () => {
    const parse = (text: string) => [text];
    const workspace = overlay(base, new Map([['Dockerfile', 'new']]));
    assert.deepEqual(workspace.parsed('Dockerfile', parse), ['new']);
    assert.equal(workspace.parsed('Dockerfile', parse), workspace.parsed('Dockerfile', parse));
    assert.deepEqual(base.parsed('Dockerfile', parse), ['old']);
    assert.equal(workspace.parsed('src/a.txt', parse), base.parsed('src/a.txt', parse));
  });
  it('change nothing where there are none', () => assert.equal(overlay(base, new Map()), base));
});
