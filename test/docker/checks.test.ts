// What the real `docker build --check` says of a sample, ignore files included, beside the findings of Lucid.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { checkFile } from '../../server/check/check.ts';
import { lineStarts, positionAt } from '../../server/model/text.ts';
import { openProject } from '../../server/project/open.ts';
import { memoryWorkspace } from '../../server/workspace/memory.ts';
import { fixtureFolder } from '../support/fixture-folder.ts';
import { removeFolder } from '../support/processes.ts';
import { type BuildKit, startBuildKit } from '../support/realdocker.ts';

let buildKit: BuildKit;
before(async () => {
  buildKit = await startBuildKit();
});
after(() => buildKit?.stop());

interface Sample {
  readonly title: string;
  readonly files: Readonly<Record<string, string>>;
}

const ignored = (patterns: string, lines: string, files: Readonly<Record<string, string>> = {}): Sample['files'] => ({
  ...files,
  '.dockerignore': patterns,
  Dockerfile: `FROM scratch AS base\nFROM scratch\n${lines}`,
});

const samples: readonly Sample[] = [
  {
    title: 'a file that the ignore file excludes',
    files: ignored('*.log\n', 'COPY a.log b.txt /\n', { 'a.log': '', 'b.txt': '' }),
  },
  { title: 'a file that is not there', files: ignored('gone/\n', 'COPY gone/x ./gone /\nADD gone /x/\n') },
  { title: 'the whole context', files: ignored('*\n', 'COPY . /\n', { 'a.txt': '' }) },
  {
    title: 'an ignore file with exceptions',
    files: ignored('*\n!a.txt\n', 'COPY a.txt b.txt /\n', { 'a.txt': '', 'b.txt': '' }),
  },
  {
    title: 'sources of other stages and addresses',
    files: ignored('*.log\n', 'COPY --from=base a.log /\nADD https://example.org/a.log /\n'),
  },
  {
    title: 'a leading slash, dots and variables',
    files: ignored('*.log\nsub\n', 'ARG NAME=a.log\nCOPY $NAME /x\nCOPY /a.log ./a.log sub/../a.log sub/x /y/\n'),
  },
  {
    title: 'skipped above the instruction',
    files: ignored('*.log\n', '# check=skip=CopyIgnoredFile\nCOPY a.log /\nCOPY b.log /\n'),
  },
  {
    title: 'here-documents and patterns',
    files: ignored('*.log\n', 'COPY <<a.log /x\nx\na.log\nCOPY *.log /y/\nCOPY [ab].log /z/\n'),
  },
  {
    title: 'other checks',
    files: {
      Dockerfile: `# check=skip=FromAsCasing\nARG TAG\nFROM scratch as Base\nMAINTAINER me\nENV OLD way\nENV A=$NOPE \\\n  DB_PASSWORD=x\nWORKDIR app\nEXPOSE 1.2.3.4:80:80/TCP\nCMD run\ncmd ["run"]\nONBUILD ENV KEY=1\nFROM --platform=linux/arm64 base AS context\nRUN true \\\n\n  true\n`,
    },
  },
];

for (const { title, files } of samples) {
  it(`says what docker build --check says: ${title}`, async () => {
    const folder = fixtureFolder(files);
    const { output } = await buildKit.build(folder, { platforms: ['linux/amd64'], more: ['--call=check,format=json'] });
    removeFolder(folder);
    const theirs = warningsIn(output).map(({ rule, line }) => `${line} ${rule}`);
    assert.deepEqual(ours(files), [...new Set(theirs)].sort(), output);
  });
}

/** The warnings in the JSON that `--call=check,format=json` prints behind its progress. */
function warningsIn(output: string): readonly { readonly rule: string; readonly line: number }[] {
  const start = output.search(/^\{/m);
  assert.ok(start >= 0, output);
  const end = output.lastIndexOf('}') + 1;
  const { warnings } = JSON.parse(output.slice(start, end)) as {
    warnings?: null | { ruleName: string; location?: { ranges?: { start: { line: number } }[] } }[];
  };
  return (warnings ?? []).map(({ ruleName, location }) => ({
    rule: ruleName,
    line: location?.ranges?.[0]?.start.line ?? 0,
  }));
}

function ours(files: Readonly<Record<string, string>>): readonly string[] {
  const build = 'services:\n  a:\n    build:\n      context: .\n      platforms: [linux/amd64]\n';
  const project = openProject(memoryWorkspace({ ...files, 'compose.yaml': build }));
  const text = files.Dockerfile ?? '';
  const instructions = project.dockerfile('Dockerfile')?.instructions ?? [];
  const named = checkFile(project, 'Dockerfile').flatMap(({ buildkit = [], range }) => {
    const around = instructions.findLast((one) => one.range.start <= range.start);
    const line = buildkit.includes('NoEmptyContinuation')
      ? positionAt(lineStarts(text), range.start).line + 1
      : around?.startLine;
    return buildkit.map((check) => `${line} ${check}`);
  });
  return [...new Set(named)].sort();
}
