/** Reading the arguments of parsed instructions: the variables of ENV, the values of flags. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { envPairs, flagNamed, fromOf } from '../../server/model/dockerfile.ts';
import { parseDockerfile } from '../../server/parse/dockerfile/dockerfile.ts';

function parsed(line: string) {
  const text = `FROM scratch\n${line}\n`;
  const instruction = parseDockerfile(text, 'Dockerfile').instructions[1];
  assert.ok(instruction);
  return { instruction, written: (range: { start: number; end: number }) => text.slice(range.start, range.end) };
}

const pairsOf = (line: string) =>
  envPairs(parsed(line).instruction).map(({ name, value }) => [name.value, value.value]);

it('ENV gives its names and values in order', () => {
  assert.deepEqual(pairsOf('ENV A=1 B="two words" A=$B'), [
    ['A', '1'],
    ['B', '"two words"'],
    ['A', '$B'],
  ]);
  assert.deepEqual(pairsOf('ENV A='), [['A', '']]);
});

it('the old form of ENV is one pair', () => assert.deepEqual(pairsOf('ENV A b c=d'), [['A', 'b c=d']]));

it('the words of a pair know where they stand', () => {
  const { instruction, written } = parsed('ENV FIRST=1 \\\n  SECOND=2');
  assert.deepEqual(
    envPairs(instruction).map(({ name, value }) => [written(name.range), written(value.range)]),
    [
      ['FIRST', '1'],
      ['SECOND', '2'],
    ],
  );
});

it('an ENV without a value, an empty ENV and other instructions have no pairs', () => {
  assert.deepEqual(pairsOf('ENV A'), []);
  assert.deepEqual(pairsOf('ENV'), []);
  assert.deepEqual(pairsOf('LABEL a=b'), []);
  assert.deepEqual(pairsOf('ARG A=1'), []);
});

it('a flag gives its value and its place', () => {
  const { instruction, written } = parsed('COPY --chown=1:1 --from=build /a /b');
  const from = fromOf(instruction);
  assert.equal(from?.value, 'build');
  assert.equal(from && written(from.range), 'build');
  assert.equal(flagNamed(instruction, 'chown')?.value, '1:1');
  assert.equal(flagNamed(instruction, 'chmod'), undefined);
});

it('a --from without a value, or with an empty one, names nothing', () => {
  assert.equal(fromOf(parsed('COPY --from a b').instruction), undefined);
  assert.equal(fromOf(parsed('COPY --from= a b').instruction), undefined);
});

it('of two flags of one name the first counts', () => {
  assert.equal(fromOf(parsed('COPY --from=a --from=b c d').instruction)?.value, 'a');
});
