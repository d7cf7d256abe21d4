import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { insertAbove, insertAfterGroup, insertAtEnd, insertEnv } from '../../server/edits/insert.ts';
import { withoutInstructions } from '../../server/edits/lines.ts';
import { insertUser } from '../../server/edits/user.ts';
import type { Dockerfile, Instruction, Stage } from '../../server/model/dockerfile.ts';
import { applyEdits, type TextEdit } from '../../server/model/text.ts';
import { parseDockerfile } from '../../server/parse/dockerfile/dockerfile.ts';
import { text } from '../../server/rules/example.ts';

type Edit = (file: Dockerfile) => TextEdit | readonly TextEdit[] | undefined;

/** The same in a Unix file and in a Windows file. */
function becomes(before: string, edit: Edit, after: string): void {
  for (const form of [(one: string) => one, (one: string) => `\ufeff${one.replaceAll('\n', '\r\n')}`]) {
    const file = parseDockerfile(form(before), 'Dockerfile');
    const edits = edit(file) ?? [];
    assert.equal(applyEdits(file.text, 'range' in edits ? [edits] : edits), form(after));
  }
}

const stageOf = ({ stages }: Dockerfile): Stage => stages.at(-1) as Stage;
const first = (file: Dockerfile, keyword: string): Instruction =>
  file.instructions.find((one) => one.keyword === keyword) as Instruction;

describe('taking whole instructions away', () => {
  const withoutRuns: Edit = (file) =>
    withoutInstructions(
      file,
      file.instructions.filter(({ keyword }) => keyword === 'RUN'),
      (comment) => comment.includes('run') && !comment.includes('build'),
    );
  const cases: readonly [title: string, before: string, after: string][] = [
    ['a paragraph', 'FROM a\n\nRUN b\n\nCMD c\n', 'FROM a\n\nCMD c\n'],
    ['a paragraph with its comment', 'FROM a\n\n# run it\nRUN b\n\nCMD c\n', 'FROM a\n\nCMD c\n'],
    ['two paragraphs', 'FROM a\n\nRUN b\n\n# run it\nRUN c\n\nCMD d\n', 'FROM a\n\nCMD d\n'],
    ['empty lines of several', 'FROM a\n\nRUN b\n\n\nCMD c\n', 'FROM a\n\nCMD c\n'],
    ['inside a paragraph', 'FROM a\nRUN b\nCMD c\n', 'FROM a\nCMD c\n'],
    ['at the end of a paragraph', 'FROM a\nRUN b\n\nCMD c\n', 'FROM a\n\nCMD c\n'],
    ['at the end of the file', 'FROM a\nCMD b\n\nRUN c', 'FROM a\nCMD b\n'],
    ['at the end of the file, empty lines behind', 'FROM a\nCMD b\n\nRUN c\n\n\n', 'FROM a\nCMD b\n'],
    ['another comment stays', 'FROM a\n# build\n# run it\nRUN b\nCMD c\n', 'FROM a\n# build\nCMD c\n'],
    ['a comment above an empty line stays', 'FROM a\n# run it\n\nRUN b\nCMD c\n', 'FROM a\n# run it\n\nCMD c\n'],
    [
      'comments for linters go',
      'FROM a\n# hadolint ignore=DL1\n# lucid: ignore=x y\nRUN b\nCMD c\n',
      'FROM a\nCMD c\n',
    ],
  ];
  for (const [title, before, after] of cases) {
    it(title, () => becomes(before, withoutRuns, after));
  }
});

describe('inserting instructions', () => {
  it('takes the indentation of the neighbour', () => {
    const before = text`
      FROM a
        RUN b
        # the start
        CMD c
    `;
    becomes(
      before,
      (file) => insertAtEnd(file, stageOf(file), 'HEALTHCHECK \\\n  CMD d'),
      before.replace('  # the', '  HEALTHCHECK \\\n    CMD d\n  # the'),
    );
    becomes(before, (file) => insertUser(file, stageOf(file), '1'), before.replace('  # the', '  USER 1\n  # the'));
    becomes(before, (file) => insertEnv(file, stageOf(file), 'ENV A=b'), before.replace('  RUN', '  ENV A=b\n  RUN'));
    becomes(
      before,
      (file) => insertAbove(file, first(file, 'CMD'), 'ENTRYPOINT []'),
      before.replace('  CMD', '  ENTRYPOINT []\n  CMD'),
    );
  });
  it('makes a paragraph where it is put above one', () => {
    const before = 'FROM a\nRUN b\n\n# start\nCMD c\n';
    for (const insert of [
      (file: Dockerfile) => insertUser(file, stageOf(file), '1'),
      (file: Dockerfile) => insertAtEnd(file, stageOf(file), 'USER 1'),
    ]) {
      becomes(before, insert, 'FROM a\nRUN b\n\nUSER 1\n\n# start\nCMD c\n');
    }
  });
  it('does not part a group of COPY', () => {
    const insert: Edit = (file) => insertAfterGroup(file, first(file, 'COPY'), 'ENV A=b');
    becomes(
      'FROM a\nCOPY b c\n# more\nADD d e\nCOPY f g\n\nCOPY h i\n',
      insert,
      'FROM a\nCOPY b c\n# more\nADD d e\nCOPY f g\nENV A=b\n\nCOPY h i\n',
    );
    becomes('FROM a\nCOPY b c\nRUN d\nCOPY e f\n', insert, 'FROM a\nCOPY b c\nENV A=b\nRUN d\nCOPY e f\n');
    becomes('FROM a\nCOPY b c\n  COPY d e\n', insert, 'FROM a\nCOPY b c\n  COPY d e\n  ENV A=b\n');
  });
});
