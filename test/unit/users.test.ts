import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withoutCommands } from '../../server/edits/commands.ts';
import { insertUser } from '../../server/edits/user.ts';
import { onlyMakesUsers, userCommands } from '../../server/image/users/commands.ts';
import type { Instruction, Stage } from '../../server/model/dockerfile.ts';
import { applyEdits } from '../../server/model/text.ts';
import { parseDockerfile } from '../../server/parse/dockerfile/dockerfile.ts';

const runOf = (text: string): Instruction => {
  const file = parseDockerfile(text, 'Dockerfile');
  return file.instructions.find(({ keyword }) => keyword === 'RUN') as Instruction;
};

/** The text without the commands that make users and groups. */
function removed(text: string): string {
  const file = parseDockerfile(text, 'Dockerfile');
  const run = file.instructions.find(({ keyword }) => keyword === 'RUN') as Instruction;
  const starts = new Set(userCommands(run).map(({ range }) => range.start));
  const after = applyEdits(
    text,
    withoutCommands(file, new Map([[run, starts]]), (comment) => /user/.test(comment)),
  );
  const again = parseDockerfile(after, 'Dockerfile');
  assert.deepEqual(again.problems, [], 'what remains is read without problems');
  const before = file.instructions.length;
  assert.ok(
    again.instructions.length >= before - 1 && again.instructions.length <= before,
    'no instruction is swallowed',
  );
  return after;
}

/** A RUN between two instructions, so that one that runs into its neighbour is noticed. */
const around = (run: string): string => `FROM debian:12\n${run}\nWORKDIR /x\n`;

const chains: readonly [title: string, run: string, expected: string][] = [
  ['the first of a chain', 'RUN useradd x && make', 'RUN make'],
  ['the last of a chain', 'RUN make && useradd x', 'RUN make'],
  ['between two', 'RUN make a && useradd x && make b', 'RUN make a && make b'],
  ['two neighbours', 'RUN make a && groupadd g && useradd -g g x && make b', 'RUN make a && make b'],
  ['before a semicolon, `&&` goes', 'RUN make a && useradd x; make b', 'RUN make a; make b'],
  ['behind a semicolon, `&&` goes', 'RUN make a; useradd x && make b', 'RUN make a; make b'],
  ['with its `|| true`', 'RUN useradd x || true; make', 'RUN make'],
  ['with its `|| true`, in a chain', 'RUN useradd x || true && make', 'RUN make'],
  ['between `&&` and `||`, the answer stays for the others', 'RUN make && useradd x || exit 1', 'RUN make || exit 1'],
  ['with the question before it', 'RUN make && getent passwd x > /dev/null || useradd x', 'RUN make'],
  ['an alternative becomes true', 'RUN make || useradd x', 'RUN make || true'],
  ['in a pipe', 'RUN yes | adduser x && make', 'RUN yes | true && make'],
  ['in an if', 'RUN if ! id x; then useradd x; fi; make', 'RUN if ! id x; then true; fi; make'],
  ['in brackets', 'RUN (groupadd g && useradd -g g x) && make', 'RUN (true && true) && make'],
  ['in the background', 'RUN useradd x & make', 'RUN true & make'],
  ['sudo, a path, assignments and redirections', 'RUN A=1 sudo /usr/sbin/useradd x 2>/dev/null && make', 'RUN make'],
  ['operators behind', 'RUN useradd x && \\\n    make', 'RUN make'],
  ['operators behind, the last', 'RUN make && \\\n    useradd x', 'RUN make'],
  ['operators behind, a comment above', 'RUN make && \\\n    # the user\n    useradd x', 'RUN make'],
  ['operators in front', 'RUN make a \\\n  && useradd x \\\n  && make b', 'RUN make a \\\n  && make b'],
  ['operators in front, the first', 'RUN useradd x \\\n  && make b', 'RUN make b'],
  ['operators in front, the last', 'RUN make a \\\n  && useradd x', 'RUN make a'],
  [
    'operators in front, the last, comments above',
    'RUN make a \\\n  # one\n\n  # two\n  && useradd x',
    'RUN make a\n  # one\n\n  # two',
  ],
  ['the first, a comment below', 'RUN useradd x && \\\n  # then\n  make', 'RUN \\\n  # then\n  make'],
  [
    'over several lines with a comment inside',
    'RUN make a \\\n  && useradd \\\n    # as nobody\n    --no-create-home \\\n    x \\\n  && make b',
    'RUN make a \\\n  && make b',
  ],
  [
    'semicolons behind answers',
    'RUN set -eux; \\\n  groupadd g || true; \\\n  useradd x || true; \\\n  make',
    'RUN set -eux; \\\n  make',
  ],
  ['part of a line', 'RUN make a && useradd x \\\n  && make b', 'RUN make a \\\n  && make b'],
  ['with flags before', 'RUN --network=none useradd x && \\\n  make', 'RUN --network=none make'],
  ['semicolons at the ends', 'RUN set -e; \\\n  useradd x; \\\n  make; ', 'RUN set -e; \\\n  make; '],
  ['a here-document', 'RUN <<EOF\nmake a\nuseradd x\nmake b\nEOF', 'RUN <<EOF\nmake a\nmake b\nEOF'],
  [
    'a here-document, with empty lines',
    'RUN <<EOF\nmake a\n\n# the user\nuseradd x\n\nmake b\nEOF',
    'RUN <<EOF\nmake a\n\nmake b\nEOF',
  ],
  ['a comment that describes the first of a chain', '# the user\nRUN useradd x && make', 'RUN make'],
  ['a comment that describes another one', '# the user\nRUN make && useradd x', '# the user\nRUN make'],
  [
    'a here-document, several on a line',
    'RUN <<EOF\nmake a; useradd x\nuseradd y && make b\nEOF',
    'RUN <<EOF\nmake a\nmake b\nEOF',
  ],
  [
    'a here-document, continued',
    'RUN <<EOF\nuseradd \\\n  -m x\n# next\nmake b\nEOF',
    'RUN <<EOF\n# next\nmake b\nEOF',
  ],
  ['a here-document, indented', 'RUN <<-EOF\n\tmake a &&\n\tuseradd x\n\tEOF', 'RUN <<-EOF\n\tmake a\n\tEOF'],
];

describe('taking user creation out of a RUN', () => {
  for (const [title, run, expected] of chains) {
    it(title, () => assert.equal(removed(around(run)), around(expected)));
    // In a here-document the shell itself reads the line breaks, and knows no continuation before CR.
    if (title !== 'a here-document, continued') {
      it(`${title}, with CRLF and a byte-order mark`, () => {
        const windows = (text: string) => `\ufeff${around(text).replaceAll('\n', '\r\n')}`;
        assert.equal(removed(windows(run)), windows(expected));
      });
    }
  }
  it('takes the whole instruction when nothing else is in it', () => {
    const text = 'FROM debian:12\n# the user\nRUN set -e; \\\n  groupadd g && \\\n  useradd x # twice\nWORKDIR /x\n';
    assert.equal(removed(text), 'FROM debian:12\nWORKDIR /x\n');
    assert.equal(removed('FROM debian:12\nRUN <<EOF\ngroupadd g\nuseradd x\nEOF\n'), 'FROM debian:12\n');
  });
  it('works at the end of a file without a line break', () => {
    assert.equal(removed('FROM debian:12\nRUN make \\\n  && useradd x'), 'FROM debian:12\nRUN make\n');
    assert.equal(removed('FROM debian:12\nRUN useradd x'), 'FROM debian:12\n');
  });
  it('knows another escape character', () => {
    const text = '# escape=`\nFROM debian:12\nRUN make `\n  && useradd x\nWORKDIR /x\n';
    assert.equal(removed(text), '# escape=`\nFROM debian:12\nRUN make\nWORKDIR /x\n');
  });
});

describe('commands that make users and groups', () => {
  const read = (command: string) =>
    userCommands(runOf(`FROM debian:12\nRUN ${command}\n`)).map(({ kind, name, id, groups }) => ({
      kind,
      name,
      id,
      groups,
    }));
  it('reads their options', () => {
    assert.deepEqual(read('useradd -rm -d /srv/x -u 1000 -g users --groups a,b -s/bin/sh x'), [
      { kind: 'user', name: 'x', id: '1000', groups: ['users', 'a', 'b'] },
    ]);
    assert.deepEqual(read('adduser --system --ingroup g --uid=7 x'), [
      { kind: 'user', name: 'x', id: '7', groups: ['g'] },
    ]);
    assert.deepEqual(read('adduser -D -H -G g -u 7 x'), [{ kind: 'user', name: 'x', id: '7', groups: ['g'] }]);
    assert.deepEqual(read('addgroup -S -g 9 g; groupadd -r --gid 8 h'), [
      { kind: 'group', name: 'g', id: '9', groups: [] },
      { kind: 'group', name: 'h', id: '8', groups: [] },
    ]);
    assert.deepEqual(
      read('busybox adduser -D x && exec env A=b /usr/sbin/useradd y').map(({ name }) => name),
      ['x', 'y'],
    );
    assert.deepEqual(
      read('["/bin/sh", "-c", "useradd x && make"]').map(({ name }) => name),
      ['x'],
    );
  });
  it('leaves what makes nothing', () => {
    for (const command of [
      'adduser app docker',
      'addgroup app docker',
      'useradd -D -s /bin/sh',
      'useradd --help',
      'useradd -R /rootfs x',
      'echo useradd x',
      'apt-get install -y adduser',
      'which useradd',
      '# useradd x',
    ]) {
      assert.deepEqual(read(command), [], command);
    }
  });
  it('knows a RUN that does nothing else', () => {
    const only = (command: string) => onlyMakesUsers(runOf(`FROM debian:12\nRUN ${command}\n`));
    assert.ok(only('set -e; groupadd g && useradd x || true'));
    assert.ok(only('["useradd", "x"]'));
    assert.ok(!only('useradd x && make'));
    assert.ok(!only('make'));
  });
});

describe('a new USER', () => {
  const inserted = (text: string): string => {
    const file = parseDockerfile(text, 'Dockerfile');
    const edit = insertUser(file, file.stages.at(-1) as Stage, '65532:65532');
    return edit ? applyEdits(text, [edit]) : text;
  };
  const cases: readonly [title: string, before: string, after: string][] = [
    ['nowhere behind an open here-document', 'FROM a\nRUN <<E\nb\n', 'FROM a\nRUN <<E\nb\n'],
    ['before CMD', 'FROM a\nRUN b\nCMD c\n', 'FROM a\nRUN b\nUSER 65532:65532\nCMD c\n'],
    ['as a paragraph of its own', 'FROM a\nRUN b\n\nCMD c\n', 'FROM a\nRUN b\n\nUSER 65532:65532\n\nCMD c\n'],
    [
      'above the comments of ENTRYPOINT',
      'FROM a\n\n# one\n# two\nENTRYPOINT ["c"]',
      'FROM a\n\nUSER 65532:65532\n\n# one\n# two\nENTRYPOINT ["c"]',
    ],
    [
      'before the first of several',
      'FROM a\nEXPOSE 1\nHEALTHCHECK CMD x\nENTRYPOINT ["c"]\nCMD ["d"]\n',
      'FROM a\nEXPOSE 1\nUSER 65532:65532\nHEALTHCHECK CMD x\nENTRYPOINT ["c"]\nCMD ["d"]\n',
    ],
    ['behind a RUN that comes after CMD', 'FROM a\nCMD c\nRUN b\n', 'FROM a\nCMD c\nRUN b\nUSER 65532:65532\n'],
    ['behind a here-document', 'FROM a\nRUN <<EOF\nCMD c\nEOF\n', 'FROM a\nRUN <<EOF\nCMD c\nEOF\nUSER 65532:65532\n'],
    [
      'at the end of a file without a line break',
      'FROM a\nENV x=y\nENV b=c',
      'FROM a\nENV x=y\nENV b=c\nUSER 65532:65532',
    ],
  ];
  for (const [title, before, after] of cases) {
    it(title, () => assert.equal(inserted(before), after));
    it(`${title}, with CRLF`, () =>
      assert.equal(inserted(before.replaceAll('\n', '\r\n')), after.replaceAll('\n', '\r\n')));
  }
});
