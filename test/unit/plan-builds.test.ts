import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { imagesOf } from '../../server/model/plan.ts';
import { parsePlan } from '../../server/plan/load.ts';
import { inferPlan } from '../../server/project/infer.ts';
import { openProject } from '../../server/project/open.ts';
import { memoryWorkspace } from '../../server/workspace/memory.ts';

const buildsIn = (files: Record<string, string>, dockerfile: string) =>
  openProject(memoryWorkspace(files)).builds(dockerfile);

const plan = `version: 1
registry: docker.io/pickme
platforms: [linux/arm64]
phases:
  - id: 1
    images:
      - {id: a, image: a, dockerfile: api/Dockerfile, context: api, args: {V: 1}, contexts: {s: shared, i: "docker-image://x"}}
      - {id: b, image: b, dockerfile: ./api/Dockerfile, context: ., target: dev}
`;
const compose = 'services:\n  api: {build: {context: ., dockerfile: api/Dockerfile, args: {V: "2"}}}\n';
const bake = 'target "api" { context = "api" }\n';
const dockerfile = 'FROM scratch\nCOPY main.py /\n';

describe('the builds of a Dockerfile', () => {
  const files = { 'lucid.yaml': plan, 'compose.yaml': compose, 'docker-bake.hcl': bake, 'api/Dockerfile': dockerfile };

  test('the plan decides alone, with every image that names it', () => {
    const [a, b, more] = buildsIn(files, 'api/Dockerfile');
    assert.deepEqual([a?.source, a?.context, a?.args, a?.platforms], ['plan', 'api', { V: '1' }, ['linux/arm64']]);
    assert.deepEqual(a?.contexts, { s: 'shared', i: undefined });
    assert.deepEqual([b?.context, b?.target, b?.image?.id], ['.', 'dev', 'b']);
    assert.equal(more, undefined);
    const range = a?.declared?.range;
    assert.equal(a?.declared?.path, 'lucid.yaml');
    assert.equal(range && plan.slice(range.start, range.end), 'api');
    assert.equal(buildsIn(files, './api/Dockerfile').length, 2);
  });

  test('then compose files, then bake files', () => {
    const { 'lucid.yaml': _, ...unplanned } = files;
    const [composed] = buildsIn(unplanned, 'api/Dockerfile');
    assert.deepEqual([composed?.source, composed?.context, composed?.args], ['compose', '.', { V: '2' }]);
    assert.equal(composed?.declared?.path, 'compose.yaml');
    const { 'compose.yaml': __, ...baked } = unplanned;
    const [build] = buildsIn(baked, 'api/Dockerfile');
    assert.deepEqual([build?.source, build?.context, build?.declared?.path], ['bake', 'api', 'docker-bake.hcl']);
  });

  test('builds that say the same count once', () => {
    const found = buildsIn(
      {
        'compose.yaml': compose,
        'compose.dev.yaml': compose,
        'docker-compose.yml': compose.replace('"2"', '"3"'),
        'api/Dockerfile': dockerfile,
      },
      'api/Dockerfile',
    );
    assert.deepEqual(found.map((build) => build.args.V).sort(), ['2', '3']);
  });

  test('a context that lies elsewhere is a build all the same', () => {
    const found = buildsIn({ 'lucid.yaml': plan, 'other/Dockerfile': dockerfile }, 'other/Dockerfile');
    assert.deepEqual(
      found.map(({ source }) => source),
      ['inferred'],
    );
  });
});

describe('an inferred context', () => {
  const inferred = (copy: string, files: readonly string[], path = 'a/b/Dockerfile') => {
    const [build] = buildsIn(
      { [path]: `FROM scratch\n${copy}\n`, ...Object.fromEntries(files.map((file) => [file, ''])) },
      path,
    );
    assert.equal(build?.source, 'inferred');
    return build?.context;
  };
  test('is the folder from which most sources are there', () => {
    assert.equal(inferred('COPY x y /', ['a/b/x', 'a/b/y', 'x']), 'a/b');
    assert.equal(inferred('COPY x y /', ['a/b/x', 'x', 'y']), '.');
    assert.equal(inferred('COPY x y /', ['a/x', 'a/y', 'x']), 'a');
  });
  test('is its own folder before the root, and the root before what lies between', () => {
    assert.equal(inferred('COPY x /', ['a/b/x', 'a/x', 'x']), 'a/b');
    assert.equal(inferred('COPY x /', ['a/x', 'x']), '.');
    assert.equal(inferred('COPY x /', []), 'a/b');
    assert.equal(inferred('RUN ["x"]', ['x']), 'a/b');
    assert.equal(inferred('COPY x /', ['x'], 'Dockerfile'), '.');
  });
});

describe('a plan made from a workspace', () => {
  const infer = (files: Record<string, string>) => {
    const text = inferPlan(openProject(memoryWorkspace(files)));
    const file = parsePlan(text, 'lucid.yaml');
    assert.deepEqual(file.problems, [], text);
    return { text, plan: file.plan, images: imagesOf(file.plan) };
  };

  test('follows variables and stages as the checks do', () => {
    const text = 'ARG B=build\nFROM python AS build\nEXPOSE 9000\nFROM ${B}\n';
    const [image] = infer({ 'api/Dockerfile': text }).images;
    assert.deepEqual([image?.base, image?.ports], ['python', [9000]]);
  });

  test('names images, contexts, ports, bases, health and needs', () => {
    const { plan, images, text } = infer({
      'base/Dockerfile': 'FROM gcr.io/distroless/python3-debian12:nonroot AS base\n',
      'api/Dockerfile.web': `ARG PORT=8080
FROM python:3.11-slim AS builder
COPY api/main.py /app/
FROM registry.example/team/base:latest
ARG PORT=8080
EXPOSE \${PORT} 9000/udp 9090/tcp 7000-7010
HEALTHCHECK CMD ["/usr/bin/python3", "-c", "import urllib.request; urllib.request.urlopen('http://localhost:8080/api/health')"]
COPY --from=builder /app /app
`,
      'api/main.py': '',
      'worker/Dockerfile': 'FROM debian\nCOPY run.sh /\nHEALTHCHECK NONE\n',
      'worker/run.sh': '',
      'compose.yaml': 'services:\n  job: {image: "pickme/lucid-job:v1", build: ./worker}\n',
    });
    const rows = images.map(({ id, phase, image, dockerfile, context, base, ports, health, needs }) => ({
      id,
      phase,
      image,
      dockerfile,
      context,
      base,
      ports: [...ports],
      health,
      needs: [...needs],
    }));
    assert.deepEqual(rows, [
      {
        id: 'base',
        phase: '1',
        image: 'base',
        dockerfile: 'base/Dockerfile',
        context: 'base',
        base: 'gcr.io/distroless/python3-debian12',
        ports: [],
        health: undefined,
        needs: [],
      },
      {
        id: 'job',
        phase: '1',
        image: 'lucid-job',
        dockerfile: 'worker/Dockerfile',
        context: 'worker',
        base: 'debian',
        ports: [],
        health: { kind: 'none' },
        needs: [],
      },
      {
        id: 'api-web',
        phase: '2',
        image: 'api-web',
        dockerfile: 'api/Dockerfile.web',
        context: '.',
        base: 'registry.example/team/base',
        ports: [8080, 9090],
        health: { kind: 'http', path: '/api/health' },
        needs: ['base'],
      },
    ]);
    assert.equal(plan.registry, 'docker.io/pickme');
    assert.deepEqual(
      plan.phases.map(({ title }) => title),
      ['Images', 'Images'],
    );
    assert.match(text, /^# Made from/);
    assert.equal(parse(text).version, 1);
  });

  test('gives every image an id and a name of its own', () => {
    const empty = 'FROM scratch\n';
    const { images } = infer({
      Dockerfile: empty,
      'Dockerfile.dev': empty,
      'x/app/Dockerfile': empty,
      'y/app/Dockerfile': empty,
      'y/app/Dockerfile.app-test': empty,
      'a b/Dockerfile copy.gui': empty,
      '-odd/Dockerfile': empty,
      'tool.Dockerfile': empty,
      'compose.yaml': 'services:\n  one: {image: same, build: ./x/app}\n  two: {image: same, build: ./y/app}\n',
    });
    assert.deepEqual(
      images.map(({ id, dockerfile }) => [dockerfile, id]).sort(),
      [
        ['Dockerfile', 'app'],
        ['Dockerfile.dev', 'dev'],
        ['a b/Dockerfile copy.gui', 'a-b-copy-gui'],
        ['tool.Dockerfile', 'tool'],
        ['x/app/Dockerfile', 'one'],
        ['y/app/Dockerfile', 'two'],
        ['y/app/Dockerfile.app-test', 'app-test'],
      ].sort(),
    );
    const names = images.map(({ image }) => image);
    assert.ok(!names.includes('same'), 'a name that several Dockerfiles share names none of them');
    assert.equal(new Set(names).size, names.length);
  });

  test('makes a phase of each folder that holds several images', () => {
    const files = ['x/Dockerfile.a', 'x/Dockerfile.b', 'y/Dockerfile', 'z/q/Dockerfile', 'Dockerfile'];
    const { plan } = infer(Object.fromEntries(files.map((file) => [file, 'FROM scratch\n'])));
    assert.deepEqual(
      plan.phases.map(({ id, title, images }) => [id, title, images.length]),
      [
        ['1', 'Images', 3],
        ['2', 'x', 2],
      ],
    );
  });

  test('lets no circle of needs in, and takes what is half written', () => {
    const { images } = infer({
      'a/Dockerfile': 'FROM b\n',
      'b/Dockerfile': 'FROM a\n',
      'c/Dockerfile': 'FROM\nEXPOSE $X\nFROM',
    });
    assert.deepEqual(
      images.map(({ id, needs }) => [id, needs.length]),
      [
        ['a', 0],
        ['b', 0],
        ['c', 0],
      ],
    );
    assert.equal(infer({}).images.length, 0);
  });
});
