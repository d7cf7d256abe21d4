import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { imagesOf, type PlanFile } from '../../server/model/plan.ts';
import type { Range } from '../../server/model/text.ts';
import { defaultPlanText } from '../../server/plan/default-plan.ts';
import { embeddedPlan, loadPlan, parsePlan } from '../../server/plan/load.ts';
import schema from '../../server/plan/schema.json' with { type: 'json' };
import { effectivePlan, effectivePlanText } from '../../server/plan/write.ts';
import { memoryWorkspace } from '../../server/workspace/memory.ts';

const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(schema);
const accepts = (text: string): boolean => validate(parse(text, { uniqueKeys: false, logLevel: 'silent' }));

const good = `version: 1
registry: docker.io/pickme
phases:
  - id: 1
    images:
      - id: api
        image: lucid-api
        dockerfile: api/Dockerfile
        context: api
        ports: [8080]
        needs: [base]
      - id: base
        image: lucid-base
        dockerfile: base/Dockerfile
        context: .
`;

/** The good plan with one line replaced; `‹…›` marks where the problem is expected. */
function marked(from: string, to: string): { readonly text: string; readonly range: Range } {
  assert.ok(good.includes(from), from);
  const text = good.replace(from, to);
  const start = text.indexOf('‹');
  const end = text.indexOf('›') - 1;
  assert.ok(start >= 0 && end >= start, `no mark in ${to}`);
  return { text: text.replace(/[‹›]/g, ''), range: { start, end } };
}

/** What a problem is called in the test, the change that makes it, what is said, and what the schema cannot see. */
const broken: readonly (readonly [string, string, string, RegExp, 'unseen'?])[] = [
  ['unknown key', 'context: api', 'context: api\n        ‹contxt›: x', /no key `contxt`: did you mean `context`\?/],
  ['unknown key at the top', 'version: 1', 'version: 1\n‹registri›: x', /did you mean `registry`/],
  ['unknown key like nothing', 'version: 1', 'version: 1\n‹zzzzzzzz›: x', /Known keys: version, registry/],
  ['duplicate key', 'context: api', 'context: api\n        ‹context›: b', /`context` stands twice/, 'unseen'],
  ['missing registry', 'version: 1\nregistry: docker.io/pickme', '‹version›: 1', /The plan has no `registry`/],
  ['missing id', '- id: base\n        image', '- ‹image›', /An image has no `id`/],
  [
    'missing context',
    good.slice(good.indexOf('- id: api'), good.indexOf('        ports')),
    '- ‹id›: api\n        image: a\n        dockerfile: a\n',
    /An image has no `context`/,
  ],
  ['version', 'version: 1', 'version: ‹2›', /`version` must be 1/],
  ['list for text', 'image: lucid-api', 'image: ‹[a]›', /`image` must be text/],
  ['text for list', 'ports: [8080]', 'ports: ‹8080›', /`ports` must be a list/],
  ['number for text', 'image: lucid-api', 'image: ‹12›', /put it in quotes, "12"/],
  ['nothing for text', 'image: lucid-api', '‹image›:', /`image` must be text/],
  ['empty text', 'image: lucid-api', "image: ‹''›", /`image` is empty/],
  ['text for a mapping', 'context: api', 'context: api\n        args: ‹x›', /`args` must be a mapping/],
  [
    'list for a mapping',
    'version: 1',
    'version: 1\nbudgets: ‹[]›',
    /`budgets` must be a mapping with the keys total, phase/,
  ],
  ['port in quotes', '[8080]', '[‹"8080"›]', /number: write it without quotes/],
  ['port 0', '[8080]', '[‹0›]', /A port must be a whole number from 1 to 65535/],
  ['port 70000', '[8080]', '[‹70000›]', /from 1 to 65535/],
  ['port mapping', '[8080]', '[‹80:80›]', /from 1 to 65535/],
  ['port twice', '[8080]', '[8080, ‹8080›]', /stands twice/],
  ['absolute path', 'context: api', 'context: ‹/api›', /is absolute/],
  ['drive', 'context: api', 'context: ‹C:/api›', /is absolute/],
  ['backslash', 'dockerfile: api/Dockerfile', 'dockerfile: ‹api\\Dockerfile›', /write `api\/Dockerfile`/],
  ['outside', 'context: api', 'context: ‹../api›', /leaves the workspace/],
  ['outside after all', 'context: api', 'context: ‹api/../../b›', /leaves the workspace/, 'unseen'],
  ['folder as Dockerfile', 'dockerfile: api/Dockerfile', 'dockerfile: ‹api/›', /names a folder/],
  ['option as context', 'context: api', 'context: ‹--push›', /docker would take it for an option/],
  ['option as named context', 'context: api', 'context: api\n        contexts: {a: ‹-x›}', /for an option/],
  ['control character in an argument', 'context: api', 'context: api\n        args: {A: ‹"a\\u0007"›}', /control/],
  ['option as secret', 'context: api', 'context: api\n        secrets: [‹--x›]', /for an option/],
  ['control character', 'context: api', 'context: ‹"a\\nb"›', /control character/],
  ['upper case image', 'image: lucid-api', 'image: ‹Lucid-API›', /lower case: `lucid-api`/],
  ['tag in image', 'image: lucid-api', 'image: ‹lucid-api:v1›', /contains a tag: write `lucid-api`/],
  ['two colons', 'image: lucid-api', 'image: ‹pickme/lucid:api:v1›', /two `:`/],
  ['digest in image', 'image: lucid-api', 'image: ‹"a@sha256:1"›', /digest/],
  ['no image', 'image: lucid-api', 'image: ‹a..b›', /no image name/],
  [
    'registry as URL',
    'registry: docker.io/pickme',
    'registry: ‹https://docker.io/pickme›',
    /write `docker\.io\/pickme`/,
  ],
  [
    'registry with a slash',
    'registry: docker.io/pickme',
    'registry: ‹docker.io/pickme/›',
    /write `docker\.io\/pickme`/,
  ],
  ['base with a tag', 'context: api', 'context: api\n        base: ‹gcr.io/a/b:arm64›', /write `gcr\.io\/a\/b`/],
  ['health', 'context: api', 'context: api\n        health: ‹health›', /such as `\/health`, or `tcp`, or `none`/],
  ['platform', 'version: 1', 'version: 1\nplatforms: [‹arm64›]', /no platform, such as `linux\/arm64`/],
  ['no platforms', 'version: 1', 'version: 1\nplatforms: ‹[]›', /must not be empty/],
  ['user', 'version: 1', 'version: 1\nuser: ‹nonroot›', /two numbers/],
  ['tag', 'version: 1', 'version: 1\ntags: [‹a/b›]', /no tag/],
  ['tag with a name', 'version: 1', 'version: 1\ntags: [‹"a:b"›]', /write the tag alone/],
  ['placeholder', 'version: 1', 'version: 1\ntags: [‹"x-{date}"›]', /contains `\{date\}`: placeholders are/],
  ['variable', 'version: 1', 'version: 1\nenv: {‹A-B›: 1}', /`A-B` is no name for a variable/],
  ['empty variable', 'version: 1', 'version: 1\nenv: {‹A›: }', /`A` must be text or a number/],
  ['severity', 'version: 1', 'version: 1\nrules: {layer-order: ‹fatal›}', /must be one of error, warning/],
  ['subnet', 'version: 1', 'version: 1\nnetworks: {a: {subnet: ‹172.20.0.0›}}', /no subnet/],
  ['truth', 'version: 1', 'version: 1\nnetworks: {a: {isolated: ‹yes›}}', /true or false/],
  ['size', 'version: 1', 'version: 1\nbudgets: {total: ‹10 G›}', /size such as `10 GB`/],
  ['duration', 'version: 1', 'version: 1\nbudgets: {phase: ‹2 hours›}', /duration such as `2 h`/],
  ['secret', 'context: api', 'context: api\n        secrets: [‹pip›]', /`id=NAME`/],
  ['stack', 'version: 1', 'version: 1\nstacks: {pi: [‹../a.yml›]}', /leaves the workspace/],
  ['no tokens', 'version: 1', 'version: 1\nisolation: {t: {tokens: ‹[]›, images: [api]}}', /must not be empty/],
  ['phase id', '- id: 1', '- id: ‹true›', /whole number or a word/],
  ['duplicate image', '- id: base', '- id: ‹api›', /another image with the id `api`/, 'unseen'],
  ['duplicate phase', 'phases:', 'phases:\n  - {id: 1, images: []}', /./, 'unseen'],
  ['unknown need', 'needs: [base]', 'needs: [‹bse›]', /no image .* `bse`: did you mean `base`\?/i, 'unseen'],
  ['need of itself', 'needs: [base]', 'needs: [‹api›]', /circle: `api` needs `api`/, 'unseen'],
  ['alias of nothing', 'context: api', 'context: ‹*a›', /nothing before it is called `&a`/, 'unseen'],
];

describe('problems stand exactly where they are', () => {
  for (const [name, from, to, message, unseen] of broken) {
    test(name, () => {
      if (name === 'duplicate phase') return duplicatePhase();
      const { text, range } = marked(from, to);
      for (const variant of [text, text.replaceAll('\n', '\r\n')]) {
        const file = parsePlan(variant, 'lucid.yaml');
        const wanted = variant === text ? range : crlf(text, range);
        const found = file.problems.filter((problem) => message.test(problem.message));
        assert.deepEqual(
          found.map((problem) => problem.range),
          [wanted],
          JSON.stringify(file.problems),
        );
        assert.equal(found[0]?.severity, 'error');
      }
      if (unseen === undefined) assert.ok(!accepts(text), 'the schema accepts it');
    });
  }
});

const crlf = (text: string, { start, end }: Range): Range => ({
  start: start + text.slice(0, start).split('\n').length - 1,
  end: end + text.slice(0, end).split('\n').length - 1,
});

function duplicatePhase(): void {
  const text = good.replace('phases:', 'phases:\n  - {id: 1, images: []}');
  const [problem] = parsePlan(text, 'lucid.yaml').problems;
  assert.match(problem?.message ?? '', /another phase with the id `1`/);
  assert.deepEqual(problem?.range, { start: text.lastIndexOf('- id: 1') + 6, end: text.lastIndexOf('- id: 1') + 7 });
}

test('a build argument may begin with a dash or be empty, as compiler flags do', () => {
  const text = good.replace('context: api', 'context: api\n        args: { CFLAGS: -O2, EMPTY: "", LEVEL: -1 }');
  const { plan, problems } = parsePlan(text, 'lucid.yaml');
  assert.deepEqual(problems, []);
  assert.ok(accepts(text));
  assert.deepEqual(plan.phases[0]?.images.find(({ context }) => context === 'api')?.args, {
    CFLAGS: '-O2',
    EMPTY: '',
    LEVEL: '-1',
  });
});

test('the good plan is good to the loader and to the schema', () => {
  assert.deepEqual(parsePlan(good, 'lucid.yaml').problems, []);
  assert.ok(accepts(good));
  assert.deepEqual(parsePlan(`\ufeff${good}`, 'lucid.yaml').problems, []);
});

describe('texts that are no plan', () => {
  const one = (text: string) => {
    const { problems, plan, force } = parsePlan(text, 'lucid.yaml');
    assert.equal(problems.length, 1, JSON.stringify(problems));
    assert.equal(force, 'readable');
    assert.deepEqual(plan.phases, []);
    return problems[0]?.message ?? '';
  };
  test('nothing', () => assert.match(one(''), /plan is empty/));
  test('comments', () => assert.match(one('# nothing\n'), /plan is empty/));
  test('a byte order mark', () => assert.match(one('\ufeff'), /plan is empty/));
  test('a word', () => assert.match(one('plan'), /plan is a mapping/));
  test('a list', () => assert.match(one('- 1\n'), /plan is a mapping/));
  test('binary', () => assert.match(one('PK\u0003\u0004\0\0\0version: 1'), /no text/));
  test('too much', () => assert.match(one('a: b\n'.repeat(1_000_000)), /too long/));
  test('too much for the library', () => {
    const started = performance.now();
    assert.match(one('a:\tb\n'.repeat(400_000)), /too many/);
    assert.ok(performance.now() - started < 1000);
  });
  test('brackets', () => assert.match(one('['.repeat(50_000)), /valid YAML/));
  test('syntax, at its place', () => {
    const text = `${good}  bad: [1\n`;
    const file = parsePlan(text, 'lucid.yaml');
    assert.ok(file.problems.length > 0);
    for (const { message, range } of file.problems) {
      assert.match(message, /no valid YAML/);
      assert.ok(range.start >= good.length - 1 && range.end <= text.length, JSON.stringify(range));
    }
  });
  test('aliases of aliases end', () => {
    const lists = Array.from(
      { length: 12 },
      (_, i) =>
        `x-${i}: &l${i} [${Array(20)
          .fill(i ? `*l${i - 1}` : 'a')
          .join()}]`,
    );
    const images = `  - &p {id: 1, images: [${Array(400).fill('&i {id: a, image: a, dockerfile: a, context: a, needs: *l1}').join()}]}`;
    const text = `version: 1\nregistry: a\n${lists.join('\n')}\nphases:\n${images}\n${'  - *p\n'.repeat(2000)}`;
    const started = performance.now();
    const file = parsePlan(text, 'lucid.yaml');
    assert.ok(performance.now() - started < 5000);
    assert.ok(file.problems.length > 0 && file.problems.length <= 100);
  });
});

test('paths are normalised, and what is inherited is filled in', () => {
  const text = `version: 1
registry: docker.io/pickme
platforms: [linux/arm64]
user: "1:2"
tags: ["{id}-{phase}", "latest-{timestamp}"]
env: {NAME: "{id}", IMAGE: "{image}", PORT: "{port}", JSON: '{"a": {b}}', N: 1.50, B: false}
phases:
  - id: core
    images:
      - &a {id: a, image: lucid-a, dockerfile: ./a/Dockerfile, context: ./a/, ports: [80, 81], health: /ok}
      - {<<: *a, id: b, context: ./, tags: [x], ports: [], user: "3:4", platforms: [linux/amd64], health: tcp}
      - {<<: *a, id: c, env: {}, health: none, contexts: {s: ./s/, i: "docker-image://x"}, args: {V: 3.10}}
`;
  const file = parsePlan(text, 'lucid.yaml');
  assert.deepEqual(file.problems, []);
  const [a, b, c] = imagesOf(file.plan);
  assert.equal(file.plan.phases[0]?.title, 'Phase core');
  assert.deepEqual([a?.dockerfile, a?.context, b?.context], ['a/Dockerfile', 'a', '.']);
  assert.deepEqual(a?.tags, ['a-core', 'latest-{timestamp}']);
  assert.deepEqual(a?.env, { NAME: 'a', IMAGE: 'lucid-a', PORT: '80', JSON: '{"a": {b}}', N: '1.50', B: 'false' });
  assert.deepEqual([a?.user, a?.platforms, a?.health], ['1:2', ['linux/arm64'], { kind: 'http', path: '/ok' }]);
  assert.deepEqual([b?.user, b?.platforms, b?.tags], ['3:4', ['linux/amd64'], ['x']]);
  assert.ok(b && !('PORT' in b.env));
  assert.deepEqual([b?.health, c?.health], [{ kind: 'tcp' }, { kind: 'none' }]);
  assert.deepEqual([c?.env, c?.args, c?.contexts], [{}, { V: '3.10' }, { s: 's', i: 'docker-image://x' }]);
});

test('circles of needs are told once each, and long chains are no circle', () => {
  const image = (id: string, needs: string) =>
    `      - {id: ${id}, image: ${id}, dockerfile: Dockerfile.${id}, context: ., needs: [${needs}]}\n`;
  const head = 'version: 1\nregistry: r\nphases:\n  - id: 1\n    images:\n';
  const circle = parsePlan(
    head + image('a', 'b') + image('b', 'c') + image('c', 'a') + image('d', 'a, b'),
    'lucid.yaml',
  );
  assert.deepEqual(
    circle.problems.map((problem) => problem.message),
    ['Images need each other in a circle: `a` needs `b` needs `c` needs `a`.'],
  );
  assert.deepEqual(
    imagesOf(circle.plan).map((one) => one.needs),
    [['b'], ['c'], [], ['a', 'b']],
  );
  const chain = Array.from({ length: 3000 }, (_, i) => image(`i${i}`, i ? `i${i - 1}` : ''))
    .reverse()
    .join('');
  assert.deepEqual(parsePlan(head + chain, 'lucid.yaml').problems, []);
});

describe('a broken plan', () => {
  const text = good.replace('context: api', 'context: /api');
  test('keeps the last good one', () => {
    const before = parsePlan(good, 'lucid.yaml');
    const after = parsePlan(text, 'lucid.yaml', before);
    assert.equal(after.force, 'last-good');
    assert.equal(after.plan, before.plan);
    assert.equal(after.problems.length, 1);
    const again = parsePlan(`${text}x`, 'lucid.yaml', after);
    assert.equal(again.plan, before.plan);
    assert.deepEqual(parsePlan('', 'lucid.yaml', again).plan, before.plan);
    assert.equal(parsePlan(good, 'lucid.yaml', again).force, 'text');
  });
  test('counts as far as it can be read where there was no good one', () => {
    const file = parsePlan(text, 'lucid.yaml');
    assert.equal(file.force, 'readable');
    assert.deepEqual(
      imagesOf(file.plan).map((image) => image.id),
      ['base'],
    );
    assert.equal(parsePlan(`${text}\n`, 'lucid.yaml', file).force, 'readable');
  });
  test('is never replaced by the embedded one', () => {
    const workspace = memoryWorkspace({ 'lucid.yaml': 'phases: 3', 'auth/Dockerfile': 'FROM scratch\n' });
    const file = loadPlan(workspace, { lastGood: embeddedPlan() });
    assert.equal(file.kind, 'file');
    assert.deepEqual(file.plan.phases, []);
  });
});

describe('which plan', () => {
  const kindOf = (files: Record<string, string>, path?: string) => {
    const file = loadPlan(memoryWorkspace(files), path === undefined ? {} : { path });
    return [file.kind, file.path, imagesOf(file.plan).length];
  };
  test('lucid.yaml before lucid.yml', () => {
    assert.deepEqual(kindOf({ 'lucid.yaml': good, 'lucid.yml': '' }), ['file', 'lucid.yaml', 2]);
    assert.deepEqual(kindOf({ 'lucid.yml': good }), ['file', 'lucid.yml', 2]);
  });
  test('the one that is asked for', () => {
    assert.deepEqual(kindOf({ 'ci/plan.yaml': good, 'lucid.yaml': '' }, 'ci/plan.yaml'), ['file', 'ci/plan.yaml', 2]);
    const file = loadPlan(memoryWorkspace({}), { path: 'ci/plan.yaml' });
    assert.equal(file.kind, 'file');
    assert.match(file.problems[0]?.message ?? '', /plan cannot be read/);
  });
  test('the embedded one for its own Dockerfiles, else none', () => {
    assert.deepEqual(kindOf({ 'RDP/Dockerfile.monitor': '' }), ['embedded', undefined, 35]);
    assert.deepEqual(kindOf({ 'rdp/Dockerfile.monitor': '', Dockerfile: '' }), ['none', undefined, 0]);
  });
  test('what did not change is not read again', () => {
    for (const files of [{ 'lucid.yaml': good }, { 'auth/Dockerfile': '' }, { x: '' }]) {
      const file = loadPlan(memoryWorkspace(files));
      assert.equal(loadPlan(memoryWorkspace(files), { lastGood: file }), file);
    }
  });
});

describe('where things stand', () => {
  const at = (file: PlanFile, keys: readonly (string | number)[]) => {
    const range = file.rangeOf(keys);
    return range && file.text.slice(range.start, range.end);
  };
  test('images and their values', () => {
    const file = parsePlan(good, 'lucid.yaml');
    assert.deepEqual(file.imagePath('base'), ['phases', 0, 'images', 1]);
    assert.equal(file.imagePath('none'), undefined);
    assert.equal(at(file, ['phases', 0, 'images', 0, 'context']), 'api');
    assert.equal(at(file, ['phases', 0, 'images', 0, 'ports', 0]), '8080');
    assert.equal(at(file, ['registry']), 'docker.io/pickme');
    for (const keys of [['nothing'], ['phases', 7], ['registry', 'x'], ['phases', 0, 'images', 0, 'health']]) {
      assert.equal(at(file, keys), undefined);
    }
  });
  test('every image of the embedded plan', () => {
    const file = embeddedPlan();
    for (const image of imagesOf(file.plan)) {
      const path = file.imagePath(image.id);
      assert.equal(path && at(file, [...path, 'dockerfile']), image.dockerfile);
    }
  });
});

describe('the embedded plan', () => {
  const file = embeddedPlan();
  const images = imagesOf(file.plan);
  test('has 35 images in 6 phases and pleases loader and schema', () => {
    assert.deepEqual(file.problems, []);
    assert.deepEqual(
      file.plan.phases.map((phase) => phase.images.length),
      [3, 4, 6, 10, 7, 5],
    );
    assert.equal(images.length, 35);
    assert.ok(accepts(defaultPlanText), JSON.stringify(validate.errors));
  });
  test('is what the documents agree on', () => {
    const csv = join(import.meta.dirname, '../../../shared/facts/images.csv');
    if (!existsSync(csv)) return assert.equal(new Set(images.map((image) => image.id)).size, 35);
    const rows = readFileSync(csv, 'utf8')
      .trim()
      .split(/\r?\n/)
      .slice(1)
      .map((row) => row.split(','));
    const written = images.map((image, index) => [
      `${index + 1}`,
      image.phase,
      image.id,
      image.title,
      `${file.plan.registry.replace('docker.io/', '')}/${image.image}`,
      image.tags[0],
      image.dockerfile,
      image.context,
      image.base,
      image.ports.join(' '),
      image.health?.kind === 'http' ? image.health.path : image.health?.kind === 'tcp' ? 'tcp' : '',
    ]);
    assert.deepEqual(
      written,
      rows.map((row) => row.slice(0, 11)),
    );
  });
  test('names no tag twice', () => {
    const references = images.flatMap((image) => image.tags.map((tag) => `${image.image}:${tag}`));
    assert.equal(new Set(references).size, references.length);
  });
  test('sets the environment of services and of nothing else', () => {
    const byId = new Map(images.map((image) => [image.id, image.env]));
    assert.deepEqual(byId.get('mongodb'), {});
    assert.deepEqual(byId.get('rdp-monitor'), {
      PYTHONPATH: '/app',
      PYTHONUNBUFFERED: '1',
      SERVICE_NAME: 'rdp-monitor',
      PORT: '8093',
      HOST: '0.0.0.0',
      LOG_LEVEL: 'INFO',
      DEBUG: 'false',
    });
    assert.ok(!('PORT' in (byId.get('vm') ?? {})));
  });
  test('isolates TRON', () => {
    const [tron] = file.plan.isolation;
    assert.deepEqual(
      tron?.images,
      images.slice(24, 30).map((image) => image.id),
    );
    assert.deepEqual(tron?.allowed, ['auth-service']);
    assert.deepEqual(
      file.plan.networks.map(({ name, isolated }) => [name, isolated]),
      [
        ['lucid-pi-network', false],
        ['lucid-tron-isolated', true],
      ],
    );
    assert.deepEqual(file.plan.budgets, { totalBytes: 10e9, phaseSeconds: 7200 });
  });
});

test('the effective plan says everything, and reads back as the same plan', () => {
  for (const text of [defaultPlanText, good]) {
    const { plan } = parsePlan(text, 'lucid.yaml');
    const written = effectivePlanText(plan);
    const again = parsePlan(written, 'lucid.yaml');
    assert.deepEqual(again.problems, []);
    assert.deepEqual(again.plan, plan);
    assert.ok(accepts(written));
    assert.deepEqual(JSON.parse(JSON.stringify(effectivePlan(plan))), parse(written));
  }
  const shown = effectivePlanText(embeddedPlan().plan);
  assert.match(shown, /- id: gui\n.*\n.*\n +tags: \[latest-arm64, "latest-\{timestamp\}"\]/);
});

describe('the documentation', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/plan.md'), 'utf8');
  test('shows plans that are plans', () => {
    const examples = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map((match) => match[1] as string);
    assert.ok(examples.length >= 3);
    for (const example of examples) {
      assert.deepEqual(parsePlan(example, 'lucid.yaml').problems, [], example);
      assert.ok(validate(parse(example, { merge: true })), JSON.stringify(validate.errors));
    }
  });
  test('explains every key of the schema with its default', () => {
    const { properties, definitions } = schema;
    const keys = [
      ...Object.keys(properties),
      ...Object.keys(definitions.image.properties),
      ...Object.keys(properties.phases.items.properties),
      ...Object.keys(properties.isolation.additionalProperties.properties),
    ];
    for (const key of keys) assert.match(page, new RegExp(`^\\| \`${key}\` \\|`, 'm'), key);
    assert.deepEqual(
      [properties.tags.default, properties.platforms.default, properties.user.default],
      [['latest'], ['linux/amd64'], '65532:65532'],
    );
    const { plan } = parsePlan('version: 1\nregistry: a\nphases: []\n', 'lucid.yaml');
    assert.deepEqual(
      [plan.tags, plan.platforms, plan.user],
      [properties.tags.default, properties.platforms.default, properties.user.default],
    );
  });
});
