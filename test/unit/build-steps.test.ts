import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paste, shellOf } from '../../server/buildx/paste.ts';
import { buildOrder, buildSteps, withNeeds } from '../../server/buildx/steps.ts';
import { lastingReferences, references, timestamp } from '../../server/buildx/tags.ts';
import { imagesOf, type Plan, type PlanImage } from '../../server/model/plan.ts';
import { parsePlan } from '../../server/plan/load.ts';

const time = new Date(2026, 0, 5, 7, 8, 9);

function planOf(images: string): Plan {
  const text = `version: 1
registry: docker.io/pickme
platforms: [linux/arm64]
tags: [latest-arm64, "latest-arm64-{timestamp}"]
phases:
  - id: 1
    images:
${images}`;
  const file = parsePlan(text, 'lucid.yaml');
  assert.deepEqual(file.problems, []);
  return file.plan;
}

const image = (id: string, more = ''): string =>
  `      - { id: ${id}, image: lucid-${id}, dockerfile: ${id}/Dockerfile, context: ${id}${more} }\n`;

test('a timestamp sorts as text and uses local time', () => {
  assert.equal(timestamp(time), '20260105-070809');
});

test('references carry registry, image and tags', () => {
  const plan = planOf(image('api'));
  const [api] = imagesOf(plan) as [PlanImage];
  assert.deepEqual(references(plan, api, time), [
    'docker.io/pickme/lucid-api:latest-arm64',
    'docker.io/pickme/lucid-api:latest-arm64-20260105-070809',
  ]);
  assert.deepEqual(lastingReferences(plan, api), ['docker.io/pickme/lucid-api:latest-arm64']);
  assert.deepEqual(references({ ...plan, registry: '' }, { ...api, tags: ['a', 'a'] }, time), ['lucid-api:a']);
});

test('a step is the documented line', () => {
  const [step] = buildSteps(planOf(image('api')), ['api'], { push: true, time });
  assert.equal(
    step?.argv.join(' '),
    'docker buildx build --platform linux/arm64 -t docker.io/pickme/lucid-api:latest-arm64 -t docker.io/pickme/lucid-api:latest-arm64-20260105-070809 -f api/Dockerfile --push api',
  );
});

test('everything that an image can say becomes an argument of its own', () => {
  const more =
    ', target: run, args: { A: "x y", B: "" }, contexts: { shared: libs }, secrets: ["id=pip,src=pip.conf"], platforms: [linux/arm64, linux/amd64]';
  const [step] = buildSteps(planOf(image('api', more)), ['api'], {
    push: false,
    load: true,
    time,
    builder: 'pi',
    noCache: true,
    pull: true,
    cacheFrom: ['type=registry,ref=r/c'],
    cacheTo: ['type=inline'],
  });
  assert.deepEqual(step?.argv, [
    ...['docker', 'buildx', 'build', '--builder', 'pi', '--platform', 'linux/arm64,linux/amd64'],
    ...[
      '-t',
      'docker.io/pickme/lucid-api:latest-arm64',
      '-t',
      'docker.io/pickme/lucid-api:latest-arm64-20260105-070809',
    ],
    ...['-f', 'api/Dockerfile', '--build-arg', 'A=x y', '--build-arg', 'B=', '--build-context', 'shared=libs'],
    ...['--target', 'run', '--secret', 'id=pip,src=pip.conf', '--cache-from', 'type=registry,ref=r/c'],
    ...['--cache-to', 'type=inline', '--no-cache', '--pull', '--load', 'api'],
  ]);
});

test('platforms that are asked for replace those of the plan', () => {
  const [step] = buildSteps(planOf(image('api')), ['api'], { push: false, time, platforms: ['linux/amd64'] });
  assert.deepEqual(step?.platforms, ['linux/amd64']);
  assert.ok(step?.argv.includes('linux/amd64') && !step.argv.includes('linux/arm64'));
});

test('no value of a plan becomes an option, whatever let it in', () => {
  const plan = planOf(image('api'));
  const [api] = imagesOf(plan) as [PlanImage];
  const evil = { ...api, context: '--output=type=local,dest=/', dockerfile: '-', target: '--push' };
  const [step] = buildSteps({ ...plan, phases: [{ id: '1', title: '', images: [evil] }] }, ['api'], {
    push: false,
    time,
  });
  const argv = step?.argv ?? [];
  assert.equal(argv.at(-1), './--output=type=local,dest=/');
  assert.equal(argv[argv.indexOf('-f') + 1], './-');
  assert.equal(argv[argv.indexOf('--push') - 1], '--target', 'stands where docker expects a value');
});

test('images come in the order of the plan, with what they need before them', () => {
  const plan = planOf(
    image('web', ', needs: [base]') + image('base', ', needs: [root]') + image('root') + image('other'),
  );
  const order = (ids: readonly string[]) => buildOrder(plan, ids).map(({ id }) => id);
  assert.deepEqual(order(['other', 'web', 'base', 'root']), ['root', 'base', 'web', 'other']);
  assert.deepEqual(order(['other', 'web']), ['web', 'other'], 'only what was chosen');
  assert.deepEqual(order(withNeeds(plan, ['web'])), ['root', 'base', 'web']);
  assert.deepEqual(order(['nonesuch']), []);
});

test('a circle of needs ends', () => {
  const plan = planOf(image('a') + image('b'));
  const [a, b] = imagesOf(plan) as [PlanImage, PlanImage];
  const circle = {
    ...plan,
    phases: [
      {
        id: '1',
        title: '',
        images: [
          { ...a, needs: ['b'] },
          { ...b, needs: ['a'] },
        ],
      },
    ],
  };
  assert.deepEqual(
    buildOrder(circle, ['a', 'b']).map(({ id }) => id),
    ['b', 'a'],
  );
  assert.deepEqual([...withNeeds(circle, ['a'])].sort(), ['a', 'b']);
});

const pasted: readonly (readonly [word: string, posix: string, powershell: string, cmd: string])[] = [
  ['linux/arm64', 'linux/arm64', 'linux/arm64', 'linux/arm64'],
  ['a,b', 'a,b', "'a,b'", 'a,b'],
  ['sessions dir', "'sessions dir'", "'sessions dir'", '"sessions dir"'],
  ["it's", "'it'\\''s'", "'it''s'", "it's"],
  ['$HOME', "'$HOME'", "'$HOME'", '$HOME'],
  ['a&b', "'a&b'", "'a&b'", 'a^&b'],
  ['%PATH%', '%PATH%', "'%PATH%'", '^%PATH^%'],
  ['100% of it', "'100% of it'", "'100% of it'", '^"100^% of it^"'],
  ['@x', '@x', "'@x'", '@x'],
  ['\u2019', "'\u2019'", "'\u2019\u2019'", '\u2019'],
];

for (const [word, posix, powershell, cmd] of pasted) {
  test(`${word} can be pasted into every shell`, () => {
    assert.equal(paste(['docker', word], 'posix'), `docker ${posix}`);
    assert.equal(paste(['docker', word], 'powershell'), `docker ${powershell}`);
    assert.equal(paste(['docker', word], 'cmd'), `docker ${cmd}`);
  });
}

test('double quotes reach the program from PowerShell 5 and 7 alike', () => {
  assert.equal(paste(['docker', '-f', '{"a": 1}'], 'powershell'), 'docker --% -f "{\\"a\\": 1}"');
  assert.equal(paste(['docker', ''], 'powershell'), 'docker --% ""');
  assert.equal(paste(['docker', 'a b\\'], 'powershell'), 'docker --% "a b\\\\"');
  assert.equal(paste(['docker', 'a"b'], 'cmd'), 'docker ^"a\\^"b^"');
  assert.equal(paste(['docker', ''], 'posix'), "docker ''");
  assert.equal(paste(['docker', ''], 'cmd'), 'docker ""');
});

test('the usual shell is that of the platform', () => {
  assert.deepEqual([shellOf('win32'), shellOf('linux'), shellOf('darwin')], ['powershell', 'posix', 'posix']);
});
