import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseAnyYaml } from '../../server/parse/yaml/library.ts';
import { readSimpleYaml } from '../../server/parse/yaml/simple.ts';
import type { YamlNode } from '../../server/parse/yaml/tree.ts';
import { parseYaml } from '../../server/parse/yaml/yaml.ts';
import { defaultPlanText } from '../../server/plan/default-plan.ts';
import '../support/seed.ts';

const sample = `# a compose file
x-common: &common
  restart: always
  environment: { A: 1, "B": 'it''s', C: }
services:
  web:
    <<: *common
    build: {context: ./web, args: [A=1, 'B=2',]}
    command: ["a", "b\\n",
      c d, 0x1F, -1.5e3, ~]
    ports:
    - "80:80"
    - 443:443
    -
      target: 1
    - - nested
      - list
    text: |
      one
        two

      three
    folded: >-
      one
      two

      three

    keep: |+
      x

    url: http://a/b#c # comment
  db: &db
    image: postgres:16
  copy: *db
`;

/** What differs between two trees; undefined where they are the same. Where nothing is written, ranges mean nothing. */
function difference(a: YamlNode | undefined, b: YamlNode | undefined, path = ''): string | undefined {
  if (!a || !b || a.kind !== b.kind) {
    return `${path}: ${a?.kind} and ${b?.kind}`;
  }
  const open = endsInNothing(a);
  if (!(a.kind === 'scalar' && open) && (a.range.start !== b.range.start || (!open && a.range.end !== b.range.end))) {
    return `${path}: ${a.kind} at ${JSON.stringify(a.range)} and ${JSON.stringify(b.range)}`;
  }
  if (a.kind === 'scalar' && b.kind === 'scalar') {
    return Object.is(a.value, b.value) && a.source === b.source
      ? undefined
      : `${path}: ${JSON.stringify([a.value, a.source])} and ${JSON.stringify([b.value, b.source])}`;
  }
  if (a.kind === 'alias' && b.kind === 'alias') {
    if (a.name !== b.name || !a.target !== !b.target) {
      return `${path}: aliases`;
    }
    return a.target ? difference(a.target, b.target, `${path}*`) : undefined;
  }
  const [as, bs] = [children(a), children(b)];
  if (as.length !== bs.length) {
    return `${path}: ${as.length} and ${bs.length} children`;
  }
  for (const [i, child] of as.entries()) {
    const found = difference(child, bs[i], `${path}/${i}`);
    if (found) {
      return found;
    }
  }
  return undefined;
}

const endsInNothing = (node: YamlNode): boolean => {
  const last = children(node).at(-1);
  return last ? endsInNothing(last) : node.kind === 'scalar' && node.source === '';
};

const children = (node: YamlNode): readonly YamlNode[] => {
  if (node.kind === 'map') {
    return node.pairs.flatMap((pair) => [pair.key, pair.value]);
  }
  return node.kind === 'seq' ? node.items : [];
};

/** The quick reader gives nothing, or exactly what the library gives without an error. True where it gave something. */
function agrees(text: string): boolean {
  const quick = readSimpleYaml(text);
  if (!quick) {
    return false;
  }
  const judge = parseAnyYaml(text);
  assert.deepEqual(judge.errors, [], JSON.stringify(text));
  assert.equal(difference(quick, judge.root), undefined, JSON.stringify(text));
  return true;
}

const runs = Number(process.env.PROPERTY_RUNS ?? 300);
const piece = fc.constantFrom(
  ...[
    '\n',
    '\n  ',
    '\n    ',
    ' ',
    '  ',
    ':',
    ': ',
    '- ',
    '#',
    ' #',
    '"',
    "'",
    '[',
    ']',
    '{',
    '}',
    ',',
    ', ',
    '&a ',
    '*a',
  ],
  ...[
    '|',
    '>',
    '|-',
    '>+',
    '\n',
    '\r\n',
    '\t',
    '!',
    '?',
    '%',
    '@',
    '`',
    '-',
    '---',
    '...',
    '<<: ',
    '~',
    'x',
    'y: ',
    '0',
    '.5',
  ],
  ...['\ufeff', '\u00a0', '\u2028', '\\', '\\n', '$', '=', '1e3', 'true'],
);

test('the quick reader reads what people write, as the library does', () => {
  assert.ok(agrees(sample));
  assert.ok(agrees(sample.replaceAll('\n', '\r\n')));
  assert.ok(agrees(`\ufeff${sample}`));
  assert.ok(agrees(`---\n${sample.trimEnd()}`));
  assert.ok(agrees(defaultPlanText));
});

test('the quick reader never differs from the library: mutations of real text', () => {
  const change = fc.record({ at: fc.nat(), drop: fc.nat(4), put: fc.array(piece, { maxLength: 2 }) });
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
      let text = sample;
      for (const { at, drop, put } of changes) {
        const from = at % (text.length + 1);
        text = text.slice(0, from) + put.join('') + text.slice(from + drop);
      }
      agrees(text);
    }),
    { numRuns: runs },
  );
});

test('the quick reader never differs from the library: small texts', () => {
  let read = 0;
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
      const text = pieces.join('');
      if (agrees(text) || agrees(`k: ${text}`) || agrees(`- ${text}`)) {
        read += 1;
      }
    }),
    { numRuns: runs * 5 },
  );
  assert.ok(read > runs / 4, `only ${read} texts were within its reach`);
});

test('reading never throws and ends soon', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.string({ unit: 'binary' }),
        fc.array(piece).map((all) => all.join('')),
      ),
      (text) => {
        parseYaml(text);
      },
    ),
    { numRuns: runs },
  );
  for (const text of ['['.repeat(20_000), '{a: '.repeat(20_000), '- '.repeat(20_000), 'a: "'.repeat(20_000)]) {
    assert.ok(parseYaml(text).errors.length > 0 || parseYaml(text).root);
  }
});
