import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Instruction, sourceOffset } from '../../server/model/dockerfile.ts';
import type { Range } from '../../server/model/text.ts';
import { parseDockerfile } from '../../server/parse/dockerfile/dockerfile.ts';

const parse = (text: string) => parseDockerfile(text, 'Dockerfile');

/** The instruction behind `FROM scratch`. */
function only(text: string): Instruction {
  const [, instruction, ...others] = parse(`FROM scratch\n${text}`).instructions;
  assert.ok(instruction);
  assert.equal(others.length, 0);
  return instruction;
}

const values = ({ words }: Instruction): string[] => words.map(({ value }) => value);
const slice = (text: string, range: Range | undefined): string | undefined =>
  range && text.slice(range.start, range.end);

test('stages hold their instructions, and ARGs before the first FROM are global', () => {
  const file = parse('ARG V=3\nFROM python:$V AS Builder\nRUN x\nFROM scratch\nCOPY --from=builder /x /x\n');
  assert.deepEqual(file.globalArgs.map(values), [['V=3']]);
  const [builder, last] = file.stages;
  assert.equal(builder?.name?.value, 'Builder');
  assert.equal(builder?.base?.value, 'python:$V');
  assert.deepEqual(
    builder?.instructions.map(({ keyword }) => keyword),
    ['FROM', 'RUN'],
  );
  assert.equal(last?.name, undefined);
  assert.equal(last?.index, 1);
  assert.deepEqual(file.problems, []);
});

test('a half-typed FROM still opens a stage', () => {
  const [stage] = parse('FROM\nRUN x\n').stages;
  assert.equal(stage?.base, undefined);
  assert.equal(stage?.instructions.length, 2);
});

test('a continued instruction is one, with comments and blank lines inside; ranges give back the source', () => {
  const text = 'FROM scratch\r\nRUN a && \\\r\n  # why\r\n\r\n  b\\\r\nc\r\nUSER 1\r\n';
  const file = parse(text);
  const run = file.instructions[1] as Instruction;
  assert.deepEqual(values(run), ['a &&   bc']);
  assert.equal(slice(text, run.words[0]?.range), 'a && \\\r\n  # why\r\n\r\n  b\\\r\nc');
  assert.equal(slice(text, run.range), 'RUN a && \\\r\n  # why\r\n\r\n  b\\\r\nc');
  assert.deepEqual([run.startLine, run.endLine], [2, 6]);
  assert.deepEqual(
    file.comments.map((comment) => [comment.text, slice(text, comment.range)]),
    [['why', '# why']],
  );
  assert.equal(file.newline, '\r\n');
  assert.equal(text[sourceOffset(run.body, run.body.text.indexOf('c'))], 'c');
});

test('a name without a value has an empty range behind the equals sign, even before a continuation', () => {
  const text = 'FROM scratch\nENV A=\\\n B=c\n';
  const env = parse(text).instructions[1] as Instruction;
  assert.deepEqual(values(env), ['A', '', 'B', 'c']);
  assert.equal(env.words[1]?.range.start, text.indexOf('\\'));
  assert.equal(env.words[1]?.range.end, text.indexOf('\\'));
});

test('flags: quotes are dropped from the text and kept in the range', () => {
  const text = 'FROM scratch\nRUN --mount=type=bind,"target=/x y" --network=none make\n';
  const run = parse(text).instructions[1] as Instruction;
  const [mount, network] = run.flags;
  assert.equal(mount?.name, 'mount');
  assert.equal(mount?.value, 'type=bind,target=/x y');
  assert.equal(slice(text, mount?.valueRange), 'type=bind,"target=/x y"');
  assert.equal(slice(text, network?.range), '--network=none');
  assert.equal(run.body.text, 'make');
  assert.equal(only('COPY --link a b').flags[0]?.value, undefined);
});

test('words part at blanks alone for COPY, whatever the quotes', () => {
  assert.deepEqual(values(only('COPY "a b" c\\ d \t e')), ['"a', 'b"', 'c\\', 'd', 'e']);
});

test('the exec form is JSON, with the quotes inside the ranges', () => {
  const text = 'FROM scratch\nCMD ["a", "b \\"c\\"", "\\u00e9"]\n';
  const cmd = parse(text).instructions[1] as Instruction;
  assert.equal(cmd.json, true);
  assert.deepEqual(values(cmd), ['a', 'b "c"', 'é']);
  assert.equal(slice(text, cmd.words[1]?.range), '"b \\"c\\""');
});

test('almost JSON is a shell command', () => {
  for (const body of ["['a']", '["a",]', '[ -f x ] && [ "a" = "b" ]']) {
    const run = only(`RUN ${body}`);
    assert.equal(run.json, false);
    assert.deepEqual(values(run), [body]);
  }
});

test('ENV and LABEL give names and values in turn, in the new form and in the old one', () => {
  assert.deepEqual(values(only('ENV A=1 B="x y" C=a\\ b')), ['A', '1', 'B', '"x y"', 'C', 'a\\ b']);
  assert.deepEqual(values(only('ENV A  x y = z')), ['A', 'x y = z']);
  assert.deepEqual(values(only('ARG A B=1')), ['A', 'B=1']);
});

test('HEALTHCHECK holds the command that it runs', () => {
  const check = only('HEALTHCHECK --interval=30s CMD ["python3", "-c", "x"]');
  assert.deepEqual(values(check), ['CMD', 'python3', '-c', 'x']);
  assert.equal(check.inner?.keyword, 'CMD');
  assert.deepEqual(check.inner && values(check.inner), ['python3', '-c', 'x']);
  const shell = only('HEALTHCHECK CMD curl -f http://localhost || exit 1');
  assert.deepEqual(shell.inner && values(shell.inner), ['curl -f http://localhost || exit 1']);
  assert.equal(shell.inner?.body.text, 'curl -f http://localhost || exit 1');
});

test('ONBUILD holds its trigger, with ranges of its own', () => {
  const text = 'FROM scratch\nONBUILD COPY --chown=1 a \\\n b\n';
  const trigger = parse(text).instructions[1]?.inner;
  assert.equal(trigger?.keyword, 'COPY');
  assert.equal(slice(text, trigger?.keywordRange), 'COPY');
  assert.equal(slice(text, trigger?.words[1]?.range), 'b');
});

test('here-documents: several on a line, quoted, with tabs, with a blank before the name', () => {
  const text = 'FROM scratch\nCOPY <<one <<-"two" << \'three\' /x/\n$A\none\n\tb\n\ttwo\nthree\nUSER 1\n';
  const [, copy, user] = parse(text).instructions;
  assert.deepEqual(
    copy?.heredocs.map(({ name, content, stripTabs, expand, spaced }) => ({
      name,
      content,
      stripTabs,
      expand,
      spaced,
    })),
    [
      { name: 'one', content: '$A\n', stripTabs: false, expand: true, spaced: false },
      { name: 'two', content: '\tb\n', stripTabs: true, expand: false, spaced: false },
      { name: 'three', content: '', stripTabs: false, expand: false, spaced: true },
    ],
  );
  assert.equal(slice(text, copy?.heredocs[1]?.range), '<<-"two"');
  assert.equal(slice(text, copy?.heredocs[1]?.contentRange), '\tb\n');
  assert.equal(copy?.endLine, 7);
  assert.equal(slice(text, copy?.range)?.endsWith('\nthree'), true);
  assert.equal(user?.keyword, 'USER');
});

test('lookalikes of here-documents are words', () => {
  for (const body of ['echo "<<EOF"', 'cat <<<EOF', 'echo $((1<<2))', "echo '<<EOF'", 'echo "open <<EOF']) {
    assert.deepEqual(only(`RUN ${body}`).heredocs, []);
  }
  assert.deepEqual(only('CMD cat <<EOF').heredocs, []);
});

test('comments inside here-documents are content', () => {
  assert.deepEqual(parse('FROM scratch\nRUN <<EOF\n# no comment\nEOF\n').comments, []);
});

test('directives hold while nothing else has been seen, and are no comments', () => {
  const text = '# syntax=docker/dockerfile:1\n#Escape = ` \n# lucid\n# check=skip=all\nFROM a\nCOPY x `\n y\n';
  const file = parse(text);
  assert.deepEqual(
    file.directives.map(({ name, value, valueRange }) => [name, value, slice(text, valueRange)]),
    [
      ['syntax', 'docker/dockerfile:1', 'docker/dockerfile:1'],
      ['escape', '`', '`'],
    ],
  );
  assert.equal(file.escape, '`');
  assert.deepEqual(
    file.comments.map((comment) => comment.text),
    ['lucid', 'check=skip=all'],
  );
  assert.deepEqual(file.instructions[1] && values(file.instructions[1]), ['x', 'y']);
});

test('a byte-order mark is no part of the first keyword', () => {
  const text = '\ufeffFROM scratch\n';
  const [from] = parse(text).instructions;
  assert.equal(from?.keyword, 'FROM');
  assert.equal(slice(text, from?.keywordRange), 'FROM');
});

test('keywords compare without case', () => {
  assert.deepEqual(
    parse('from a\nCopy b c\n').instructions.map(({ keyword }) => keyword),
    ['FROM', 'COPY'],
  );
});
