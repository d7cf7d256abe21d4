import assert from 'node:assert/strict';
import fs, { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it, mock } from 'node:test';
import { diskWorkspace } from '../../server/workspace/disk.ts';

const folders: string[] = [];
after(() => {
  for (const folder of folders) {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** A folder on disk; a name that ends in `/` is an empty folder. */
function folder(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'lucid-disk-'));
  folders.push(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, path.endsWith('/') ? path : dirname(path)), { recursive: true });
    if (!path.endsWith('/')) {
      writeFileSync(join(root, path), text);
    }
  }
  return root;
}
const names = (entries: readonly { readonly name: string }[] | undefined) => entries?.map(({ name }) => name);

describe('a workspace on disk', () => {
  const root = folder({ 'a.txt': 'é\r\n', 'src/main.py': '', 'src/Deep/x': '', 'empty/': '' });
  const workspace = diskWorkspace(root);

  it('reads files and lists folders, in the order of their names', () => {
    assert.deepEqual(workspace.read('a.txt'), { text: 'é\r\n' });
    assert.deepEqual(workspace.list('.'), [
      { name: 'a.txt', kind: 'file' },
      { name: 'empty', kind: 'directory' },
      { name: 'src', kind: 'directory' },
    ]);
    assert.deepEqual(workspace.list('empty'), []);
    assert.deepEqual(workspace.list('a.txt'), undefined);
    assert.deepEqual(workspace.list('gone'), undefined);
  });
  it('tells what a path is, however it is written', () => {
    const kinds = ['.', './src/', 'src//main.py', 'src/../a.txt', 'src/Deep', 'gone', 'gone/x', 'a.txt/x'];
    assert.deepEqual(
      kinds.map((path) => workspace.kind(path)),
      ['directory', 'directory', 'file', 'file', 'directory', undefined, undefined, undefined],
    );
  });
  it('compares names exactly, since BuildKit runs where case matters', () => {
    assert.equal(workspace.kind('SRC'), undefined);
    assert.equal(workspace.kind('SRC/main.py'), undefined);
    assert.equal(workspace.kind('src/deep/x'), undefined);
    assert.equal(workspace.list('Src'), undefined);
  });
  it('has nothing outside of its folder', () => {
    assert.equal(workspace.kind('..'), undefined);
    assert.equal(workspace.kind('../etc'), undefined);
    assert.equal(workspace.list('../..'), undefined);
    assert.equal(workspace.kind('src/../../x'), undefined);
  });
  it('says why a file cannot be read', () => {
    assert.deepEqual(workspace.read('gone.txt'), { failure: 'gone.txt does not exist' });
    assert.deepEqual(workspace.read('gone/x.txt'), { failure: 'gone/x.txt does not exist' });
    assert.deepEqual(workspace.read('src'), { failure: 'src is a folder' });
    assert.match(JSON.stringify(workspace.read('a\0b')), /failure/);
    assert.match(JSON.stringify(workspace.read('x'.repeat(5000))), /failure/);
    assert.match(JSON.stringify(workspace.read('a.txt/x')), /failure/);
  });
  it('is nothing where there is no folder', () => {
    const none = diskWorkspace(join(root, 'not-here'));
    assert.equal(none.list('.'), undefined);
    assert.equal(none.kind('x'), undefined);
    assert.deepEqual(none.read('x'), { failure: 'x does not exist' });
  });
});

describe('names that are odd', () => {
  const odd = [
    'sp ace.txt',
    '-rf',
    'uni-é',
    '日本',
    '😀',
    '[x]',
    '$HOME',
    '#x',
    'a;b',
    "it's",
    '__proto__',
    'constructor',
  ];
  const workspace = diskWorkspace(folder(Object.fromEntries(odd.map((name) => [`in ${name}/${name}`, name]))));
  for (const name of odd) {
    it(JSON.stringify(name), () => {
      assert.deepEqual(workspace.read(`in ${name}/${name}`), { text: name });
      assert.deepEqual(names(workspace.list(`in ${name}`)), [name]);
      assert.equal(workspace.kind(`in ${name}/${name}`), 'file');
    });
  }
  it('are no names of objects', () => {
    assert.equal(workspace.kind('toString'), undefined);
    assert.equal(workspace.kind('hasOwnProperty/x'), undefined);
  });
});

describe('links', () => {
  const root = folder({ 'real/x.txt': 'x', 'file.txt': 'text' });
  symlinkSync(join(root, 'real'), join(root, 'folder'), 'junction');
  symlinkSync(root, join(root, 'real/loop'), 'junction');
  const files = process.platform !== 'win32';
  if (files) {
    symlinkSync('file.txt', join(root, 'linked.txt'));
    symlinkSync('nowhere', join(root, 'dangling'));
    symlinkSync('itself', join(root, 'itself'));
  }
  const workspace = diskWorkspace(root);

  it('are what they point to, and known for links', () => {
    const entries = new Map(workspace.list('.')?.map((entry) => [entry.name, entry]));
    assert.deepEqual(entries.get('folder'), { name: 'folder', kind: 'directory', linked: true });
    assert.deepEqual(names(workspace.list('folder')), ['loop', 'x.txt']);
    if (!files) {
      return;
    }
    assert.deepEqual(entries.get('linked.txt'), { name: 'linked.txt', kind: 'file', linked: true });
    assert.deepEqual(workspace.read('linked.txt'), { text: 'text' });
  });
  it('may point nowhere or to themselves', { skip: !files && 'Windows lets only administrators link files' }, () => {
    assert.equal(workspace.kind('dangling'), 'link');
    assert.equal(workspace.kind('itself'), 'link');
    assert.match(JSON.stringify(workspace.read('itself')), /cannot be read/);
    assert.deepEqual(workspace.read('dangling'), { failure: 'dangling does not exist' });
  });
  it('may lead round in a circle', () => {
    assert.equal(workspace.kind('real/loop/real/loop/file.txt'), 'file');
  });
});

describe('large files', () => {
  it('are read up to 16 MB and refused beyond, unread', () => {
    const megabytes = 16 * 1024 * 1024;
    const root = folder({ most: 'a'.repeat(megabytes), more: 'a'.repeat(megabytes + 1) });
    const read = diskWorkspace(root).read('most');
    assert.equal('text' in read && read.text.length, megabytes);
    assert.deepEqual(diskWorkspace(root).read('more'), { failure: 'more is larger than 16 MB' });
  });
});

describe('what may not be read', () => {
  /** The administrator may read everything, so the file system has to say no by itself. */
  const denied = (name: 'readFileSync' | 'readdirSync', work: () => void): void => {
    const refusal = mock.method(fs, name, () => {
      throw Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });
    });
    syncBuiltinESMExports();
    try {
      work();
    } finally {
      refusal.mock.restore();
      syncBuiltinESMExports();
    }
  };
  const root = folder({ 'secret/a.txt': 'a' });

  it('says so where it is a file', () => {
    denied('readFileSync', () => {
      assert.deepEqual(diskWorkspace(root).read('secret/a.txt'), {
        failure: 'secret/a.txt may not be read: permission denied',
      });
    });
  });
  it('holds nothing where it is a folder', () => {
    denied('readdirSync', () => {
      const workspace = diskWorkspace(root);
      assert.deepEqual([workspace.list('secret'), workspace.kind('secret/a.txt')], [undefined, undefined]);
    });
    assert.equal(diskWorkspace(root).kind('secret/a.txt'), 'file');
  });
});

describe('what was seen', () => {
  it('is kept until it is forgotten', () => {
    const root = folder({ 'src/a.txt': '' });
    const workspace = diskWorkspace(root);
    assert.equal(workspace.kind('src/b.txt'), undefined);
    writeFileSync(join(root, 'src/b.txt'), 'b');
    assert.equal(workspace.kind('src/b.txt'), undefined);
    workspace.forget('src/b.txt');
    assert.equal(workspace.kind('src/b.txt'), 'file');
  });
  it('is forgotten with the folders that come with a file', () => {
    const root = folder({ 'a.txt': '' });
    const workspace = diskWorkspace(root);
    assert.equal(workspace.kind('new/deep/b.txt'), undefined);
    mkdirSync(join(root, 'new/deep'), { recursive: true });
    writeFileSync(join(root, 'new/deep/b.txt'), '');
    workspace.forget('new/deep/b.txt');
    assert.equal(workspace.kind('new/deep/b.txt'), 'file');
  });
  it('is forgotten with all that was below a folder', () => {
    const root = folder({ 'src/deep/a.txt': '', 'src-2/a.txt': '' });
    const workspace = diskWorkspace(root);
    assert.deepEqual([workspace.kind('src/deep/a.txt'), workspace.kind('src-2/a.txt')], ['file', 'file']);
    rmSync(join(root, 'src'), { recursive: true });
    rmSync(join(root, 'src-2'), { recursive: true });
    workspace.forget('src');
    assert.equal(workspace.kind('src/deep/a.txt'), undefined);
    assert.equal(workspace.kind('src'), undefined);
  });
  it('is forgotten altogether', () => {
    const root = folder({ 'a/b/c.txt': '' });
    const workspace = diskWorkspace(root);
    assert.equal(workspace.kind('a/b/c.txt'), 'file');
    rmSync(join(root, 'a'), { recursive: true });
    workspace.forget();
    assert.equal(workspace.kind('a/b/c.txt'), undefined);
  });
  it('is what was parsed, too, until the file or a folder above it is forgotten', () => {
    const root = folder({ 'src/.gitignore': 'a' });
    const workspace = diskWorkspace(root);
    const lines = (text: string) => text.split('\n');
    const asked = () => workspace.parsed('src/.gitignore', lines);
    assert.deepEqual(asked(), ['a']);
    assert.equal(asked(), asked());
    for (const [text, forgotten] of [
      ['b', 'src/.gitignore'],
      ['c', 'src'],
      ['d', undefined],
    ] as const) {
      const before = asked();
      writeFileSync(join(root, 'src/.gitignore'), text);
      assert.equal(asked(), before);
      workspace.forget('src/other');
      assert.equal(asked(), before);
      workspace.forget(forgotten);
      assert.deepEqual(asked(), [text]);
    }
    assert.equal(workspace.parsed('src', lines), undefined);
    assert.equal(workspace.parsed('none', lines), undefined);
    assert.equal(
      workspace.parsed('src/.gitignore', (text) => text.length),
      1,
    );
  });
  it('never holds the texts of files', () => {
    const root = folder({ 'a.txt': '1' });
    const workspace = diskWorkspace(root);
    assert.deepEqual(workspace.read('a.txt'), { text: '1' });
    writeFileSync(join(root, 'a.txt'), '2');
    assert.deepEqual(workspace.read('a.txt'), { text: '2' });
  });
});
