import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDockerfile } from '../../server/parse/dockerfile/dockerfile.ts';

/** The source that each problem points at, and its message. */
function problems(text: string): [string, string][] {
  return parseDockerfile(text, 'Dockerfile').problems.map(({ message, range }) => [
    text.slice(range.start, range.end),
    message,
  ]);
}

const refused: readonly [line: string, at: string, message: RegExp][] = [
  ['RUM x', 'RUM', /^Unknown instruction RUM: the build fails\. Did you mean RUN\?$/],
  ['RUN --mounts=x y', '--mounts=x', /no flag --mounts: the build fails\. Did you mean --mount\?$/],
  ['USER --x 1', '--x', /USER takes no flags/],
  ['COPY --from a b', '--from', /needs a value/],
  ['COPY --link=maybe a b', '--link=maybe', /true or false, not "maybe"/],
  ['COPY --from=a --from=b x y', '--from=b', /given twice/],
  ['COPY a', 'a', /needs at least one source and a destination/],
  ['COPY a <<EOF\nEOF', '<<EOF', /cannot write to a here-document/],
  ['RUN ["a", 1]', '["a", 1]', /strings only/],
  ['RUN <<EOF', '<<EOF', /here-document EOF has no end.*Add a line that holds "EOF" alone/],
  ['RUN --mount=from=$X,target=/x y', 'from=$X,target=/x', /cannot expand variables/],
  ['RUN --network=bridge y', 'bridge', /default, none or host/],
  ['ENV A', 'A', /ENV A has no value.*Write ENV A=value/],
  ['ENV A=1 B', 'B', /B has no "="/],
  ['ENV =1', '', /needs a name/],
  ['ARG', 'ARG', /needs a name/],
  ['FROM a b', 'b', /Only AS and a name.*FROM <image> AS <name>/],
  ['FROM', 'FROM', /needs an image/],
  ['FROM a AS 1st', '1st', /cannot name a stage/],
  ['HEALTHCHECK --interval=30s', 'HEALTHCHECK', /needs NONE, or CMD/],
  ['HEALTHCHECK curl x', 'curl', /Put CMD before the command/],
  ['HEALTHCHECK CMD', 'CMD', /needs a command/],
  ['HEALTHCHECK NONE x', 'x', /takes no arguments/],
  ['HEALTHCHECK --interval=30 CMD x', '30', /no duration/],
  ['HEALTHCHECK --interval=1us CMD x', '1us', /shorter than a millisecond/],
  ['HEALTHCHECK --retries=-1 CMD x', '-1', /no whole number/],
  ['SHELL /bin/sh', '/bin/sh', /JSON array/],
  ['VOLUME [""]', '""', /empty string/],
  ['EXPOSE', 'EXPOSE', /at least one port/],
  ['ONBUILD', 'ONBUILD', /needs an instruction/],
  ['ONBUILD ONBUILD RUN x', 'ONBUILD', /cannot trigger another/],
  ['ONBUILD FROM x', 'FROM', /cannot be triggered/],
];

for (const [line, at, message] of refused) {
  test(`refuses ${line.split('\n')[0]}`, () => {
    const found = problems(`FROM scratch\n${line}\n`);
    assert.equal(found.length, 1);
    assert.equal(found[0]?.[0], at);
    assert.match(found[0]?.[1] ?? '', message);
  });
}

test('a message says what is wrong within 90 characters, then what follows and what to do', () => {
  const long = 'x'.repeat(500);
  const texts = refused.map(([line]) => `FROM scratch\n${line}\n`);
  const longer = [
    `${long} a`,
    `RUN --${long} a`,
    `COPY --link=${long} a b`,
    `FROM a AS 1${long}`,
    `RUN <<${long}`,
    `ENV ${long}`,
    `ENV a=b ${long}`,
    `HEALTHCHECK ${long}`,
    `HEALTHCHECK --interval=${long} CMD x`,
    `HEALTHCHECK --retries=${long} CMD x`,
    `RUN --network=${long} x`,
    `RUN --device=a,${long} x`,
    `RUN --device=a,required=${long} x`,
    `RUN --device=name=${long},name=b x`,
  ];
  const other = [
    '',
    '# nothing\n',
    'USER 1\nFROM scratch\n',
    `# escape=${long}\nFROM scratch\n`,
    '#syntax=a\n#syntax=b\n',
  ];
  for (const text of [...texts, ...longer.map((line) => `FROM scratch\n${line}\n`), ...other]) {
    const found = problems(text);
    assert.ok(found.length > 0, text.slice(0, 80));
    for (const [, message] of found) {
      const [wrong = '', remedy = ''] = message.split(': the build fails. ');
      assert.ok(wrong.length > 0 && wrong.length <= 90, message);
      assert.match(remedy, /[.?]$/);
    }
  }
});

test('accepts what BuildKit accepts, odd as it is', () => {
  const lines = [
    'RUN',
    'CMD',
    'ARG --anything=x A',
    'STOPSIGNAL --x 9',
    'HEALTHCHECK --nonsense NONE',
    'HEALTHCHECK --interval=1m30s --retries=+3 CMD x',
    'ONBUILD NONSENSE x',
    'FROM ${UNSET}',
    'FROM a:b:c',
    'FROM a AS one',
    'FROM b AS one',
    'RUN --mount=type=nonsense,target=/x y',
    'MAINTAINER me',
  ];
  assert.deepEqual(problems(`FROM scratch\n${lines.join('\n')}\n`), []);
});

test('a Dockerfile needs a FROM, and little may precede it', () => {
  assert.match(problems('')[0]?.[1] ?? '', /empty/);
  assert.match(problems('# nothing\n')[0]?.[1] ?? '', /No FROM/);
  assert.match(problems('ARG A=1\n')[0]?.[1] ?? '', /No FROM/);
  const [early] = problems('USER 1\nFROM scratch\n');
  assert.deepEqual(early, ['USER', 'USER stands before the first FROM: the build fails. Only ARG may stand there.']);
});

test('directives that BuildKit refuses', () => {
  assert.deepEqual(problems('# escape=x\nFROM scratch\n')[0]?.[0], 'x');
  assert.deepEqual(problems('# syntax=a\n# syntax=b\nFROM scratch\n')[0]?.[0], '# syntax=b');
});

test('a line longer than 65,535 bytes is refused', () => {
  const head = 'FROM scratch\nRUN ';
  assert.deepEqual(problems(`${head}${'x'.repeat(65_531)}\n`), []);
  assert.match(problems(`${head}${'x'.repeat(65_532)}\n`)[0]?.[1] ?? '', /longer than 65535 bytes/);
  assert.match(problems(`${head}${'é'.repeat(32_766)}\n`)[0]?.[1] ?? '', /longer than 65535 bytes/);
});

test('what is wrong at one place hides nothing at another', () => {
  const file = parseDockerfile('FROM scratch\nENV A\nCOPY a b\nRUN ["a", 1]\nUSER 1\n', 'Dockerfile');
  assert.deepEqual(
    file.instructions.map(({ keyword }) => keyword),
    ['FROM', 'ENV', 'COPY', 'RUN', 'USER'],
  );
  assert.equal(file.problems.length, 2);
});
