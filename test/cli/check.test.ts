import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  linkSync,
  lstatSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import type { JsonFinding, Unreadable } from '../../server/cli/check.ts';
import { rules } from '../../server/rules/index.ts';
import { folderWith, lucid, start } from './lucid.ts';

const plan = `version: 1
registry: docker.io/pickme
rules: { user-nonroot: off }
phases:
  - id: 1
    images:
      - { id: api, image: api, dockerfile: sessions/Dockerfile, context: sessions }
      - { id: web, image: web, dockerfile: web/Dockerfile, context: web }
`;
/** Every rule but the one under test is off, so that new rules change nothing here. */
const others = (ids: readonly string[]): string[] => ids.flatMap((id) => ['--rule', `${id}=off`]);
const files = {
  'lucid.yaml': plan,
  'sessions/main.py': '',
  'sessions/Dockerfile': 'FROM scratch\nCOPY sessions/main.py /app/\n',
  'web/index.html': '',
  'web/Dockerfile': 'FROM scratch\nCOPY index.html /\n',
};

interface Report {
  readonly version: number;
  readonly findings: readonly JsonFinding[];
  readonly files: number;
  readonly unreadable: readonly Unreadable[];
}

async function check(root: string, ...args: string[]): Promise<Report & { readonly code: number | null }> {
  const { out, err, code } = await lucid(['check', '--format', 'json', ...args], root);
  assert.ok(out.startsWith('{'), err);
  return { ...(JSON.parse(out) as Report), code };
}
const copyFindings = ({ findings }: Report) => findings.filter(({ rule }) => rule === 'copy-source-missing');

test('findings as JSON', async () => {
  const report = await check(folderWith(files));
  assert.equal(report.code, 1);
  assert.deepEqual(Object.keys(report).sort(), ['code', 'files', 'findings', 'unreadable', 'version']);
  assert.equal(report.version, 1);
  assert.equal(report.files, 3);
  const [finding] = copyFindings(report) as [JsonFinding];
  assert.deepEqual(Object.keys(finding), ['file', 'range', 'rule', 'severity', 'message', 'fixes']);
  assert.equal(finding.file, 'sessions/Dockerfile');
  assert.deepEqual(finding.range, { start: { line: 1, character: 5 }, end: { line: 1, character: 21 } });
  assert.equal(finding.severity, 'error');
  assert.deepEqual(Object.keys(finding.fixes[0] ?? {}), ['title', 'safe']);
});

/** What `--format json` promises, word for word: programs read it. */
const position = {
  type: 'object',
  additionalProperties: false,
  required: ['line', 'character'],
  properties: { line: { type: 'integer', minimum: 0 }, character: { type: 'integer', minimum: 0 } },
};
const exactly = (properties: Record<string, object>, more: Record<string, object> = {}) => ({
  type: 'object',
  additionalProperties: false,
  required: Object.keys(properties),
  properties: { ...properties, ...more },
});
const list = (items: object) => ({ type: 'array', items });
const text = { type: 'string', minLength: 1 };
const checkName = { enum: rules.flatMap(({ buildkit }) => buildkit ?? []) };
const reportSchema = exactly({
  version: { const: 1 },
  findings: list(
    exactly(
      {
        file: text,
        range: exactly({ start: position, end: position }),
        rule: { enum: rules.map(({ id }) => id) },
        severity: { enum: ['error', 'warning', 'info', 'hint'] },
        message: text,
        fixes: list(exactly({ title: text, safe: { type: 'boolean' } })),
      },
      { buildkit: { anyOf: [checkName, { ...list(checkName), minItems: 2 }] } },
    ),
  ),
  files: { type: 'integer', minimum: 0 },
  unreadable: list(exactly({ file: text, reason: text })),
});

test('a finding carries the name that docker build --check gives it, also where another rule speaks', async () => {
  const dockerfile = 'FROM gcr.io/distroless/static-debian12 as run\nCMD /app --flag\nCMD echo hi\n';
  const { findings } = await check(
    folderWith({ ...files, 'other/Dockerfile': dockerfile }),
    '--rule',
    'multi-stage=off',
  );
  const named = findings.flatMap(({ rule, buildkit, range }) =>
    buildkit === undefined ? [] : [`${range.start.line} ${rule} ${buildkit}`],
  );
  assert.deepEqual(named, [
    '0 from-as-casing FromAsCasing',
    '1 multiple-instructions-disallowed MultipleInstructionsDisallowed',
    '1 json-args-recommended JSONArgsRecommended',
    '2 distroless-shell JSONArgsRecommended',
  ]);
});

test('JSON has exactly this shape, whatever is checked', async () => {
  const validate = new Ajv({ allErrors: true }).compile(reportSchema);
  const hostile = folderWith({ ...files, 'lucid.yaml': 'version: 2\n', 'Dockerfile.x': '\0\ufeff\r\rFROM\n<<EOF' });
  symlinkSync('nowhere', join(hostile, 'Dockerfile.broken'));
  for (const [root, least] of [
    [folderWith(files), 1],
    [hostile, 3],
    [resolve('examples/lucid'), 50],
    [folderWith({}), 0],
  ] as const) {
    const { code: _, ...report } = await check(root);
    assert.ok(validate(report), JSON.stringify(validate.errors));
    assert.ok(report.findings.length >= least, `${report.findings.length} findings`);
  }
});

test('findings as text: place, source, carets, reason, fixes, and a last line that sums up', async () => {
  const { out, code } = await lucid(['check', 'sessions'], folderWith(files));
  assert.equal(code, 1);
  assert.match(
    out,
    /^sessions\/Dockerfile:2:6 {2}error {2}copy-source-missing\n {2}.+\n {4}2 \| COPY sessions\/main\.py \/app\/\n {6}\| {6}\^{16}\n {2}why: .+\n {2}fix: .+\n/m,
  );
  assert.match(
    out,
    /\n\d+ problems? in 1 of 1 file: 1 error, \d+ warnings?, \d+ notes?\. \d+ can be fixed with --fix\.\n$/,
  );
  assert.ok(!out.includes('\x1b'), 'no colour where there is no terminal');
});

test('a clean file gives 0', async () => {
  const root = folderWith({
    ...files,
    'web/Dockerfile': '# lucid: ignore-file=nothing\nFROM scratch\nCOPY index.html /\n',
  });
  const { findings } = await check(root, 'web');
  const off = others(findings.map(({ rule }) => rule).filter((rule) => rule !== 'copy-source-missing'));
  const { out, code } = await lucid(['check', 'web/Dockerfile', ...new Set(off)], root);
  assert.equal(out, 'No problems in 1 file.\n');
  assert.equal(code, 0);
});

test('files and folders are named from where one stands, with either slash', async () => {
  const root = folderWith(files);
  for (const [cwd, path] of [
    ['', 'sessions'],
    ['', 'sessions/Dockerfile'],
    ['', '.\\sessions\\Dockerfile'],
    ['sessions', 'Dockerfile'],
    ['sessions', '.'],
    ['web', '../sessions'],
    ['', 'sess*/Dockerfile*'],
    ['', '**\\s?ssions\\*'],
    ['web', '../[s]*/D*'],
    ['web', join(root, 'sessions')],
  ] as const) {
    const report = await check(join(root, cwd), path);
    assert.deepEqual([report.files, copyFindings(report).length], [1, 1], `${path} from ${cwd}`);
  }
  assert.equal((await check(join(root, 'web'))).files, 3, 'all of the workspace, whatever folder one stands in');
});

const refused: readonly (readonly [args: readonly string[], message: RegExp])[] = [
  [['nonesuch'], /^lucid: nonesuch does not exist\.\n$/],
  [['*.nonesuch'], /^lucid: \*\.nonesuch matches no file that is checked\.\n$/],
  [['[x'], /^lucid: \[x matches no file that is checked\.\n$/],
  [['/etc/hostname'], /^lucid: \/etc\/hostname is outside the workspace/],
  [
    ['--rule', 'copy-source-misssing=off'],
    /There is no rule "copy-source-misssing"\. Did you mean copy-source-missing\?/,
  ],
  [['--rule', 'copy-source-missing=loud'], /write id=severity/],
  [['--format', 'xml'], /Allowed choices are text, json/],
  [['--plan', 'none.yaml'], /none\.yaml does not exist/],
  [['--nonesuch'], /unknown option '--nonesuch'/],
];
for (const [args, message] of refused) {
  test(`could not run: check ${args.join(' ')}`, async () => {
    const { out, err, code } = await lucid(['check', ...args], folderWith(files));
    assert.deepEqual([out, code], ['', 2]);
    assert.match(err, message);
  });
}

test('severities from the command line, and what counts as a failure', async () => {
  const root = folderWith(files);
  const { findings } = await check(root, 'sessions');
  const off = others([...new Set(findings.map(({ rule }) => rule))].filter((rule) => rule !== 'copy-source-missing'));
  const code = async (...args: string[]) => (await check(root, 'sessions', ...off, ...args)).code;
  assert.equal(await code('--rule', 'copy-source-missing=off'), 0);
  assert.equal(await code('--rule', 'copy-source-missing=info'), 0);
  assert.equal(await code('--rule', 'copy-source-missing=info', '--fail-on', 'info'), 1);
  assert.equal(await code('--rule', 'copy-source-missing=warning'), 1);
  assert.equal(await code('--rule', 'copy-source-missing=warning', '--fail-on', 'error'), 0);
});

test('another plan decides otherwise', async () => {
  const root = folderWith({ ...files, 'plans/root.yaml': plan.replace('context: sessions', 'context: .') });
  assert.equal(copyFindings(await check(root, 'sessions', '--plan', 'plans/root.yaml')).length, 0);
});

test('files that Lucid does not check are named and not counted', async () => {
  const root = folderWith(files);
  const report = await check(root, 'sessions/main.py', 'sessions/Dockerfile');
  assert.equal(report.files, 1);
  const other = await lucid(['check', 'sessions/main.py'], root);
  assert.deepEqual(other, {
    code: 0,
    out: 'No problems in 0 files.\n',
    err: 'lucid: sessions/main.py was not checked: it is no Dockerfile and no plan.\n',
  });
  const none = await lucid(['check'], folderWith({ 'main.py': '' }));
  assert.match(none.err, /^lucid: there is no Dockerfile and no plan in .*\.\n$/);
});

test('the exit code tells what was found even where the reader stops early', async () => {
  const { child, ended } = start(
    ['check'],
    folderWith({ ...files, 'sessions/Dockerfile': `FROM scratch\n${'COPY gone /\n'.repeat(3000)}` }),
  );
  child.stdout.once('data', () => child.stdout.destroy());
  const { code, err } = await ended;
  assert.deepEqual([code, err], [1, '']);
});

test('one file that cannot be read stops none of the others', async () => {
  const root = folderWith(files);
  symlinkSync('nowhere', join(root, 'Dockerfile.broken'));
  const report = await check(root);
  assert.deepEqual([report.code, copyFindings(report).length], [1, 1]);
  assert.deepEqual(
    report.unreadable.map(({ file }) => file),
    ['Dockerfile.broken'],
  );
  const { err, code } = await lucid(['check', 'Dockerfile.broken', 'web', '--fail-on', 'error'], root);
  assert.match(err, /does not exist/);
  assert.equal(code, 2);
});

test('pipes and devices are named and not waited for, whatever they are called', async () => {
  const root = folderWith(files);
  const made = [
    'Dockerfile.pipe',
    '.dockerignore',
    '.gitignore',
    'compose.yml',
    '.env',
    'sessions/Dockerfile.dockerignore',
  ];
  for (const name of made) {
    execFileSync('mkfifo', [join(root, name)]);
  }
  symlinkSync('/dev/zero', join(root, 'Dockerfile.device'));
  const report = await check(root);
  assert.deepEqual([report.code, copyFindings(report).length], [1, 1]);
  assert.deepEqual(
    report.unreadable.map(({ reason }) => reason),
    ['Dockerfile.device is no regular file', 'Dockerfile.pipe is no regular file'],
  );
});

test('--fix writes what is safe, keeps the rest of every byte, and a second run changes nothing', async () => {
  const text = '\ufeffFROM scratch\r\n# déjà vu\r\nCOPY sessions/main.py /app/\r\n';
  const root = folderWith({ ...files, 'sessions/Dockerfile': text });
  const path = join(root, 'sessions/Dockerfile');
  chmodSync(path, 0o640);
  const first = await lucid(['check', '--fix', 'sessions'], root);
  assert.match(first.out, /Fixed \d+ problems?\. /);
  const fixed = readFileSync(path, 'utf8');
  assert.ok(fixed.startsWith('\ufeffFROM scratch\r\n# déjà vu\r\nCOPY main.py /app/\r\n'), JSON.stringify(fixed));
  assert.equal(statSync(path).mode & 0o777, 0o640);
  const second = await lucid(['check', '--fix', 'sessions'], root);
  assert.match(second.out, /Fixed 0 problems\. /);
  assert.equal(readFileSync(path, 'utf8'), fixed);
  assert.deepEqual(readdirSync(join(root, 'sessions')).sort(), ['Dockerfile', 'main.py']);
});

test('--fix writes through a link, and only the files that were named', async () => {
  const root = folderWith({ ...files, 'web/Dockerfile': 'FROM scratch\nCOPY web/index.html /\n' });
  const real = join(root, 'real.dockerfile.txt');
  writeFileSync(real, files['sessions/Dockerfile']);
  const link = join(root, 'sessions/Dockerfile');
  rmSync(link);
  symlinkSync('../real.dockerfile.txt', link);
  await lucid(['check', '--fix', 'sessions'], root);
  assert.ok(lstatSync(link).isSymbolicLink());
  assert.match(readFileSync(real, 'utf8'), /COPY main\.py/);
  assert.match(readFileSync(join(root, 'web/Dockerfile'), 'utf8'), /COPY web\/index\.html/);
});

test('--fix keeps hard links and counts what was written', async () => {
  const root = folderWith({ ...files, 'web/Dockerfile': 'FROM scratch\nCOPY web/index.html /\n' });
  linkSync(join(root, 'sessions/Dockerfile'), join(root, 'other-name.txt'));
  const args = ['check', '--fix', ...others(rules.map(({ id }) => id).filter((id) => id !== 'copy-source-missing'))];
  const linked = await lucid([...args, 'sessions'], root);
  assert.match(linked.out, /^Fixed 1 problem\. No problems/);
  assert.equal(readFileSync(join(root, 'other-name.txt'), 'utf8'), 'FROM scratch\nCOPY main.py /app/\n');
  const bytes = Buffer.from('FROM scratch\n# caf\xe9\nCOPY sessions/main.py /app/\n', 'latin1');
  writeFileSync(join(root, 'sessions/Dockerfile'), bytes);
  const { out } = await lucid(args, root);
  assert.match(out, /\nFixed 1 problem\. 1 problem in 1 of 3 files/, 'the other one was not written');
});

test('--fix leaves a file alone whose bytes it would change', async () => {
  const root = folderWith(files);
  const path = join(root, 'sessions/Dockerfile');
  const bytes = Buffer.from('FROM scratch\n# caf\xe9\nCOPY sessions/main.py /app/\n', 'latin1');
  writeFileSync(path, bytes);
  const { err, code } = await lucid(['check', '--fix', 'sessions'], root);
  assert.equal(code, 1);
  assert.match(err, /sessions\/Dockerfile was not fixed: it is not UTF-8/);
  assert.ok(readFileSync(path).equals(bytes));
});

test('hostile text is shown harmless', async () => {
  const root = folderWith({ ...files, 'sessions/Dockerfile': 'FROM scratch\nCOPY \x1b[31mred\u202e /app/\n' });
  const { out } = await lucid(['check', 'sessions'], root);
  assert.ok(!out.includes('\x1b') && !out.includes('\u202e'));
  assert.match(out, /copy-source-missing/);
});
