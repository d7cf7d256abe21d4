/** Whose context counts: what the workspace declares, else what its sources resolve from; the embedded plan is a default. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkAll, checkedFiles, checkFile, type Diagnosis } from '../../server/check/check.ts';
import { fixAll } from '../../server/check/fix.ts';
import { imagesOf } from '../../server/model/plan.ts';
import { applyEdits } from '../../server/model/text.ts';
import { parsePlan } from '../../server/plan/load.ts';
import { adoptedPlan } from '../../server/project/adopt.ts';
import { declaredPlan } from '../../server/project/contexts.ts';
import { openProject } from '../../server/project/open.ts';
import { examplePlan } from '../../server/rules/example.ts';
import { memoryWorkspace } from '../../server/workspace/memory.ts';

type Files = Readonly<Record<string, string>>;

const api = 'sessions/Dockerfile.api';
const rooted = 'FROM scratch\nCOPY sessions/api/ /app/api/\nCOPY sessions/core/ common/log.py /app/\n';
/** The embedded plan builds `sessions/Dockerfile.api` from `sessions`; every source is there from the root. */
const embedded: Files = {
  [api]: rooted,
  'sessions/api/main.py': '',
  'sessions/core/a.py': '',
  'common/log.py': '',
};

const open = (files: Files) => openProject(memoryWorkspace(files));
const missing = (files: Files, path: string): readonly Diagnosis[] =>
  checkFile(open(files), path).filter(({ rule }) => rule === 'copy-source-missing');
const titles = (found: readonly Diagnosis[]) => found.flatMap(({ fixes }) => fixes.map(({ title }) => title));
const fixed = (files: Files, path: string): string | undefined =>
  fixAll(open(files), [path], { rule: 'copy-source-missing' }).texts.get(path);
const compose = (context: string, dockerfile: string, more = ''): string =>
  `services:\n  a: { build: { context: ${context}, dockerfile: ${dockerfile}${more} } }\n`;

describe('the build of an image of the embedded plan', () => {
  const buildsOf = (files: Files) =>
    open(files)
      .builds(api)
      .map(({ source, context, image }) => [source, context, image?.id]);

  it('has the context that a compose or bake file declares', () => {
    const composed = { ...embedded, 'compose.yaml': compose('.', api) };
    assert.deepEqual(buildsOf(composed), [['compose', '.', 'session-api']]);
    assert.deepEqual(missing(composed, api), []);
    const own = { ...embedded, 'sessions/compose.yaml': compose('.', 'Dockerfile.api') };
    assert.deepEqual(buildsOf(own), [['compose', 'sessions', 'session-api']]);
    const baked = { ...embedded, 'docker-bake.hcl': `target "a" {\n  dockerfile = "${api}"\n}\n` };
    assert.deepEqual(buildsOf(baked), [['bake', '.', 'session-api']]);
  });
  it('has the arguments that the file declares, and the target and platforms of the plan', () => {
    const more = ', target: dev, args: { DIR: sessions }, platforms: [linux/amd64]';
    const [build] = open({ ...embedded, 'compose.yaml': compose('.', api, more) }).builds(api);
    assert.deepEqual([build?.args, build?.target, build?.platforms], [{ DIR: 'sessions' }, undefined, ['linux/arm64']]);
  });
  it('has the context that its sources resolve from, where no file declares one', () => {
    assert.deepEqual(buildsOf(embedded), [['embedded', '.', 'session-api']]);
    const plain = { ...embedded, [api]: 'FROM scratch\nCOPY api/ core/ /app/\n' };
    assert.deepEqual(buildsOf(plain), [['embedded', 'sessions', 'session-api']]);
    const equal = {
      ...embedded,
      [api]: 'FROM scratch\nCOPY README.md /app/\n',
      'README.md': '',
      'sessions/README.md': '',
    };
    assert.deepEqual(buildsOf(equal), [['embedded', 'sessions', 'session-api']]);
  });
  it('is what `lucid build` runs, with the declared context', () => {
    const contextOf = (files: Files) =>
      imagesOf(declaredPlan(open(files))).find(({ id }) => id === 'session-api')?.context;
    assert.equal(contextOf(embedded), 'sessions');
    assert.equal(contextOf({ ...embedded, 'compose.yaml': compose('.', api) }), '.');
    const both = { 'compose.yaml': compose('.', api), 'sessions/compose.yaml': compose('.', 'Dockerfile.api') };
    assert.equal(contextOf({ ...embedded, ...both }), 'sessions');
  });
  it('is still asked what the plan wants', () => {
    const rules = checkFile(open({ ...embedded, 'compose.yaml': compose('.', api) }), api).map(({ rule }) => rule);
    assert.ok(rules.includes('distroless-base'), rules.join());
  });
});

describe('a Dockerfile whose context no file declares', () => {
  it('gets one finding with the counts, and no safe fix', () => {
    const [found, ...more] = missing(embedded, api);
    assert.deepEqual(more, []);
    assert.equal(found?.severity, 'warning');
    assert.match(
      found?.message ?? '',
      /^3 of 3 sources resolve from "\.", 0 from "sessions\/", the build context of the/,
    );
    assert.equal(found?.related.length, 2);
    assert.deepEqual(found?.fixes.map(({ safe }) => safe).includes(true), false);
    assert.equal(fixed(embedded, api), undefined);
  });
  it('is offered both ways', () => {
    const files = {
      ...embedded,
      [api]: 'FROM scratch\nCOPY sessions/api/ /app/api/\nCOPY sessions/core/ /app/core/\n',
    };
    assert.deepEqual(titles(missing(files, api)), [
      'Rewrite 2 sources for the build context "sessions/"',
      'Write lucid.yaml with the build contexts that sources resolve from',
      'Adopt the embedded plan: write lucid.yaml with its build contexts',
    ]);
  });
  it('is rewritten as a whole or not at all', () => {
    // common/log.py is not below sessions.
    assert.ok(!titles(missing(embedded, api)).some((title) => title.startsWith('Rewrite')));
  });
  it('fails where its sources count from two folders', () => {
    const files = { 'a/Dockerfile': 'FROM scratch\nCOPY a/x a/y /\nCOPY z /\n', 'a/x': '', 'a/y': '', 'a/z': '' };
    const [found, ...more] = missing(files, 'a/Dockerfile');
    assert.deepEqual(more, []);
    assert.equal(found?.severity, 'error');
    assert.match(
      found?.message ?? '',
      /^2 of 3 sources resolve from "\.", 1 from "a\/": the build fails from either\./,
    );
    const results = found?.fixes.map(({ title, safe, edits }) => [
      title,
      safe,
      applyEdits(files['a/Dockerfile'], edits['a/Dockerfile'] ?? []),
    ]);
    assert.deepEqual(results, [
      ['Rewrite 1 source for the build context "."', false, 'FROM scratch\nCOPY a/x a/y /\nCOPY a/z /\n'],
      ['Rewrite 2 sources for the build context "a/"', false, 'FROM scratch\nCOPY x y /\nCOPY z /\n'],
    ]);
  });
  it('still hears of a source that is nowhere', () => {
    const files = { ...embedded, [api]: `${rooted}COPY sessions/nothing-alike /x\n` };
    assert.deepEqual(
      missing(files, api).map(({ message }) => message.split(':')[0]),
      [
        '3 of 4 sources resolve from ".", 0 from "sessions/", the build context of the embedded plan. No file declares one, and a build by the plan fails. Rewrite the sources, or write lucid.yaml with the other context.',
        '"sessions/nothing-alike" is not in the build context (workspace root)',
      ],
    );
  });
});

describe('the adopted plan', () => {
  const adopted = (files: Files, contexts: 'plan' | 'sources') => {
    const text = adoptedPlan(open(files), contexts);
    const { plan, problems } = parsePlan(text, 'lucid.yaml');
    assert.deepEqual(problems, []);
    return { text, context: imagesOf(plan).find(({ id }) => id === 'session-api')?.context };
  };
  it('has the contexts of the embedded plan, or those that the sources resolve from', () => {
    assert.equal(adopted(embedded, 'plan').context, 'sessions');
    const { text, context } = adopted(embedded, 'sources');
    assert.equal(context, '.');
    assert.match(text, /context: \. # its sources resolve from here\n/);
  });
  it('keeps what compose files declare', () => {
    const files = { ...embedded, 'compose.yaml': compose('.', api) };
    assert.equal(adopted(files, 'plan').context, '.');
    assert.match(adopted(files, 'plan').text, /context: \. # as a compose or bake file declares\n/);
  });
  it('makes the fixes of prefixes safe', () => {
    const files = {
      ...embedded,
      [api]: 'FROM scratch\nCOPY sessions/api/ /app/api/\nCOPY sessions/core/ /app/core/\n',
    };
    const after = { ...files, 'lucid.yaml': adopted(files, 'plan').text };
    assert.equal(fixed(after, api), 'FROM scratch\nCOPY api/ /app/api/\nCOPY core/ /app/core/\n');
    const other = { ...files, 'lucid.yaml': adopted(files, 'sources').text };
    assert.deepEqual(missing(other, api), []);
  });
});

/** A Dockerfile in a declared context, and what its safe fixes make of it; undefined where none is safe. */
const rewrites: readonly (readonly [title: string, path: string, context: string, files: Files, after?: string])[] = [
  [
    'the folder of the context itself',
    'node/Dockerfile',
    'node',
    { 'node/Dockerfile': 'FROM scratch\nCOPY node/ .\nCOPY ./node /x/\n', 'node/a': '' },
    'FROM scratch\nCOPY . .\nCOPY . /x/\n',
  ],
  [
    'a pattern',
    'blockchain/Dockerfile',
    'blockchain',
    {
      'blockchain/Dockerfile': 'FROM scratch\nCOPY blockchain/*.py ./blockchain/e/*.py /x/\n',
      'blockchain/a.py': '',
      'blockchain/e/b.py': '',
    },
    'FROM scratch\nCOPY *.py ./e/*.py /x/\n',
  ],
  [
    'a pattern below the Dockerfile, together with a path',
    'auth/Dockerfile',
    '.',
    { 'auth/Dockerfile': 'FROM scratch\nCOPY main.py /x/\nCOPY *.cfg /x/\n', 'auth/main.py': '', 'auth/a.cfg': '' },
    'FROM scratch\nCOPY auth/main.py /x/\nCOPY auth/*.cfg /x/\n',
  ],
  [
    'a prefix and another spelling at once',
    'payment-systems/Dockerfile',
    'payment-systems',
    {
      'payment-systems/Dockerfile': 'FROM scratch\nCOPY payment_systems/session-core/ /x/\n',
      'payment-systems/session_core/a': '',
    },
    'FROM scratch\nCOPY session_core/ /x/\n',
  ],
  [
    'a folder to add and another spelling at once',
    'auth/Dockerfile',
    '.',
    { 'auth/Dockerfile': 'FROM scratch\nCOPY session-core/ /x/\n', 'auth/session_core/a': '' },
    'FROM scratch\nCOPY auth/session_core/ /x/\n',
  ],
  [
    'a path that counts from the Dockerfile',
    'svc/api/Dockerfile',
    '.',
    { 'svc/api/Dockerfile': 'FROM scratch\nCOPY ../shared/ /x/\n', 'svc/shared/a': '' },
    'FROM scratch\nCOPY svc/shared/ /x/\n',
  ],
  [
    'not one of two sources',
    'auth/Dockerfile',
    'auth',
    { 'auth/Dockerfile': 'FROM scratch\nCOPY auth/main.py /x/\nCOPY auth/gone.bin /x/\n', 'auth/main.py': '' },
  ],
  [
    'not beside a path that is unknown',
    'auth/Dockerfile',
    'auth',
    { 'auth/Dockerfile': 'FROM python\nCOPY auth/main.py /x/\nCOPY ${HERE}/a /x/\n', 'auth/main.py': '' },
  ],
  [
    'not where the folders of the path are kept in the image',
    'auth/Dockerfile',
    'auth',
    { 'auth/Dockerfile': 'FROM scratch\nCOPY --parents auth/main.py /x/\n', 'auth/main.py': '' },
  ],
  [
    'not a file that another instruction names',
    'auth/Dockerfile',
    'auth',
    { 'auth/Dockerfile': 'FROM python\nCOPY run-it.py /x/\nCMD ["python", "/x/run-it.py"]\n', 'auth/run_it.py': '' },
  ],
  [
    'but one that keeps its name in the image',
    'auth/Dockerfile',
    'auth',
    {
      'auth/Dockerfile': 'FROM python\nCOPY run-it.py /x/run-it.py\nCMD ["python", "/x/run-it.py"]\n',
      'auth/run_it.py': '',
    },
    'FROM python\nCOPY run_it.py /x/run-it.py\nCMD ["python", "/x/run-it.py"]\n',
  ],
  ['no prefix in the root', 'Dockerfile', '.', { Dockerfile: 'FROM scratch\nCOPY app/main.py /x/\n', 'main.py': '' }],
];

describe('sources in a declared context are rewritten, all of a file or none', () => {
  for (const [title, path, context, files, after] of rewrites) {
    it(title, () => {
      const all = { ...files, 'lucid.yaml': examplePlan(path, `context: ${context}`) };
      assert.equal(fixed(all, path), after);
      if (after !== undefined) {
        assert.deepEqual(missing({ ...all, [path]: after }, path), []);
      }
    });
  }
  it('by the fix of each of them', () => {
    const files = {
      'auth/Dockerfile': 'FROM scratch\nCOPY auth/a /\nCOPY auth/b /\n',
      'auth/a': '',
      'auth/b': '',
      'lucid.yaml': examplePlan('auth/Dockerfile', 'context: auth'),
    };
    for (const { fixes } of missing(files, 'auth/Dockerfile')) {
      const text = applyEdits(files['auth/Dockerfile'], fixes[0]?.edits['auth/Dockerfile'] ?? []);
      assert.equal(text, 'FROM scratch\nCOPY a /\nCOPY b /\n');
    }
  });
});

describe('candidates', () => {
  const inPlan = (path: string, context: string, files: Files) =>
    missing({ ...files, 'lucid.yaml': examplePlan(path, `context: ${context}`) }, path);

  it('from unrelated folders are not offered beside a sure one', () => {
    const files = { 'a/Dockerfile': 'FROM scratch\nCOPY a/x.cfg /\n', 'a/x.cfg': '', 'a/b/a/x.cfg': '', 'a/y.cfg': '' };
    assert.deepEqual(titles(inPlan('a/Dockerfile', 'a', files)), [
      'Use the path in the build context: "x.cfg"',
      'Change the build context to "." in lucid.yaml (finds 1 of 1 sources instead of 0)',
    ]);
  });
  it('are not stripped in the root', () => {
    const files = { Dockerfile: 'FROM scratch\nCOPY app/settings/x.cfg /\n', 'settings/x.cfg': '' };
    assert.ok(!titles(inPlan('Dockerfile', '.', files)).some((title) => title.startsWith('Use the path')));
  });
  it('are not offered where ".." leads to a file outside of the context', () => {
    const files = {
      'a/b/c/Dockerfile': 'FROM scratch\nCOPY ../../../utils/ /u/\n',
      'utils/x': '',
      'a/b/c/d/utils/x': '',
    };
    const [found] = inPlan('a/b/c/Dockerfile', 'a/b/c', files);
    assert.match(found?.message ?? '', /^"utils" is not in .*BuildKit drops the "\.\.".* it leads to "utils"/);
    assert.ok(!titles(found ? [found] : []).some((title) => title.startsWith('Use')));
  });
});

describe('one mistake, one finding', () => {
  const of = (rule: string, files: Files, path = 'Dockerfile') =>
    checkFile(open({ 'lucid.yaml': examplePlan(path), ...files }), path).filter((one) => one.rule === rule);

  it('a path outside of the context that is not there', () => {
    const files = { Dockerfile: 'FROM scratch\nCOPY ../gone.txt /\n' };
    assert.deepEqual(of('copy-outside-context', files), []);
    assert.equal(of('copy-source-missing', files).length, 1);
  });
  it('another file where ".." leads: the fix is not safe', () => {
    const files = { 'a/b/Dockerfile': 'FROM scratch\nCOPY ../lib/ /l/\n', 'lib/x': '', 'a/lib/x': '' };
    const [found] = of('copy-outside-context', files, 'a/b/Dockerfile');
    assert.match(
      found?.message ?? '',
      /That is "lib" of the workspace; from the Dockerfile, the path leads to "a\/lib"\./,
    );
    assert.deepEqual(
      found?.fixes.map(({ safe }) => safe),
      [false],
    );
  });
  it('sources that git ignores for one reason', () => {
    const copies = Array.from({ length: 90 }, (_, index) => `COPY dist/part-${index}.js /\n`).join('');
    const [found, ...more] = of('copy-source-missing', {
      Dockerfile: `FROM scratch\n${copies}COPY other.bin /\n`,
      '.gitignore': 'dist/\n',
    });
    assert.equal(found?.severity, 'warning');
    assert.match(
      found?.message ?? '',
      /: the build fails unless an earlier step makes it\..* It happens at 89 more places\.$/,
    );
    assert.equal(found?.related.length, 20);
    assert.deepEqual(
      more.map(({ severity }) => severity),
      ['error'],
    );
  });
  it('one file that is nowhere', () => {
    const [found, ...more] = of('copy-source-missing', {
      Dockerfile: 'FROM scratch AS a\nCOPY gone.bin /\nFROM a\nCOPY gone.bin /x\n',
    });
    assert.deepEqual([found?.related.length, more.length], [1, 0]);
  });
  it('one file that the ignore file leaves out, and its fix', () => {
    const files = {
      Dockerfile: 'FROM scratch AS a\nCOPY x.cfg /\nFROM scratch\nCOPY --from=a / /\nCOPY x.cfg /y\n',
      '.dockerignore': '*.cfg\n',
      'x.cfg': '',
    };
    const [found, ...more] = of('copy-source-ignored', files);
    assert.deepEqual(more, []);
    assert.deepEqual(
      found?.fixes[0]?.edits['.dockerignore']?.map(({ text }) => text),
      ['!x.cfg\n'],
    );
  });
  it('a stage that copies from itself', () => {
    const copies = Array.from({ length: 38 }, (_, index) => `COPY --from=builder /a${index} /\n`).join('');
    const [found, ...more] = of('copy-from-missing', { Dockerfile: `FROM python:3.11-slim AS builder\n${copies}` });
    assert.match(found?.message ?? '', /^Stage "builder" is this stage itself: .* It happens at 37 more places\.$/);
    assert.deepEqual(more, []);
  });
  it('a name that no stage has, and its fix is that of all places', () => {
    const files = {
      Dockerfile: 'FROM debian:12 AS builder\nFROM scratch\nCOPY --from=biulder /a /\nCOPY --from=biulder /b /\n',
    };
    assert.equal(of('copy-from-missing', files).length, 1);
    const { texts } = fixAll(open({ 'lucid.yaml': examplePlan('Dockerfile'), ...files }), ['Dockerfile'], {
      rule: 'copy-from-missing',
    });
    assert.equal(texts.get('Dockerfile'), files.Dockerfile.replaceAll('biulder', 'builder'));
  });
  it('a comment silences its own place only', () => {
    const files = {
      Dockerfile:
        'FROM debian:12\n# lucid: ignore=copy-from-missing it comes later\nCOPY --from=nowhere /a /\nCOPY --from=nowhere /b /\n',
    };
    const found = of('copy-from-missing', files);
    assert.deepEqual(
      found.map(({ range }) => files.Dockerfile.slice(0, range.start).split('\n').length),
      [4],
    );
    assert.deepEqual(of('unused-suppression', files), []);
  });
});

describe('a wrong prefix hides no other mistake', () => {
  const base = 'FROM gcr.io/distroless/python3-debian12:nonroot\n';
  const end = 'USER 65532:65532\nENTRYPOINT ["/x/run.sh"]\n';
  const hidden: readonly (readonly [title: string, copy: string])[] = [
    ['of a file', 'COPY svc/run.sh /x/\n'],
    ['of a folder', 'COPY svc/ /x/\n'],
    ['of a pattern', 'COPY svc/*.sh /x/\n'],
    ['together with another spelling', 'COPY svc/sub-folder/ /x/\n'],
  ];
  for (const [title, copy] of hidden) {
    it(title, () => {
      const path = 'svc/Dockerfile';
      const project = open({
        [path]: `${base}${copy}${end}`,
        'svc/run.sh': '#!/bin/bash\n',
        'svc/sub_folder/run.sh': '#!/bin/bash\n',
        'lucid.yaml': examplePlan(path, 'context: svc'),
      });
      const errors = (found: readonly Diagnosis[]) =>
        found.filter(({ severity }) => severity === 'error').map(({ rule }) => rule);
      assert.deepEqual(errors(checkFile(project, path)), ['copy-source-missing', 'distroless-missing-tool']);
      const { texts } = fixAll(project, [path]);
      assert.deepEqual(errors(checkFile(project.withTexts(texts), path)), ['distroless-missing-tool']);
    });
  }
});

it('every file of a workspace is asked once', () => {
  const project = open(embedded);
  const { diagnoses } = checkAll(project, checkedFiles(project));
  assert.equal(diagnoses.filter(({ fixes }) => fixes.some(({ adopts }) => adopts)).length, 1);
});
