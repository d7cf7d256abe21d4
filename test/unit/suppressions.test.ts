import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseDockerfile } from '../../server/parse/dockerfile/dockerfile.ts';
import { dockerfileSuppressions, lineSuppressions, type Suppression } from '../../server/parse/suppressions.ts';
import { rule } from '../../server/rules/syntax/unused-suppression.ts';

/** The rule, the comment and what it covers. */
const read = (text: string, found: readonly Suppression[]) =>
  found.map(({ rule, range, covers }) => [
    rule,
    text.slice(range.start, range.end),
    text.slice(covers.start, covers.end),
  ]);
const inDockerfile = (text: string) => read(text, dockerfileSuppressions(parseDockerfile(text, 'Dockerfile')));
const inYaml = (text: string) => read(text, lineSuppressions(text));

describe('suppressions in a Dockerfile', () => {
  it('cover the next instruction, with all its lines', () => {
    assert.deepEqual(inDockerfile('FROM a\n# lucid: ignore=b because\nRUN c \\\n  && d\nRUN e\n'), [
      ['b', '# lucid: ignore=b because', 'RUN c \\\n  && d'],
    ]);
  });
  it('cover it over other comments and empty lines', () => {
    assert.deepEqual(inDockerfile('# lucid: ignore=b\n\n# why\nFROM a\n'), [['b', '# lucid: ignore=b', 'FROM a']]);
  });
  it('name several rules', () => {
    assert.deepEqual(
      inDockerfile('#lucid:ignore=a,b , c-d reason\nFROM x\n').map(([rule]) => rule),
      ['a', 'b', 'c-d'],
    );
  });
  it('cover the whole file from its top, and nothing from below', () => {
    const text = '# lucid: ignore-file=a\nFROM x\n';
    assert.deepEqual(inDockerfile(text), [['a', '# lucid: ignore-file=a', text]]);
    assert.deepEqual(inDockerfile('FROM x\n# lucid: ignore-file=a\nRUN y\n'), [
      ['a', '# lucid: ignore-file=a', '# lucid: ignore-file=a'],
    ]);
  });
  it('cover nothing at the end', () => {
    assert.deepEqual(inDockerfile('FROM x\n# lucid: ignore=a'), [['a', '# lucid: ignore=a', '# lucid: ignore=a']]);
  });
  it('cover the instruction that they stand in', () => {
    assert.deepEqual(inDockerfile('FROM x\nRUN a \\\n  # lucid: ignore=b\n  && c\n'), [
      ['b', '# lucid: ignore=b', 'RUN a \\\n  # lucid: ignore=b\n  && c'],
    ]);
  });
  it('are no other comments', () => {
    for (const comment of [
      '# lucid',
      '# not lucid: ignore=a',
      '# Lucid ignores a-b',
      '# Lucid ignore list',
      '# lucid: ignored',
    ]) {
      assert.deepEqual(inDockerfile(`${comment}\nFROM x\n`), [], comment);
    }
    assert.deepEqual(inDockerfile('FROM x\nRUN <<E\n# lucid: ignore=a\nE\n'), []);
  });
  it('are reported where they are malformed', () => {
    for (const [comment, rule] of [
      ['# lucid: ignore', ''],
      ['# lucid: ignore=', ''],
      ['# Lucid: ignore=copy-secret', 'copy-secret'],
      ['# lucid: ignore copy-secret', 'copy-secret'],
      ['# lucid: ignore: copy-secret', 'copy-secret'],
      ['# lucid: disable=copy-secret', 'copy-secret'],
      ['# lucid ignore=copy-secret', 'copy-secret'],
      ['# lucid ignore copy-secret', 'copy-secret'],
    ] as const) {
      for (const found of [
        dockerfileSuppressions(parseDockerfile(`${comment}\nFROM x\n`, 'Dockerfile')),
        lineSuppressions(`${comment}\na: 1\n`),
      ]) {
        assert.deepEqual(
          found.map((one) => [one.rule, one.fault, one.covers]),
          [[rule, 'form', { start: 0, end: comment.length }]],
          comment,
        );
      }
    }
  });
  it('say what is wrong with them', () => {
    const said = (text: string) =>
      dockerfileSuppressions(parseDockerfile(text, 'Dockerfile')).flatMap((one) =>
        [...(rule.suppression?.(one, ['copy-secret']) ?? [])].map(({ message }) => message),
      );
    assert.match(said('# lucid: ignore copy-secret\nFROM x\n').join(), /Write "# lucid: ignore=copy-secret </);
    assert.match(
      said('# lucid: ignore-file copy-secret\nFROM x\n').join(),
      /Write "# lucid: ignore-file=copy-secret </,
    );
    assert.match(said('# lucid: ignore\nFROM x\n').join(), /Write "# lucid: ignore=<rule> </);
    assert.match(
      said('# lucid: ignore=copy-secrt\nFROM x\n').join(),
      /The rule copy-secrt does not exist: .* Did you mean copy-secret\?/,
    );
    assert.match(
      said('FROM x\n# lucid: ignore-file=copy-secret\n').join(),
      /ignore-file works only at the top of the file/,
    );
    assert.match(said('# lucid: ignore=copy-secret\nFROM x\n').join(), /copy-secret finds no mistake here/);
  });
});

describe('suppressions in a file of lines', () => {
  it('cover the next line that says something', () => {
    assert.deepEqual(inYaml('a: 1\n  # lucid: ignore=x\n\n  # why\n  b: 2\r\nc: 3\n'), [
      ['x', '# lucid: ignore=x', '  b: 2\r'],
    ]);
  });
  it('cover the whole file from its top', () => {
    const text = '# title\n# lucid: ignore-file=x, y\na: 1\n';
    assert.deepEqual(
      inYaml(text).map(([rule, , covers]) => [rule, covers]),
      [
        ['x', text],
        ['y', text],
      ],
    );
  });
  it('cover nothing at the end or as a file-wide one below', () => {
    assert.deepEqual(inYaml('a: 1\n# lucid: ignore=x'), [['x', '# lucid: ignore=x', '# lucid: ignore=x']]);
    assert.deepEqual(inYaml('a: 1\n# lucid: ignore-file=x\nb: 2'), [
      ['x', '# lucid: ignore-file=x', '# lucid: ignore-file=x'],
    ]);
  });
});
