// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the variables of shells
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Instruction } from '../../server/model/dockerfile.ts';
import { parseDockerfile } from '../../server/parse/dockerfile/dockerfile.ts';
import { innerWords } from '../../server/parse/shell/commands.ts';
import { type Nesting, runCommands, type ShellCommand, shellCommands } from '../../server/parse/shell/shell.ts';

const body = (text: string) => ({ text, segments: [{ at: 0, source: 0 }] });
const commands = (text: string): readonly ShellCommand[] => shellCommands(body(text));
const words = (text: string): string[][] => commands(text).map((command) => command.words.map(({ value }) => value));
const sources = (text: string): string[] => commands(text).map(({ range }) => text.slice(range.start, range.end));

function nesting(command: ShellCommand): string[] {
  const kinds: string[] = [];
  for (let at: Nesting | undefined = command.nesting; at; at = at.outer) {
    kinds.push(at.kind);
  }
  return kinds;
}

test('a chain parts at its separators, which both neighbours know', () => {
  const text = 'a 1 && b || c; d | e & f';
  assert.deepEqual(words(text), [['a', '1'], ['b'], ['c'], ['d'], ['e'], ['f']]);
  assert.deepEqual(
    commands(text).map(({ before, after }) => [before?.text, after?.text]),
    [
      [undefined, '&&'],
      ['&&', '||'],
      ['||', ';'],
      [';', '|'],
      ['|', '&'],
      ['&', undefined],
    ],
  );
});

test('quotes and escapes are dropped from the values and kept in the ranges', () => {
  const text = `echo "a && b" 'c; d' e\\;f "\\"x\\"" g"h i"`;
  assert.deepEqual(words(text), [['echo', 'a && b', 'c; d', 'e;f', '"x"', 'gh i']]);
  const [echo] = commands(text);
  const range = echo?.words[1]?.range;
  assert.equal(range && text.slice(range.start, range.end), '"a && b"');
});

test('assignments and redirections are no words, and lie inside the range', () => {
  const text = 'A=1 B="x y" cmd z > /dev/null 2>&1 <in';
  assert.deepEqual(words(text), [['cmd', 'z']]);
  assert.deepEqual(sources(text), [text]);
  assert.deepEqual(words('A=1'), [[]]);
  assert.deepEqual(words('dd if=/x A=1'), [['dd', 'if=/x', 'A=1']]);
});

test('commands inside brackets and keywords are found, and say what they stand in', () => {
  const text =
    'if [ -f x ]; then a; else b; fi && (c; { d; }) && for i in 1 2; do e; done; case $x in f|g) h;; *) i;; esac';
  assert.deepEqual(
    commands(text).map((command) => [command.words[0]?.value, ...nesting(command)]),
    [
      ['[', 'if'],
      ['a', 'if'],
      ['b', 'if'],
      ['c', 'subshell'],
      ['d', 'group', 'subshell'],
      ['e', 'loop'],
      ['h', 'case'],
      ['i', 'case'],
    ],
  );
});

test('substitutions are part of their word, and hold commands', () => {
  const text = 'echo "user $(id -u)" `whoami` ${A:-$(b c)} $((1 + 2)) <(d)';
  assert.deepEqual(words(text), [
    ['echo', 'user $(id -u)', '`whoami`', '${A:-$(b c)}', '$((1 + 2))', '<(d)'],
    ['id', '-u'],
    ['whoami'],
    ['b', 'c'],
    ['d'],
  ]);
  assert.deepEqual(nesting(commands(text)[1] as ShellCommand), ['substitution']);
});

test('the body of a function stands in a group; its name is no command', () => {
  assert.deepEqual(words('f() { useradd x; }; f'), [['useradd', 'x'], ['f']]);
  assert.deepEqual(words('function g { y; }; g'), [['y'], ['g']]);
});

test('a negation belongs to its command', () => {
  assert.deepEqual(sources('! grep -q x && y'), ['! grep -q x', 'y']);
  assert.deepEqual(words('! grep -q x'), [['grep', '-q', 'x']]);
});

test('comments end at the line; the operators of [[ ]] part nothing', () => {
  assert.deepEqual(words('a #b && c\nd#e'), [['a'], ['d#e']]);
  assert.deepEqual(words('[[ a && b ]] && c'), [['[[', 'a', 'b', ']]'], ['c']]);
});

test('lines of a script: continuations go on, here-documents inside are no commands', () => {
  assert.deepEqual(words('a && \\\n  b\n\ncat <<X > f\nuseradd\nX\nc\n'), [['a'], ['b'], ['cat'], ['c']]);
});

test('ranges lead through continuations and comments of the Dockerfile', () => {
  const text = 'FROM scratch\nRUN apt-get update && \\\n    # the user\n    useradd -m \\\n      app && \\\n    rm x\n';
  const run = parseDockerfile(text, 'Dockerfile').instructions[1] as Instruction;
  const found = runCommands(run);
  assert.deepEqual(
    found.map(({ range }) => text.slice(range.start, range.end)),
    ['apt-get update', 'useradd -m \\\n      app', 'rm x'],
  );
  const useradd = found[1];
  // The smallest edit: from the command to behind its separator.
  const end = useradd?.after?.range.end ?? 0;
  assert.equal(text.slice(0, useradd?.range.start) + text.slice(end), text.replace('useradd -m \\\n      app &&', ''));
});

test('RUN feeds a here-document to its shell, to a named shell, or to something else', () => {
  const run = (line: string, content: string): string[] => {
    const text = `FROM scratch\nRUN ${line}\n${content}\nEOF\n`;
    const instruction = parseDockerfile(text, 'Dockerfile').instructions[1] as Instruction;
    return runCommands(instruction).flatMap(({ words }) => words[0]?.value ?? []);
  };
  assert.deepEqual(run('<<EOF', 'a\nb && c'), ['a', 'b', 'c']);
  assert.deepEqual(run('<<EOF', '#!/bin/bash -e\na'), ['a']);
  assert.deepEqual(run('<<EOF', '#!/usr/bin/env -S bash -e\na'), ['a']);
  assert.deepEqual(run('<<EOF', '#!/usr/bin/env python3\nimport os'), []);
  assert.deepEqual(run('bash -eux <<"EOF"', 'a'), ['bash', 'a']);
  assert.deepEqual(run('python3 <<EOF', 'import os'), ['python3']);
  assert.deepEqual(run('cat <<EOF > /x && chmod 755 /x', 'useradd'), ['cat', 'chmod']);
});

test('wrappers are skipped with their options, however many there are', () => {
  const inner = (text: string) => innerWords(commands(text)[0]?.words ?? []).map(({ value }) => value);
  assert.deepEqual(inner('exec env -i A=1 sudo -E app --x'), ['app', '--x']);
  assert.deepEqual(inner('exec env A=1'), ['env', 'A=1']);
  assert.deepEqual(inner('exec'), ['exec']);
  assert.deepEqual(inner(`${'exec '.repeat(20_000)}app`), ['app']);
});

test('unfinished texts give what is there', () => {
  assert.deepEqual(words('a && "b'), [['a'], ['b']]);
  assert.deepEqual(words('echo $(x'), [['echo', '$(x'], ['x']]);
  assert.deepEqual(words('a) && b; fi; done'), [['a'], ['b']]);
  assert.deepEqual(words('&& | ;'), []);
});
