import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseBake } from '../../server/parse/builds/bake.ts';
import { parseCompose } from '../../server/parse/builds/compose.ts';
import { interpolate, parseEnv } from '../../server/parse/builds/interpolate.ts';

/** The builds of a compose file in `deploy/`, by service, each as the fields that are asked for. */
function builds(text: string, env?: string, path = 'deploy/compose.yaml') {
  return Object.fromEntries(parseCompose(text, path, env).builds.map((build) => [build.service, build]));
}

test('contexts count from the compose file, Dockerfiles from the context', () => {
  const found = builds(`services:
  short: {build: ./web}
  root: {build: ..}
  long:
    build:
      context: ../api/
      dockerfile: docker/Dockerfile.dev
      target: dev
      platforms: [linux/arm64]
  none: {image: nginx}
  empty: {build: }
`);
  const places = Object.values(found).map(({ service, context, dockerfile }) => [service, context, dockerfile]);
  assert.deepEqual(places, [
    ['short', 'deploy/web', 'deploy/web/Dockerfile'],
    ['root', '.', 'Dockerfile'],
    ['long', 'api', 'api/docker/Dockerfile.dev'],
  ]);
  assert.deepEqual([found.long?.target, found.long?.platforms], ['dev', ['linux/arm64']]);
});

test('the place of a context is where it is written', () => {
  const text =
    'services:\n  a:\n    build: "./a"\n  b:\n    build:\n      context: b # here\n  c: {build: {target: x}}\n';
  const ranges = parseCompose(text, 'compose.yaml', undefined).builds.map(({ contextRange: range }) =>
    range ? text.slice(range.start, range.end) : undefined,
  );
  assert.deepEqual(ranges, ['"./a"', 'b', undefined]);
});

test('what lies elsewhere has no context', () => {
  const elsewhere = [
    'https://github.com/a/b.git#main',
    'git@github.com:a/b.git',
    'github.com/a/b',
    'ssh://a/b',
    '/abs',
    'C:\\abs',
    '~/x',
    '../../x',
    'service:base',
  ];
  for (const context of elsewhere) {
    const { a } = builds(`services: {a: {build: ${JSON.stringify(context)}}}`);
    assert.deepEqual([a?.context, a?.dockerfile], [undefined, undefined], context);
  }
  assert.equal(builds('services: {a: {build: ".\\\\web\\\\app"}}').a?.context, 'deploy/web/app');
  const { b } = builds('services: {b: {build: {context: ., dockerfile: ../../../D}}}');
  assert.deepEqual([b?.context, b?.dockerfile], ['deploy', undefined]);
  const { c } = builds('services:\n  c:\n    build:\n      context: .\n      dockerfile_inline: |\n        FROM a\n');
  assert.deepEqual([c?.context, c?.dockerfile], ['deploy', undefined]);
});

test('arguments and contexts as mapping and as list', () => {
  const { map, list } = builds(`services:
  map:
    build: {context: ., args: {A: 1.10, B: "\${X}", C: , D: true}, additional_contexts: {s: ../s, i: "docker-image://x"}}
  list:
    build: {context: ., args: [A=a=b, "B=\${X}", C], additional_contexts: ["s=../s", "t=service:map"]}
`);
  assert.deepEqual(map?.args, { A: '1.10', B: undefined, C: undefined, D: 'true' });
  assert.deepEqual(map?.contexts, { s: 's', i: undefined });
  assert.deepEqual(list?.args, { A: 'a=b', B: undefined, C: undefined });
  assert.deepEqual(list?.contexts, { s: 's', t: undefined });
});

test('anchors, merge keys, fragments and extends', () => {
  const found = builds(`x-build: &build
  context: ..
  args: {A: fragment, B: fragment}
x-service: &service
  platform: linux/arm64
  build: *build
services:
  merged: {<<: *service, image: "pickme/lucid-a:v1"}
  own:
    <<: [*service]
    build: {<<: *build, dockerfile: own/Dockerfile, args: {A: own}}
  child:
    extends: {service: own}
    build: {target: dev, args: [B=child]}
  short: {extends: merged}
  away: {extends: {service: own, file: other.yaml}}
  round: {extends: trip}
  trip: {extends: round, build: ./trip}
`);
  const { merged, own, child, short, away, round } = found;
  assert.deepEqual(
    [merged?.context, merged?.args, merged?.platforms],
    ['.', { A: 'fragment', B: 'fragment' }, ['linux/arm64']],
  );
  assert.equal(merged?.image, 'pickme/lucid-a:v1');
  assert.deepEqual([own?.dockerfile, own?.args], ['own/Dockerfile', { A: 'own' }]);
  assert.deepEqual(
    [child?.dockerfile, child?.target, child?.args],
    ['own/Dockerfile', 'dev', { A: 'own', B: 'child' }],
  );
  assert.deepEqual([short?.context, short?.image], ['.', 'pickme/lucid-a:v1']);
  assert.equal(away, undefined);
  assert.equal(round?.context, 'deploy/trip');
});

test('merge keys in the shape of a bomb end', () => {
  const bombs = Array.from(
    { length: 40 },
    (_, i) => `x-${i}: &b${i}\n  <<: [${i ? `*b${i - 1}, *b${i - 1}` : ''}]\n  k${i}: 1`,
  );
  assert.equal(builds(`${bombs.join('\n')}\nservices:\n  a: {<<: *b39, build: .}\n`).a?.context, 'deploy');
});

test('variables come from .env or their defaults', () => {
  const env = 'ROOT=..\nexport NAME = "api"\n# c\nEMPTY=\nNEST=${ROOT}/nested # c\nLIT=\'${ROOT}\'\n';
  const text = (context: string) => builds(`services: {a: {build: ${JSON.stringify(context)}}}`, env).a?.context;
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['$ROOT/$NAME', 'api'],
    ['${ROOT}/x', 'x'],
    ['${NEST}', 'nested'],
    ['${LIT}', 'deploy/${ROOT}'],
    ['${NONE}', undefined],
    ['${NONE:-./d}', 'deploy/d'],
    ['${NONE-./d}', 'deploy/d'],
    ['${EMPTY:-./d}', 'deploy/d'],
    ['x${EMPTY-d}', 'deploy/x'],
    ['${NONE:-${ROOT}/deep}', 'deep'],
    ['${NONE:?must be set}', undefined],
    ['${ROOT:?must be set}', '.'],
    ['x${NAME:+-set}', 'deploy/x-set'],
    ['x${NONE:+-set}', 'deploy/x'],
    ['a$$b', 'deploy/a$b'],
    ['${', undefined],
    ['${ROOT', undefined],
    ['${ROOT!x}', undefined],
  ];
  for (const [written, wanted] of cases) {
    assert.equal(text(written), wanted, written);
  }
  assert.equal(interpolate('${A:-'.repeat(5000), parseEnv('')), undefined);
});

test('an override leaves the context of another file unknown', () => {
  const text = 'services:\n  a: {build: {target: dev}}\n  b: {build: ./b}\n';
  assert.deepEqual(Object.keys(builds(text, undefined, 'docker-compose.override.yml')), ['b']);
  assert.deepEqual(Object.keys(builds(text)), ['a', 'b']);
});

test('broken and strange files build nothing', () => {
  const texts = [
    '',
    'build',
    'services: build',
    'services: [build]',
    'services:\n  a: {build: .\n',
    'services:\n  a:\n\tbuild: .',
    '{"build": 1}',
    'build\0',
    'services: {a: {build: [.]}}',
    'services: {a: build}',
    '- build: .',
  ];
  for (const text of texts) {
    assert.deepEqual(parseCompose(text, 'compose.yaml', undefined).builds, [], text);
  }
  assert.equal(builds('\ufeffservices:\r\n  a:\r\n    build: ./x\r\n').a?.context, 'deploy/x');
  assert.equal(builds('services:\n  a: {build: ./x}\n  a: {build: ./y}\n').a?.context, 'deploy/y');
});

test('ninety compose files of seven services take no time', () => {
  const service = (i: number) => `  s${i}:
    <<: *common
    build:
      context: ../../s${i}
      args:
        - VERSION=\${VERSION:-1}
    ports: ["80${i}0:8080"]
    environment:
      - SERVICE_NAME=s${i}
      - URI=\${URI:-mongodb://lucid:27017/lucid}
    healthcheck:
      test: ["CMD", "/usr/bin/python3", "-c", "import urllib.request; urllib.request.urlopen('http://localhost/')"]
    deploy: {resources: {limits: {memory: 512M}}}
`;
  const text = `x-common: &common\n  restart: always\nservices:\n${[1, 2, 3, 4, 5, 6, 7].map(service).join('')}`;
  const before = process.cpuUsage().user;
  for (let i = 0; i < 90; i++) {
    assert.equal(parseCompose(`# ${i}\n${text}`, 'a/b/c.yml', 'VERSION=2').builds.length, 7);
  }
  const milliseconds = (process.cpuUsage().user - before) / 1000;
  assert.ok(milliseconds < 1000, `${milliseconds} ms`);
});

describe('bake files', () => {
  const hcl = (text: string) =>
    Object.fromEntries(parseBake(text, 'deploy/docker-bake.hcl').builds.map((build) => [build.service, build]));
  const text = `# comment
variable "TAG" { default = "v1" }
variable "DIR" {
  default = "src-\${TAG}" // comment
}
variable "NONE" {}
function "f" {
  params = [a]
  result = "\${a}-{" /* } */
}
group "default" { targets = ["app", "other"] }
target "_common" {
  args = {
    A = "1", "B": TAG
    C = f("x"), D = TAG == "v1" ? "a" : "b"
    E = "\${TAG}-e"
  }
  platforms = ["linux/arm64",
    "linux/amd64"]
}
target "app" {
  inherits = ["_common"]
  context = "\${DIR}"
  dockerfile = "Dockerfile.\${TAG}"
  contexts = { base = "target:base", shared = "../shared" }
  target = "run"
  tags = ["docker.io/pickme/app:\${TAG}", "x"]
}
target "child" {
  inherits = ["app"]
  context = ".."
  args = { A = "2" }
}
target "call" { context = f("x") }
target "unset" { context = NONE }
target "remote" { context = "https://example.com/x.git" }
target "inline" { dockerfile-inline = "FROM a" }
`;
  test('HCL: variables, inheritance, lists and objects', () => {
    const { app, child, call, unset, remote, inline, _common } = hcl(text);
    assert.deepEqual([app?.context, app?.dockerfile], ['deploy/src-v1', 'deploy/src-v1/Dockerfile.v1']);
    assert.deepEqual(app?.args, { A: '1', B: 'v1', C: undefined, D: undefined, E: 'v1-e' });
    assert.deepEqual(app?.contexts, { base: undefined, shared: 'shared' });
    assert.deepEqual(
      [app?.target, app?.platforms, app?.image],
      ['run', ['linux/arm64', 'linux/amd64'], 'docker.io/pickme/app:v1'],
    );
    assert.deepEqual([child?.context, child?.dockerfile, child?.args.A], ['.', 'Dockerfile.v1', '2']);
    for (const build of [call, unset, remote]) {
      assert.deepEqual([build?.context, build?.dockerfile], [undefined, undefined]);
    }
    assert.deepEqual([inline?.context, inline?.dockerfile], ['deploy', undefined]);
    assert.equal(_common, undefined);
  });
  test('the place of a context', () => {
    const range = hcl(text).child?.contextRange;
    assert.equal(range && text.slice(range.start, range.end), '".."');
    const json = '{"target": {"a": {"context": "./s"}}}';
    const place = parseBake(json, 'docker-bake.json').builds[0]?.contextRange;
    assert.equal(place && json.slice(place.start, place.end), '"./s"');
  });
  test('JSON', () => {
    const json = `{
\t"variable": {"V": {"default": "x"}},
\t"target": {
\t\t"base": {"args": {"A": "\${V}"}},
\t\t"app": {"inherits": ["base"], "context": "..", "dockerfile": "app/Dockerfile"}
\t}
}`;
    const [app, more] = parseBake(json, 'deploy/docker-bake.json').builds;
    assert.deepEqual(
      [app?.service, app?.context, app?.dockerfile, app?.args],
      ['app', '.', 'app/Dockerfile', { A: 'x' }],
    );
    assert.equal(more, undefined);
  });
  test('what cannot be read builds nothing and ends', () => {
    for (const broken of ['', '{', 'target', 'target "a"', 'target "a" {', 'target "a" { context = ', '\0'.repeat(9)]) {
      for (const path of ['docker-bake.hcl', 'docker-bake.json']) {
        assert.ok(
          parseBake(broken, path).builds.every((build) => build.context === undefined || build.context === '.'),
        );
      }
    }
    for (const bomb of [
      'a {'.repeat(50_000),
      `x = ${'['.repeat(50_000)}`,
      'x = f('.repeat(20_000),
      '"'.repeat(99_999),
    ]) {
      assert.deepEqual(parseBake(bomb, 'docker-bake.hcl').builds, [], bomb.slice(0, 9));
    }
  });
  test('an override is a part of another file', () => {
    assert.deepEqual(parseBake('{"target": {"a": {"args": {"A": "1"}}}}', 'docker-bake.override.json').builds, []);
  });
});
