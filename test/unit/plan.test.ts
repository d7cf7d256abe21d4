import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { imagesOf, type PlanFile } from '../../server/model/plan.ts';
import { embeddedPlan, loadPlan, parsePlan } from '../../server/plan/load.ts';
import { memoryWorkspace } from '../../server/workspace/memory.ts';
import { good } from '../support/plan.ts';

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
  test('too much for the library', () => assert.match(one('a:\tb\n'.repeat(400_000)), /too many/));
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
    const file = parsePlan(text, 'lucid.yaml');
    assert.ok(file.problems.length > 0 && file.problems.length <= 100);
  });
});

test('paths are normalised, and what is inherited is filled in', () => {
  const text = `version: 1
registry: docker.io/pickme
platforms: [linux/arm64]
user: "1:2"
workdir: /app/
tags: ["{id}-{phase}", "latest-{timestamp}"]
env: {NAME: "{id}", IMAGE: "{image}", PORT: "{port}", JSON: '{"a": {b}}', N: 1.50, B: false}
phases:
  - id: core
    images:
      - &a {id: a, image: lucid-a, dockerfile: ./a/Dockerfile, context: ./a/, ports: [80, 81], health: /ok}
      - {<<: *a, id: b, context: ./, tags: [x], ports: [], user: "3:4", platforms: [linux/amd64], health: tcp}
      - {<<: *a, id: c, env: {}, workdir: none, health: none, contexts: {s: ./s/, i: "docker-image://x"}, args: {V: 3.10}}
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
  assert.deepEqual([a?.workdir, b?.workdir, c?.workdir], ['/app', '/app', undefined]);
  assert.ok(b && !('PORT' in b.env));
  assert.deepEqual([b?.health, c?.health], [{ kind: 'tcp' }, { kind: 'none' }]);
  assert.deepEqual([c?.env, c?.args, c?.contexts], [{}, { V: '3.10' }, { s: 's', i: 'docker-image://x' }]);
});

test('each circle of needs is reported once, and long chains are no circle', () => {
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
  test('the plan that is asked for', () => {
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
