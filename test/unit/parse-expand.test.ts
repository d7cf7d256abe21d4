// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the variables of Dockerfiles
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type BuildScope, variablesOf } from '../../server/image/variables.ts';
import { parseDockerfile } from '../../server/parse/dockerfile/dockerfile.ts';
import { expand, expandContent, expandWords } from '../../server/parse/expansion/expand.ts';
import { unknown } from '../../server/parse/expansion/value.ts';

const variables: Readonly<Record<string, string | typeof unknown>> = {
  NAME: 'app',
  FILE: 'a/b/c.tar.gz',
  EMPTY: '',
  BASE: unknown,
};
const environment = { get: (name: string) => variables[name] };
const value = (text: string): string | undefined => expand(text, environment, '\\').value;

test('variables, quotes and escapes', () => {
  assert.equal(value('/$NAME/${NAME}s/$NAMES'), '/app/apps/');
  assert.equal(value('"$NAME x" \'$NAME\' \\$NAME'), 'app x $NAME $NAME');
  assert.equal(value('a\\ b'), 'a b');
  assert.equal(value('$'), '$');
  assert.equal(expand('`$NAME $NAME', environment, '`').value, '$NAME app');
});

test('operators', () => {
  const cases: Readonly<Record<string, string>> = {
    '${NONE:-x}': 'x',
    '${EMPTY:-x}': 'x',
    '${EMPTY-x}': '',
    '${NAME:+x}': 'x',
    '${EMPTY:+x}': '',
    '${EMPTY+x}': 'x',
    '${NONE:-$NAME-${NONE:-y}}': 'app-y',
    '${FILE#*/}': 'b/c.tar.gz',
    '${FILE##*/}': 'c.tar.gz',
    '${FILE%.*}': 'a/b/c.tar',
    '${FILE%%.*}': 'a/b/c',
    '${FILE/b/x}': 'a/x/c.tar.gz',
    '${FILE//a?/_}': '_b/c.t_.gz',
    '${NAME/\\//x}': 'app',
  };
  for (const [text, expected] of Object.entries(cases)) {
    assert.equal(value(text), expected, text);
  }
});

test('what BuildKit refuses is an error, in its words', () => {
  assert.equal(expand('${NONE:?is needed}', environment, '\\').error, 'NONE: is needed');
  assert.equal(expand('${NAME', environment, '\\').error, "syntax error: missing '}'");
  assert.equal(expand('${}', environment, '\\').error, 'syntax error: bad substitution');
  assert.match(expand('${NAME:0:2}', environment, '\\').error ?? '', /unsupported modifier/);
  assert.match(expand('"open', environment, '\\').error ?? '', /double-quote/);
});

test('a value that depends on an unknown variable is unknown, one that does not is known', () => {
  assert.deepEqual(expand('/$BASE/x', environment, '\\'), {
    value: undefined,
    usedUnknown: ['BASE'],
    unset: [],
    error: undefined,
  });
  assert.equal(value('${BASE:-x}'), undefined);
  assert.equal(value('${NONE:+$BASE}x'), 'x');
  assert.equal(value('${BASE+}x'), 'x');
  assert.deepEqual(expand('$NONE/x', environment, '\\').unset, ['NONE']);
});

test('EXPOSE parts what its variables hold; here-documents keep their quotes', () => {
  const ports = { get: () => '80 443' };
  assert.deepEqual(expandWords('$PORTS', ports, '\\'), ['80', '443']);
  assert.deepEqual(expandWords('"$PORTS"', ports, '\\'), ['80 443']);
  assert.equal(expandContent('"$NAME" \'$NAME\'\n', environment).value, '"app" \'app\'\n');
});

/** The value of a name at the last instruction. */
function last(text: string, name: string, build: Partial<BuildScope> = {}) {
  const file = parseDockerfile(text, 'Dockerfile');
  const instruction = file.instructions[file.instructions.length - 1];
  assert.ok(instruction);
  return variablesOf(file, { args: {}, platforms: [], target: undefined, contexts: {}, ...build })
    .at(instruction)
    .get(name);
}

test('a global ARG is for FROM; a stage sees it after it declares it again', () => {
  const head = 'ARG V=3\nARG W=$V.1\n';
  assert.equal(last(`${head}FROM python:$W`, 'W'), '3.1');
  assert.equal(last(`${head}FROM scratch\nRUN x`, 'W'), undefined);
  assert.equal(last(`${head}FROM scratch\nARG W\nRUN x`, 'W'), '3.1');
  assert.equal(last(`${head}FROM scratch\nARG W=4\nRUN x`, 'W'), '4');
  assert.equal(last(`${head}FROM scratch\nARG V\nRUN x`, 'V', { args: { V: '5' } }), '5');
});

test('a build argument reaches declared names only', () => {
  assert.equal(last('FROM scratch\nRUN x', 'V', { args: { V: '5' } }), undefined);
  assert.equal(last('FROM scratch\nARG V=1\nRUN x', 'V', { args: { V: '5' } }), '5');
  assert.equal(last('FROM scratch\nARG constructor\nRUN x', 'constructor'), undefined);
});

test('the later of ARG and ENV wins, and an instruction sees what stands before it', () => {
  assert.equal(last('FROM scratch\nARG V=1\nENV V=2\nRUN x', 'V'), '2');
  assert.equal(last('FROM scratch\nENV V=2\nARG V=1\nRUN x', 'V'), '1');
  assert.equal(last('FROM scratch\nENV V=1\nENV V=2', 'V'), '1');
});

test('the pairs of one ENV see the values before the line; those of one ARG see each other', () => {
  assert.equal(last('FROM scratch\nENV A=1\nENV A=2 B=$A\nRUN x', 'B'), '1');
  assert.equal(last('FROM scratch\nARG A=2 B=$A\nRUN x', 'B'), '2');
});

test('a stage passes its variables on, and its triggers run first', () => {
  const head = 'FROM scratch AS Base\nENV A=1\nONBUILD ENV B=$A\n';
  assert.equal(last(`${head}FROM base\nRUN x`, 'A'), '1');
  assert.equal(last(`${head}FROM base\nRUN x`, 'B'), '1');
  assert.equal(last(`${head}FROM base AS c\nFROM c\nRUN x`, 'B'), '1');
  // BuildKit looks stages up by their lower-case names, so this is an image.
  assert.equal(last(`${head}FROM Base\nRUN x`, 'A'), unknown);
});

test('an image may set anything; scratch sets PATH', () => {
  assert.equal(last('FROM python\nRUN x', 'V'), unknown);
  assert.equal(last('FROM python\nENV V=1\nRUN x', 'V'), '1');
  assert.equal(last('FROM $UNSET\nRUN x', 'V'), unknown);
  assert.equal(last('FROM python\nENV W=a$V\nRUN x', 'W'), unknown);
  assert.match(String(last('FROM scratch\nRUN x', 'PATH')), /^\/usr\/local\/sbin:/);
});

test('a named context replaces the stage of its name', () => {
  const text = 'FROM scratch AS base\nENV A=1\nFROM base\nRUN x';
  assert.equal(last(text, 'A', { contexts: { base: '.' } }), unknown);
});

test('TARGET… is known when there is one platform, BUILD… never', () => {
  const text = 'FROM scratch\nARG TARGETPLATFORM\nARG TARGETARCH\nARG TARGETVARIANT\nARG BUILDPLATFORM\nRUN x';
  const one = { platforms: ['linux/arm64/v8'] };
  assert.equal(last(text, 'TARGETPLATFORM', one), 'linux/arm64');
  assert.equal(last(text, 'TARGETARCH', one), 'arm64');
  assert.equal(last(text, 'TARGETVARIANT', one), '');
  assert.equal(last(text, 'TARGETPLATFORM', { platforms: ['linux/arm'] }), 'linux/arm/v7');
  assert.equal(last(text, 'TARGETARCH', { platforms: ['linux/arm64', 'linux/amd64'] }), unknown);
  assert.equal(last(text, 'BUILDPLATFORM', one), unknown);
  assert.equal(last('FROM scratch\nRUN x', 'TARGETARCH', one), undefined);
  assert.equal(last('FROM --platform=$TARGETPLATFORM x', 'TARGETPLATFORM', one), 'linux/arm64');
});

test('a value that doubles with every line ends as unknown, not as gigabytes', () => {
  assert.equal(last(`FROM scratch\nENV A=xx\n${'ENV A=$A$A\n'.repeat(100)}RUN x`, 'A'), unknown);
});

test('a value of any length is replaced or given up, without an error', () => {
  const long = { get: () => 'x'.repeat(300_000) };
  assert.deepEqual(
    ['${A/y/z}', '${A//x/y}', '${A#y}', '${A%x*}'].map((text) => expand(text, long, '\\').error),
    [undefined, undefined, undefined, undefined],
  );
  assert.equal(expand('${A##*x}', long, '\\').value, '');
});
