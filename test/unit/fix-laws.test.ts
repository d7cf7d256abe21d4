/** Texts on which a fix once broke a law, as the property test shrank them. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkFile } from '../../server/check/check.ts';
import { fixAll } from '../../server/check/fix.ts';
import { openProject } from '../../server/project/open.ts';
import { memoryWorkspace } from '../../server/workspace/memory.ts';
import { dockerfile, workspaces } from '../support/dockerfile-arbitrary.ts';
import { breaches } from '../support/fix-laws.ts';

/** `svc/Dockerfile` in a workspace whose plan builds it in `svc` (0), in the root (1), up to a stage `build` (2), not at all (3). */
const projectOf = (workspace: number, text: string) =>
  openProject(memoryWorkspace({ ...workspaces[workspace], [dockerfile]: text }));
const titles = (workspace: number, text: string, rule: string) =>
  checkFile(projectOf(workspace, text), dockerfile)
    .filter((one) => one.rule === rule)
    .flatMap(({ fixes }) => fixes.map(({ title }) => title));

const distroless = 'gcr.io/distroless/python3-debian12';

const table: readonly [title: string, workspace: number, text: string][] = [
  ['a continuation at the end of the file takes in no inserted line', 0, 'FROM scratch \\\n'],
  ['nor one behind which only comments follow', 0, 'FROM scratch\nRUN x \\\n  # why\n\n'],
  ['nor one of several lines', 0, 'FROM scratch\r\r\nRU\\\r\r\nN\\\r\r\n \\\r\r\n'],
  ['nor one with comments between them', 0, 'FROM scratch\nRUN x \\\n# why\n\\\n'],
  ['nor one that would let another one count', 0, 'FROM scratch\nCMD\\\t\\\t'],
  ['white space is what BuildKit takes for it', 0, 'FROM scratch\n\\\n  # why\nARG A\\\n  \ufeff'],
  ['a here-document keeps its mark', 0, 'FROM debian:12\nRUN make && useradd app <<E\nx\nE\nUSER app\n'],
  ['a name is edited where it is written', 0, `FROM \ufeff${distroless}:latest\n`],
  [
    'a colon is no part of a folder on PYTHONPATH',
    0,
    `FROM python:3.11-slim AS b\nFROM ${distroless}\nCOPY --from=b /root/.local /:usr/local\n`,
  ],
  ['no path turns into a flag', 0, 'FROM scratch\nCOPY ../--from=build /x\n'],
  ['no word turns into a here-document', 0, 'FROM debian:12\nRUN useradd lucid &&<<EOF x\nUSER lucid\n'],
  [
    'the comment of a command takes no instruction in',
    2,
    `FROM ${distroless} as Build\nRUN x; \\\n useradd "a";# why\nFROM scratch\n`,
  ],
  ['a port is not changed inside of a continuation', 0, 'FROM scratch\nEXPOSE 65532:6\\\n5532\n'],
  ['the digits of a port are the last ones', 0, 'FROM scratch\nCMD ["/x", "--bind", "0.0.:000"]\n'],
  [
    'a folder is no pattern',
    0,
    `FROM python:3.11-slim AS b\nFROM ${distroless}\nCOPY --from=b /root/.local /home/a[pp/.local\n`,
  ],
  [
    'a folder of the right Python is not changed into itself',
    0,
    `FROM python:3.12-slim AS b\nRUN pip install --target=/p x\nFROM ${distroless}\nCOPY --from=b /p /usr/local/lib/python3.11<<EOF/dist-packages\n`,
  ],
  ['only blanks stand around the sign of a directive', 0, '# syntax\ufeff=docker/dockerfile:1\n'],
  ['no secret takes the place of a missing source', 0, 'FROM scratch\nCOPY ENV /app/\n'],
  ['no here-document is joined that has no end', 0, "# syntax=docker/dockerfile:1.5\nCOPY << 'EOF'\n"],
  ['nor FROM itself', 0, '# escape=`\nfr`\t\nom ./y`\t\n `\t\n'],
  ['no operators are dropped where the destination looks like an operator', 0, 'FROM scratch\nCOPY <<EOT <<日 >>f '],
  ['a file of one CRLF and an open last line is a CRLF file', 0, '# title\r\nFROM scratch'],
  ['a here-document without an end takes in no inserted line', 0, "FROM python:3.11-slim\nRUN << x'EOF'\n"],
  ['nor an empty one', 0, 'FROM python:3.11-slim\nRUN <<E'],
  [
    'a command that cannot go leaves no true behind where there is no shell',
    0,
    `FROM ${distroless}\nRUN useradd app &\n`,
  ],
  ['nor does one in parentheses', 0, `FROM ${distroless}\nRUN (groupadd app)\n`],
  ['nor one that a question leads to', 0, `FROM ${distroless}\nRUN if ! id app; then useradd app; fi\n`],
  ['a missing source is not replaced by an ignored one', 1, `FROM ${distroless}:nonroot\nADD\tignored.log .\n`],
  ['nor by a pattern that matches nothing', 1, 'FROM scratch\nCOPY app/*.nope /app/\n'],
  [
    'a context is judged by the stages that are built',
    1,
    `FROM debian:12\nADD resource_monitor/ payment-systems/ /x/\nFROM ${distroless}\nRUN --mount=type=bind,src=svc/main.py,dst=/m ["/x"]\n`,
  ],
  [
    "the successor of a builder's base leaves the plan alone",
    0,
    `FROM ${distroless}:nonroot AS build\nFROM ${distroless}:nonroot\nCOPY --from=build /x /x\n`,
  ],
  [
    'an escape character that would end the continuations stays a comment',
    3,
    '# title\n# escape=`\nFROM scratch\nRUN a \\\n  b\n',
  ],
  [
    'what USER cannot name is not written anew',
    0,
    `FROM ${distroless}\nRUN groupadd -g 1001 app\nUSER 1001:RUN ":x"\n`,
  ],
  [
    'no path is changed beside a pattern that BuildKit refuses',
    2,
    '# escape=`\nFROM python:3.11-slim AS build\nCOPY sp\\ ace.txt `\n    svc/ /app/\nFROM gcr.io/distroless/python3-debian12\nRUN  --mount=type=bind,src=svc/main.py,dst=/m apt-get update\n',
  ],
  ['a pattern is not changed into itself', 0, 'FROM scratch\nCOPY x-exclude=*.py *.px /app/\n'],
  ['nothing is dropped behind a lone backslash', 0, 'FROM scratch\nCOPY main.py \\ && b\nENV A\n'],
  ['nor inside an array', 0, 'FROM scratch\nADD ["a", "b" && ]\n'],
  ['nor a here-document', 0, 'FROM scratch\nCOPY main.py /x || <<EOF\nCOPY --from=final /a /b\nEOF\n'],
  ['no source turns into a here-document', 0, 'FROM scratch\nCOPY ../<<EOF main.py /x/\nRUN y\n'],
  ['nor into an operator', 0, 'FROM scratch\nCOPY main.py ../>>f /x/\n'],
  ['nor into a comment', 0, 'FROM scratch\nADD \\\n  ../#a \\\n  --parents .\n'],
  ['no FROM loses the flag that it consists of', 0, 'FROM \\\n# why\n  --platform=linux/amd64\nx build AS final\n'],
  ['two byte-order marks stay together', 0, '\ufeff\ufeff# syntax=x\n# escape=`\nFROM scratch\n'],
  ['a mount ends where its flag ends', 0, 'FROM debian:12\nRUN --mount=type=bind,from=:[b😀'],
  [
    'an ARG behind two stages changes both and the plan',
    0,
    `ARG BASE=${distroless}\nFROM $BASE AS build\nFROM $BASE\nCOPY --from=build /x /x\n`,
  ],
];

describe('texts on which a fix once broke a law', () => {
  for (const [title, workspace, text] of table) {
    it(title, () => assert.deepEqual(breaches(projectOf(workspace, text), dockerfile), []));
  }

  it('lines are inserted in place of the continuation', () => {
    const { texts } = fixAll(projectOf(3, 'FROM scratch\n'), [dockerfile]);
    assert.equal(texts.size, 0);
    const fixed = fixAll(projectOf(0, 'FROM scratch\nCOPY main.py / \\\n  # why\n'), [dockerfile], {
      rule: 'user-nonroot',
    });
    assert.equal(fixed.texts.get(dockerfile), 'FROM scratch\nCOPY main.py /\nUSER 65532:65532\n  # why\n');
  });
  it('no fix is offered behind an open here-document', () => {
    assert.deepEqual(titles(0, 'FROM python:3.11-slim\nRUN <<E\n', 'user-nonroot'), []);
  });
  it('an empty RUN goes altogether', () => {
    const text = `FROM ${distroless}:nonroot\nRUN (groupadd app) \\\n  ; useradd app &\nCMD ["main.py"]\n`;
    const fixed = fixAll(projectOf(0, text), [dockerfile], { rule: 'no-user-creation' }).texts.get(dockerfile);
    assert.equal(fixed, `FROM ${distroless}:nonroot\nCMD ["main.py"]\n`);
  });
});
