/** What every Python 3 and every shell refuse; each row was asked of CPython 3.11, and of bash and dash with -n. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pythonFault } from '../../server/parse/python/fault.ts';
import { shellFault } from '../../server/parse/shell/fault.ts';

const tables = [
  {
    language: 'Python',
    faultOf: pythonFault,
    refused: [
      'import x; try: x.y()',
      'import x; try: x.y()\nexcept E: pass',
      'import x; with x.y() as z: pass',
      'import x; for y in x: print(y)',
      'if a: b; else: c',
      'for a in b: if a: c',
      'try: import x',
      'try:\n    import x\n',
      'if a\n    b()',
      'while True:',
      'else: x',
      'print((1, 2)',
      'print(1))',
      'print([1, 2)',
      "print('a)",
      "print('''a')",
      'print(1; 2)',
      'import x\\nx.y()',
      'urlopen(http://localhost:8080/health)',
      'import a b',
      'print $x',
      'print("a" b)',
      'f(1) 2',
    ],
    read: [
      '',
      'import x; x.y("a;b(c"); exit(0 if x else 1)',
      'try:\n  import x\nexcept E as e:\n  pass\nelse: a\nfinally: b',
      'with a as b: c; d',
      'if lambda: 0: pass',
      'while (x := f()): pass',
      'x = {a: b, **c}; y = z[1:2]; w = lambda a, b=1: a',
      'print("a" "b", r"\\d", b"c", rb"d")',
      'x = 1_000 + 0x1f + 1.5e-3 + .5 + 2j',
      'x = 1 \\\n + 2 # (comment; try:',
      'match x:\n  case 1: pass',
      'type X = int',
      'x = f"{a["b"]}"',
      'async def f():\n  async with a as b: await c',
      '@a\ndef f(b: int = 1) -> int: ...',
      'x = not a in b; del x; assert y, "no"; raise E from None',
    ],
    pieces: ['if x: y\n', 'try: x\n', '(', 'a ', '"', 'lambda: ', ';', '\\'],
  },
  {
    language: 'shell',
    faultOf: shellFault,
    refused: [
      "echo 'a",
      'echo "a',
      'echo $(a',
      'echo `a',
      '(a; b',
      'if a; then b',
      'for a in b; do c',
      '{ a; b',
      'case a in b) c;;',
      'a || || b',
      'a && && b',
      '&& a',
      'a |',
      'a &&\n&& b',
      "python3 -c import x; x.y('z')",
    ],
    read: [
      '',
      'a && b || c | d; e & f',
      'if a; then b; elif c; then d; else e; fi && f',
      'for a in b c; do d; done; e',
      'case $a in b|c) d;; *) e;; esac',
      '(a; b) || { c; d; }',
      'f() { a; }; f',
      "echo \"a'b\" 'c\"d' \\( \\' # it's",
      'a &&\n  b',
      'cat <<E\nit\'s "\nE',
      '[ "$(a "b")" = c ] || exit 1',
      'echo $((1 + 2)) ${a:-b}',
      'ls !(x)',
      "echo $'a\\'b'",
      'a=(1 2)',
    ],
    pieces: ['a && ', '$(', '"', '(', '{ ', 'if a; then ', "'", 'a || || '],
  },
] as const;

for (const { language, faultOf, refused, read, pieces } of tables) {
  describe(`faults of ${language}`, () => {
    for (const text of refused) {
      it(`refuses ${JSON.stringify(text)}`, () => {
        const fault = faultOf(text);
        assert.ok(fault && fault.at >= 0 && fault.at <= text.length, JSON.stringify(fault));
      });
    }
    for (const text of read) {
      it(`reads ${JSON.stringify(text)}`, () => assert.equal(faultOf(text), undefined));
    }
    it('takes time in proportion to the text', () => {
      for (const piece of pieces) {
        const start = performance.now();
        faultOf(piece.repeat(20_000));
        assert.ok(performance.now() - start < 700, piece);
      }
    });
  });
}
