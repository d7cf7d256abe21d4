import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { variablesOf } from '../../server/image/variables.ts';
import { type Dockerfile, type Instruction, sourceOffset } from '../../server/model/dockerfile.ts';
import type { Range } from '../../server/model/text.ts';
import { parseDockerfile } from '../../server/parse/dockerfile/dockerfile.ts';
import { expand, expandContent, expandWords } from '../../server/parse/expansion/expand.ts';
import { unknown } from '../../server/parse/expansion/value.ts';
import { runCommands, shellCommands } from '../../server/parse/shell/shell.ts';
import { anyText, dockerfileText, expression } from './parse-arbitraries.ts';
import '../support/seed.ts';

const parse = (text: string): Dockerfile => parseDockerfile(text, 'Dockerfile');
const slice = (text: string, { start, end }: Range): string => text.slice(start, end);
const withInner = (file: Dockerfile): Instruction[] =>
  file.instructions.flatMap((one) => (one.inner ? [one, one.inner] : [one]));
const inside = (inner: Range, outer: Range): boolean =>
  outer.start <= inner.start && inner.start <= inner.end && inner.end <= outer.end;

function checkRanges(text: string): void {
  const file = parse(text);
  const whole = { start: 0, end: text.length };
  for (const { range } of [...file.problems, ...file.comments, ...file.directives]) {
    assert.ok(inside(range, whole));
  }
  let end = 0;
  for (const { range } of file.instructions) {
    assert.ok(range.start >= end && inside(range, whole));
    end = range.end;
  }
  for (const one of withInner(file)) {
    const ranges = [one.keywordRange, ...one.flags.map(({ range }) => range), ...one.words.map(({ range }) => range)];
    for (const range of ranges) {
      assert.ok(inside(range, one.range), JSON.stringify([text, one]));
    }
    for (let at = 1; at < ranges.length; at++) {
      assert.ok((ranges[at - 1] as Range).end <= (ranges[at] as Range).start, JSON.stringify([text, one]));
    }
    for (const { content, contentRange } of one.heredocs) {
      assert.equal(slice(text, contentRange), content);
    }
    for (const flag of one.flags) {
      assert.equal(flag.value === undefined, flag.valueRange === undefined);
    }
  }
}

test('any text is read, and all ranges lie inside it', () => {
  fc.assert(fc.property(fc.oneof(anyText, dockerfileText), checkRanges), { numRuns: 2000 });
});

test('every character of a joined text stands where its segments say', () => {
  fc.assert(
    fc.property(dockerfileText, (text) => {
      for (const { body } of withInner(parse(text))) {
        for (let at = 0; at < body.text.length; at++) {
          assert.equal(text[sourceOffset(body, at)], body.text[at]);
        }
      }
    }),
    { numRuns: 500 },
  );
});

test('the source of a word or flag is what BuildKit makes of it, before quotes, JSON and continuations', () => {
  fc.assert(
    fc.property(dockerfileText, (text) => {
      for (const one of withInner(parse(text))) {
        for (const { value, range } of one.words) {
          const source = slice(text, range);
          if (/[\r\n]/.test(source)) {
            continue;
          }
          if (one.json && source.startsWith('"')) {
            assert.equal(value.replaceAll('\ufffd', ''), readJson(source));
          }
          // An escape character at the very end is dropped.
          else {
            assert.ok(value === source || (source.startsWith(value) && /^[\\`]$/.test(source.slice(value.length))));
          }
        }
        for (const flag of one.flags) {
          const source = slice(text, flag.range);
          if (/^[\x21-\x7e]*$/.test(source) && !/["'\\`]/.test(source)) {
            assert.equal(flag.text, source);
          }
          if (flag.value !== undefined) {
            assert.equal(flag.text, `--${flag.name}=${flag.value}`);
          }
        }
      }
    }),
    { numRuns: 1000 },
  );
});

/** Without halves of surrogate pairs, which become U+FFFD. */
const readJson = (source: string): string => (JSON.parse(source) as string).replace(/\p{Surrogate}/gu, '');

test('instructions and stages hold each other', () => {
  fc.assert(
    fc.property(dockerfileText, (text) => {
      const file = parse(text);
      for (const [index, stage] of file.stages.entries()) {
        assert.equal(stage.index, index);
        assert.equal(stage.instructions[0], stage.from);
      }
      const first = file.stages[0] ? file.instructions.indexOf(file.stages[0].from) : file.instructions.length;
      assert.deepEqual(
        file.stages.flatMap(({ instructions }) => instructions),
        file.instructions.slice(first),
      );
      if (file.problems.length === 0) {
        assert.deepEqual(file.globalArgs, file.instructions.slice(0, first));
      }
    }),
    { numRuns: 500 },
  );
});

test('expansion takes any text, and what does not look at an unknown variable does not depend on it', () => {
  fc.assert(
    fc.property(expression, anyText, ({ word, escape: escapeToken, env }, junk) => {
      const known = { get: (name: string) => (Object.hasOwn(env, name) ? env[name as 'A'] : undefined) };
      const doubtful = { get: (name: string) => (name === 'A' ? unknown : known.get(name)) };
      for (const text of [word, junk]) {
        const sure = expand(text, known, escapeToken);
        const unsure = expand(text, doubtful, escapeToken);
        expandContent(text, known);
        expandWords(text, doubtful, escapeToken);
        if (unsure.value !== undefined && sure.error === undefined) {
          assert.equal(unsure.value, sure.value);
        }
        if (unsure.value === undefined && unsure.error === undefined) {
          assert.deepEqual(unsure.usedUnknown, ['A']);
        }
      }
    }),
    { numRuns: 2000 },
  );
});

test('every instruction has an environment', () => {
  fc.assert(
    fc.property(dockerfileText, (text) => {
      const file = parse(text);
      const scope = variablesOf(file, {
        args: { A: 'x' },
        platforms: ['linux/arm64'],
        target: undefined,
        contexts: {},
      });
      for (const instruction of withInner(file)) {
        for (const name of ['A', 'PATH', 'TARGETARCH', 'constructor']) {
          scope.at(instruction).get(name);
        }
      }
    }),
    { numRuns: 500 },
  );
});

const shellText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        'a',
        'b c',
        ' ',
        '&&',
        '||',
        ';',
        '|',
        '&',
        '\n',
        '(',
        ')',
        '{ ',
        ' }',
        '$(',
        '`',
        '"',
        "'",
        '\\',
      ),
      fc.constantFrom('if ', ' then ', ' fi', 'for i in x; do ', ' done', 'case x in y) ', ';; ', ' esac', '#', ' # '),
      fc.constantFrom('>', '<', '2>&1', '<<E', 'A=1 ', '$', `${'$'}{A:-`, '}', '$((', '))', '[[ ', ' ]]', '! ', 'f() '),
      fc.string({ maxLength: 3 }),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''));

test('any shell text is read: commands in order, their words inside them, their separators around them', () => {
  fc.assert(
    fc.property(fc.oneof(shellText, anyText), (text) => {
      let last = 0;
      for (const { range, words, before, after } of shellCommands({ text, segments: [{ at: 0, source: 0 }] })) {
        assert.ok(range.start >= last && inside(range, { start: 0, end: text.length }), text);
        last = range.start;
        for (const word of words) {
          assert.ok(inside(word.range, range), text);
        }
        if (before) {
          assert.ok(before.range.end <= range.start && slice(text, before.range) === before.text, text);
        }
        if (after) {
          assert.ok(after.range.start >= range.end && slice(text, after.range) === after.text, text);
        }
      }
    }),
    { numRuns: 3000 },
  );
});

test('the words of a plain chain are its words', () => {
  const word = fc.stringMatching(/^[a-z0-9./_][a-z0-9./_-]{0,7}$/);
  const plain = fc.array(fc.array(word, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 });
  const keyword = /^(?:if|then|else|elif|fi|for|while|until|do|done|case|esac|select|function)$/;
  fc.assert(
    fc.property(plain, (chain) => {
      fc.pre(!chain.some(([first = '']) => keyword.test(first)));
      const text = `FROM scratch\nRUN ${chain.map((words) => words.join(' ')).join(' && \\\n  ')}\n`;
      const run = parse(text).instructions[1] as Instruction;
      assert.deepEqual(
        runCommands(run).map(({ words }) => words.map(({ value }) => value)),
        chain,
      );
    }),
  );
});

test('the longest, deepest and most tangled texts come to an end', () => {
  const head = 'FROM scratch\n';
  const open = `${'$'}{a:-`;
  const texts = [
    `${head}${'RUN a && \\\n  # why\n  b\nCOPY --from=x a b\n'.repeat(60_000)}`,
    `${head}RUN ${'x '.repeat(30_000)}`,
    `${head}COPY ${'a \\\n'.repeat(100_000)} b`,
    `${head}RUN <<E ${open.repeat(12_000)}\nE`,
    `${head}RUN ${'<<E '.repeat(15_000)}\n${'E\n'.repeat(15_000)}`,
    `${head}RUN ${'$('.repeat(30_000)}`,
    `${head}RUN ${'('.repeat(60_000)}`,
    `${head}${'ONBUILD '.repeat(8_000)}`,
    `# syntax=${' '.repeat(60_000)}x\n${head}`,
    `${head}HEALTHCHECK --interval=${'1'.repeat(60_000)} CMD x`,
    `${head}${'ENV A=$A.\n'.repeat(50_000)}`,
    `${head}ENV A=${'a'.repeat(60_000)}\nENV B=${'$'}{A//a*a*a*a*b/c}\n`,
  ];
  for (const text of texts) {
    const file = parse(text);
    const scope = variablesOf(file, { args: {}, platforms: [], target: undefined, contexts: {} });
    for (const one of file.instructions) {
      runCommands(one);
    }
    scope.at(file.instructions[file.instructions.length - 1] as Instruction).get('A');
    assert.equal(file.text, text);
  }
});
