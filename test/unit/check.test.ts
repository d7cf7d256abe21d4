import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkAll, checkedFiles, checkFile, type Diagnosis } from '../../server/check/check.ts';
import { distinct } from '../../server/check/distinct.ts';
import { openProject } from '../../server/project/open.ts';
import { rule as jsonForm } from '../../server/rules/commands/json-form.ts';
import { rule as copyShellSyntax } from '../../server/rules/copy/copy-shell-syntax.ts';
import { examplePlan } from '../../server/rules/example.ts';
import { rules } from '../../server/rules/index.ts';
import { rule as pythonPackagesPath } from '../../server/rules/python/python-packages-path.ts';
import type { Finding, Rule, Severity } from '../../server/rules/rule.ts';
import { rule as unusedSuppression } from '../../server/rules/syntax/unused-suppression.ts';
import { memoryWorkspace } from '../../server/workspace/memory.ts';

/** Finds every RUN. */
const noRun: Rule = {
  id: 'no-run',
  severity: 'warning',
  title: 'RUN',
  why: '',
  *dockerfile({ file }) {
    for (const { keyword, range } of file.instructions) {
      if (keyword === 'RUN') {
        yield { range, message: 'There is a RUN.' };
      }
    }
  },
};
const noUser: Rule = {
  ...noRun,
  id: 'no-user',
  severity: 'error',
  *dockerfile({ file }) {
    for (const { keyword, range } of file.instructions) {
      if (keyword === 'USER') {
        yield { range, message: 'There is a USER.', severity: 'info' };
      }
    }
  },
};
const broken: Rule = {
  ...noRun,
  id: 'broken',
  // biome-ignore lint/correctness/useYield: it fails before the first finding
  *dockerfile() {
    throw new Error('out of ideas');
  },
};

function check(text: string, options: Parameters<typeof checkFile>[2] = {}, more: Record<string, string> = {}) {
  const project = openProject(memoryWorkspace({ 'lucid.yaml': examplePlan('Dockerfile'), ...more, Dockerfile: text }));
  return checkFile(project, 'Dockerfile', { rules: [noRun, noUser], ...options });
}
const told = (found: readonly Diagnosis[]) => found.map(({ rule, severity }) => `${rule} ${severity}`);

describe('severities', () => {
  const text = 'FROM a\nRUN x\nUSER y\n';
  const plan = (rule: string) => ({ 'lucid.yaml': `${examplePlan('Dockerfile')}rules: { no-run: ${rule} }\n` });

  it('of what only the user of the plan breaks are warnings', () => {
    const image = (user: string) =>
      `FROM python:3.11-slim AS b\nRUN pip install --user flask\nFROM gcr.io/distroless/python3-debian12\nCOPY --from=b /root/.local /root/.local\n${user}CMD ["-m", "flask"]\n`;
    const found = (user: string) => told(check(image(user), { rules: [pythonPackagesPath] }));
    assert.deepEqual(found(''), ['python-packages-path warning']);
    assert.deepEqual(found('USER 65532:65532\n'), ['python-packages-path error']);
  });

  it("are the finding's own, else the rule's", () => {
    assert.deepEqual(told(check(text)), ['no-run warning', 'no-user info']);
  });
  it('are set by the plan', () => {
    assert.deepEqual(told(check(text, {}, plan('error'))), ['no-run error', 'no-user info']);
    assert.deepEqual(told(check(text, {}, plan('off'))), ['no-user info']);
  });
  it('are set by the settings before the plan', () => {
    const severities = { 'no-run': 'hint', 'no-user': 'off' } as const;
    assert.deepEqual(told(check(text, { severities }, plan('error'))), ['no-run hint']);
  });
});

describe('the order of findings', () => {
  it('is that of the text, whatever the order of the rules', () => {
    const found = check('FROM a\nUSER y\nRUN x\nRUN z\n', { rules: [noRun, noUser] });
    assert.deepEqual(
      found.map(({ rule }) => rule),
      ['no-user', 'no-run', 'no-run'],
    );
  });
});

describe('suppressed findings', () => {
  it('do not appear', () => {
    assert.deepEqual(told(check('FROM a\n# lucid: ignore=no-run it is needed\nRUN x\nRUN y\n')), ['no-run warning']);
  });
  it('may be of several rules at once', () => {
    assert.deepEqual(
      told(check('FROM a\n# lucid: ignore=no-user, no-run\nRUN x\n', { rules: [noRun, unusedSuppression] })),
      ['unused-suppression warning'],
    );
    assert.deepEqual(told(check('# lucid: ignore-file=no-user,no-run\nFROM a\nRUN x\nUSER y\n')), []);
  });
  it('are reported where they suppress nothing', () => {
    const [unused, ...others] = check('FROM a\n# lucid: ignore=no-run\nUSER y\n', {
      rules: [noRun, unusedSuppression],
    });
    assert.equal(unused?.message, 'This comment suppresses nothing: no-run finds no mistake here. Remove the comment.');
    assert.equal(others.length, 0);
  });
  it('are reported where there is no such rule', () => {
    assert.equal(
      check('FROM a\n# lucid: ignore=no-rum\n', { rules: [unusedSuppression] })[0]?.message,
      'The rule no-rum does not exist: this comment suppresses nothing.',
    );
  });
  it('count as suppressed while the rule is off', () => {
    const severities = { 'no-run': 'off' } as const;
    assert.deepEqual(check('FROM a\n# lucid: ignore=no-run\nRUN x\n', { severities }), []);
  });
  it('may go unreported', () => {
    const severities = { 'unused-suppression': 'off' } as const;
    const rules = [noRun, unusedSuppression];
    assert.deepEqual(check('FROM a\n# lucid: ignore=no-run\n', { severities, rules }), []);
  });
});

describe('a rule that throws', () => {
  it('is named once at the top of the file, and the others go on', () => {
    const found = check('FROM a\nRUN x\n', { rules: [broken, noRun] });
    assert.deepEqual(told(found), ['broken warning', 'no-run warning']);
    assert.deepEqual(found[0]?.range, { start: 0, end: 0 });
    assert.match(found[0]?.message ?? '', /rule broken failed .* mistake in Lucid: out of ideas/);
  });
  it('loses what it found before: half a list would mislead', () => {
    const half: Rule = {
      ...broken,
      *dockerfile({ file }) {
        yield { range: file.instructions[0]?.range ?? { start: 0, end: 0 }, message: 'One.' };
        throw new Error('tired');
      },
    };
    assert.equal(check('FROM a\n', { rules: [half] }).length, 1);
  });
});

describe('the builds of one Dockerfile', () => {
  const [range, elsewhere] = [
    { start: 0, end: 4 },
    { start: 5, end: 6 },
  ];
  const say = (message: string, severity?: Severity, at = range): Finding => ({
    range: at,
    message,
    ...(severity && { severity }),
  });
  const messages = (builds: readonly (readonly Finding[])[]) =>
    distinct(builds, 'warning').map(({ message }) => message);

  it('tell a mistake at one place once', () => {
    assert.deepEqual(messages([[say('for api')], [say('for web'), say('below', undefined, elsewhere)]]), [
      'for api',
      'below',
    ]);
  });
  it('tell it as the build does for which it weighs most', () => {
    assert.deepEqual(messages([[say('for api')], [say('for web', 'error')], [say('for db', 'error')]]), ['for web']);
    assert.deepEqual(messages([[say('for api', 'hint')], [say('for web')]]), ['for web']);
  });
  it('fail if one of them does, whichever comes first', () => {
    const text = `FROM a AS one\nFROM b AS two\nSHELL ['a']\nVOLUME ['a']\nCMD ['a']\nCOPY a b || true\n`;
    for (const ids of [
      ['one', 'two'],
      ['two', 'one'],
    ]) {
      const images = ids.map(
        (id) => `- { id: ${id}, image: ${id}, dockerfile: Dockerfile, context: ., target: ${id} }`,
      );
      const plan = `version: 1\nregistry: docker.io/acme\nphases:\n  - id: 1\n    images:\n      ${images.join('\n      ')}\n`;
      assert.deepEqual(told(check(text, { rules: [jsonForm, copyShellSyntax] }, { 'lucid.yaml': plan })), [
        'json-form error',
        'json-form warning',
        'json-form error',
        'copy-shell-syntax error',
      ]);
    }
  });
  it('may each tell two mistakes at one place, but the same one only once', () => {
    assert.deepEqual(messages([[say('a'), say('b'), say('a')]]), ['a', 'b']);
  });
});

describe('what is checked', () => {
  const files = {
    'lucid.yaml': examplePlan('built/here'),
    'built/here': 'FROM a\nRUN x\n',
    'other/Dockerfile.dev': 'FROM a\nRUN x\n',
    'README.md': 'RUN',
  };
  const project = openProject(memoryWorkspace(files));

  it('is the plan, the Dockerfiles that it names, and what is called like one', () => {
    assert.deepEqual([...checkedFiles(project)].sort(), ['built/here', 'lucid.yaml', 'other/Dockerfile.dev']);
    assert.equal(checkFile(project, 'built/here', { rules: [noRun] }).length, 1);
    assert.equal(checkFile(project, 'README.md', { rules: [noRun] }).length, 0);
  });
  it('is all of it, and a file that cannot be read is listed and stops none of the others', () => {
    const report = checkAll(project, ['gone/Dockerfile', 'built/here', 'other/Dockerfile.dev'], { rules: [noRun] });
    assert.deepEqual(report.unreadable, [{ file: 'gone/Dockerfile', reason: 'gone/Dockerfile does not exist' }]);
    assert.equal(report.files, 2);
    assert.deepEqual(
      report.diagnoses.map(({ file }) => file),
      ['built/here', 'other/Dockerfile.dev'],
    );
  });
  it('may have more findings than a call takes arguments', () => {
    const text = `FROM a\n${'RUN x\n'.repeat(130_000)}`;
    const { diagnoses } = checkAll(openProject(memoryWorkspace({ Dockerfile: text })), ['Dockerfile'], {
      rules: [noRun],
    });
    assert.equal(diagnoses.length, 130_000);
  });
  it('may be images that are built from each other in a circle', () => {
    const files = {
      'lucid.yaml': `version: 1
registry: docker.io/acme
phases:
  - id: 1
    images:
      - { id: a, image: a, dockerfile: a/Dockerfile, context: a }
      - { id: b, image: b, dockerfile: b/Dockerfile, context: b }
`,
      'a/Dockerfile': 'FROM acme/b\n',
      'b/Dockerfile': 'FROM acme/a\nFROM debian:12\nCOPY --from=0 /opt/venv /venv\n',
    };
    const circle = openProject(memoryWorkspace(files));
    for (const { message } of checkAll(circle, checkedFiles(circle)).diagnoses) {
      assert.doesNotMatch(message, /mistake in Lucid/);
    }
  });
  it('may be junk', () => {
    for (const text of ['', '\0\ufffd', '\ufeff', 'FROM', '[', `FROM a\nRUN ${'x'.repeat(15_000)}`]) {
      check(text, { rules });
    }
  });
});
