import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { idleQueue } from '../../server/lsp/diagnostics/idle.ts';
import { offsetAt } from '../../server/lsp/protocol/convert.ts';
import { lineEdits } from '../../server/lsp/protocol/line-edits.ts';
import { baseName, below, filePath, parentUri, scheme, uriBelow } from '../../server/lsp/protocol/uris.ts';
import '../support/seed.ts';

test('file URIs become paths with forward slashes and an upper-case drive', () => {
  assert.equal(filePath('file:///home/a%20b/x', false), '/home/a b/x');
  assert.equal(filePath('file:///c%3A/Users/x', true), 'C:/Users/x');
  assert.equal(filePath('file:///C:/Users/x', true), 'C:/Users/x');
  assert.equal(filePath('FILE:///c:/Users/x', true), 'C:/Users/x');
  assert.equal(filePath('file://server/share/x', true), '//server/share/x');
  assert.equal(filePath('file://localhost/x', false), '/x');
  assert.equal(filePath('file:///c:/on-linux', false), '/c:/on-linux');
  assert.equal(filePath('untitled:Untitled-1', false), undefined);
  assert.equal(filePath('file:////server/share/x', true), '//server/share/x');
  assert.equal(filePath('vscode-vfs://github/a', false), undefined);
  assert.equal(filePath('no URI', false), undefined);
  assert.equal(filePath('file:///bad%E0', false), undefined);
});

test('a path stands below a folder by whole segments', () => {
  assert.equal(below('/a', '/a/b/c', false), 'b/c');
  assert.equal(below('/a/', '/a/b', false), 'b');
  assert.equal(below('/a', '/a', false), '.');
  assert.equal(below('/a', '/ab', false), undefined);
  assert.equal(below('/', '/b', false), 'b');
  assert.equal(below('/A', '/a/b', false), undefined);
  assert.equal(below('C:/Users/Me', 'C:/users/me/Docker File', true), 'Docker File');
});

test('a URI below a folder keeps the spelling of the folder', () => {
  assert.equal(uriBelow('file:///c%3A/w', 'a b/Dockerfile#1'), 'file:///c%3A/w/a%20b/Dockerfile%231');
  assert.equal(uriBelow('file:///C:/w', 'x'), 'file:///C:/w/x');
  assert.equal(uriBelow('file:///w/', '.'), 'file:///w');
  assert.equal(scheme('vscode-vfs://github/x'), 'vscode-vfs');
  assert.equal(baseName('untitled:Untitled-1'), 'Untitled-1');
  assert.equal(baseName('vscode-vfs://github/a/Docker%20file?x'), 'Docker file');
  assert.equal(parentUri('file:///a/b'), 'file:///a');
});

test('a path goes into a URI and back', () => {
  const segment = fc.string({ minLength: 1, unit: 'grapheme' }).filter((s) => !/[/\\\0]|^\.\.?$/.test(s));
  fc.assert(
    fc.property(fc.array(segment, { minLength: 1, maxLength: 4 }), (segments) => {
      const path = segments.join('/');
      assert.equal(below('/root', filePath(uriBelow('file:///root', path), false) ?? '', false), path);
    }),
  );
});

test('line edits turn one text into the other', () => {
  const line = fc.constantFrom('a', 'b', 'c', 'RUN x', '');
  const text = fc
    .tuple(fc.array(line, { maxLength: 14 }), fc.constantFrom('\n', '\r\n'), fc.boolean())
    .map(([lines, newline, ended]) => lines.join(newline) + (ended && lines.length > 0 ? newline : ''));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const document = TextDocument.create('x:', 'x', 1, before);
      assert.equal(TextDocument.applyEdits(document, lineEdits(before, after)), after);
    }),
    { numRuns: 2000 },
  );
});

test('line edits leave shared lines alone', () => {
  assert.deepEqual(lineEdits('a\nb\nc\nd\ne\n', 'a\nB\nc\nd\nE\n'), [
    { range: { start: { line: 1, character: 0 }, end: { line: 2, character: 0 } }, newText: 'B\n' },
    { range: { start: { line: 4, character: 0 }, end: { line: 5, character: 0 } }, newText: 'E\n' },
  ]);
  assert.deepEqual(lineEdits('a\n', 'a\n'), []);
});

test('line edits of two unlike texts of 50,000 lines end in one edit', () => {
  const before = Array.from({ length: 50_000 }, (_, at) => `before ${at}\n`).join('');
  const after = Array.from({ length: 50_000 }, (_, at) => `after ${at}\n`).join('');
  assert.equal(lineEdits(before, after).length, 1);
});

test('an offset past the end of a line or a text is drawn back', () => {
  assert.equal(offsetAt('ab\ncd', { line: 1, character: 1 }), 4);
  assert.equal(offsetAt('ab\ncd', { line: 0, character: 99 }), 3);
  assert.equal(offsetAt('ab\ncd', { line: 9, character: 0 }), 5);
});

test('idle work runs in order, once a key, and a failing piece stops nothing', async () => {
  const done: string[] = [];
  const failures: unknown[] = [];
  const idle = idleQueue((error) => failures.push(error));
  idle.add('a', () => done.push('a1'));
  idle.add('b', () => {
    throw new Error('b');
  });
  idle.add('c', () => done.push('c'));
  idle.add('a', () => done.push('a2'));
  idle.add('d', () => done.push('d'));
  idle.drop('d');
  while (idle.busy()) {
    await new Promise(setImmediate);
  }
  assert.deepEqual(done, ['c', 'a2']);
  assert.equal(failures.length, 1);
});
