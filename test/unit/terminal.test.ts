import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fit, printable, width } from '../../server/terminal.ts';

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
