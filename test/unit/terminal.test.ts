import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { clean, escapeMark, fit, json, painter, printable, width } from '../../server/terminal.ts';

describe('foreign text on a terminal', () => {
  it('keeps tabs and loses control and direction characters', () => {
    assert.equal(printable('a\tb\x1b[31m\u202ec\n'), 'a\tb\ufffd[31m\ufffdc\ufffd');
    assert.equal(printable('a\tb\x1b[31m\u202ec\n', ''), 'a\tb[31mc');
  });
  it('is cut to the columns that it fills', () => {
    const table: readonly [text: string, columns: number, shown: string][] = [
      ['abcdef', 6, 'abcdef'],
      ['abcdefg', 6, 'abcde…'],
      ['日本語日本語', 12, '日本語日本語'],
      ['日本語日本語', 11, '日本語日本…'],
      ['日本語日本語', 10, '日本語日…'],
      ['e\u0301e\u0301e\u0301', 3, 'e\u0301e\u0301e\u0301'],
      ['👩‍🚀👩‍🚀👩‍🚀', 5, '👩‍🚀👩‍🚀…'],
      ['', 3, ''],
    ];
    for (const [text, columns, shown] of table) {
      assert.equal(fit(text, columns), shown);
      assert.ok(width(shown) <= columns, shown);
    }
  });
});

describe('what reaches the terminal', () => {
  const foreign = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
  const any = fc.string({
    unit: fc.oneof(
      fc.string({ minLength: 1, maxLength: 1 }),
      fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
    ),
  });
  const hostile = fc
    .array(fc.oneof(any, fc.constantFrom('\x1b[2J', '\x1b]0;x\x07', '\x9b31m', '\u202e', '\r', '\n', '\u0001', '\0')))
    .map((parts) => parts.join(''));
  it('has no control character but tab and line break, no C1 and no direction character', () => {
    fc.assert(
      fc.property(hostile, (text) =>
        assert.deepEqual(
          (clean(text).match(foreign) ?? []).filter((one) => one !== '\n' && one !== '\t'),
          [],
        ),
      ),
    );
  });
  it('has our own colours around the text, and none of the text', () => {
    assert.equal(clean(painter(true)('red', 'a\x1b[32mb')), '\x1b[31ma\ufffd[32mb\x1b[39m');
    assert.equal(clean(`${painter(true)('red', 'a')}\x1b[32m`), '\x1b[31ma\x1b[39m\ufffd[32m');
    assert.equal(clean(`${escapeMark}[2A`), '\x1b[2A');
  });
  it('is JSON that reads as before', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const shown = json({ text }, 2);
        assert.deepEqual(JSON.parse(shown), { text });
        assert.equal(clean(shown), shown);
      }),
    );
  });
});
