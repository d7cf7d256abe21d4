/** A Dockerfile as one build sees it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type BuildTarget, targetsOf } from '../../server/image/target.ts';
import { openProject } from '../../server/project/open.ts';
import { memoryWorkspace } from '../../server/workspace/memory.ts';

/** The targets of `Dockerfile`, whose images the plan lists as flow mappings. */
function targets(dockerfile: string, images: readonly string[], others: Record<string, string> = {}) {
  const rows = images.map((image) => `      - { ${image} }\n`).join('');
  const plan = `version: 1\nregistry: docker.io/acme\nphases:\n  - id: 1\n    images:\n${rows}`;
  const files = { 'lucid.yaml': plan, Dockerfile: dockerfile, ...others };
  return targetsOf(openProject(memoryWorkspace(files)), 'Dockerfile');
}

function target(dockerfile: string, more = ''): BuildTarget {
  const [only] = targets(dockerfile, [`id: api, image: api, dockerfile: Dockerfile, context: .${more}`]);
  assert.ok(only);
  return only;
}

const names = (stages: Iterable<{ readonly name: { readonly value: string } | undefined; readonly index: number }>) =>
  [...stages].map(({ name, index }) => name?.value ?? String(index));

describe('an image that is built from another image of the plan', () => {
  const base = 'FROM debian:12\nARG WHO\nUSER $WHO\nWORKDIR /srv/$WHO\n';
  const images = [
    'id: base, image: base, dockerfile: base/Dockerfile, context: base, args: { WHO: "65532" }',
    'id: api, image: api, dockerfile: Dockerfile, context: ., args: { WHO: other }, needs: [base]',
  ];

  it('has what the build of its base made with its own arguments', () => {
    const [api] = targets('FROM docker.io/acme/base\n', images, { 'base/Dockerfile': base });
    assert.equal(api?.final?.image.user, '65532');
    assert.equal(api?.final?.image.workdir, '/srv/65532');
    assert.equal(api?.build.args.WHO, 'other');
  });

  it('has steps that know their own Dockerfile and build', () => {
    const [api] = targets('FROM docker.io/acme/base\nRUN make\n', images, { 'base/Dockerfile': base });
    const steps = api?.final?.steps.map(({ stage, instruction }) => [
      stage.target.build.image?.id,
      instruction.keyword,
    ]);
    assert.deepEqual(steps, [
      ['base', 'FROM'],
      ['base', 'ARG'],
      ['base', 'USER'],
      ['base', 'WORKDIR'],
      ['api', 'FROM'],
      ['api', 'RUN'],
    ]);
  });

  it('runs the ONBUILD triggers of that image', () => {
    const [api] = targets('FROM docker.io/acme/base\n', images, { 'base/Dockerfile': `${base}ONBUILD USER 1000\n` });
    assert.equal(api?.final?.image.user, '1000');
  });

  it('ends where images are built from each other in a circle', () => {
    const [api] = targets('FROM docker.io/acme/base\n', images, { 'base/Dockerfile': 'FROM docker.io/acme/api\n' });
    assert.equal(api?.final?.lineage.base.kind, 'unknown');
  });

  it('passes each Dockerfile of such a circle once', () => {
    const [api] = targets('FROM docker.io/acme/base\nFROM docker.io/acme/base\n', images, {
      'base/Dockerfile': 'FROM docker.io/acme/api\nFROM debian:12\nCOPY --from=0 /opt/venv /venv\n',
    });
    assert.deepEqual(
      api?.stages.map(({ lineage }) => lineage.base.kind),
      ['image', 'image'],
    );
    const [base] = api?.final?.lineage.from.target.stages ?? [];
    assert.equal(base?.lineage.base.kind, 'unknown');
  });
});

describe('stages', () => {
  it('are found by name without case and by number, the last of a name first', () => {
    const file = target('FROM a AS One\nFROM b AS one\nFROM c\n');
    assert.equal(file.stageNamed('ONE')?.index, 1);
    assert.equal(file.stageNamed('one', 1)?.index, 0);
    assert.equal(file.stageNamed('2')?.index, 2);
    assert.equal(file.stageNamed('3'), undefined);
  });

  it('are parents by their name, also where FROM writes capitals, which BuildKit takes for an image that cannot exist', () => {
    const { stages } = target('FROM a AS Build\nFROM build\nFROM Build\nFROM 0\n');
    assert.deepEqual(
      stages.map(({ parent }) => parent?.index),
      [undefined, 0, 0, undefined],
    );
  });

  it('are reached by FROM, --from, mounts and triggers', () => {
    const text = `FROM a AS one
FROM a AS two
FROM a AS three
FROM a AS unused
FROM one AS base
ONBUILD COPY --from=three /x /x
FROM base AS last
RUN --mount=type=bind,from=two,target=/two make
`;
    assert.deepEqual(names(target(text).reached).sort(), ['base', 'last', 'one', 'three', 'two']);
  });

  it('end in the target of the build', () => {
    const text = 'FROM a AS one\nFROM b AS two\n';
    assert.equal(target(text, ', target: one').final?.index, 0);
    assert.equal(target(text, ', target: three').final, undefined);
  });
});

describe('a named context', () => {
  const contexts = ', contexts: { Tools: shared, scratch: shared }';

  it('hides the stage and the image of its name, in FROM and in --from', () => {
    const file = target('FROM debian:12 AS tools\nFROM tools\nCOPY --from=tools /x /x\n', contexts);
    assert.equal(file.stages[1]?.parent, undefined);
    assert.equal(file.stages[1]?.lineage.base.kind, 'unknown');
    assert.deepEqual(names(file.reached), ['1']);
  });

  it('is never called scratch', () => {
    assert.equal(target('FROM scratch\n', contexts).final?.lineage.base.kind, 'scratch');
  });
});

it('a Dockerfile knows its other builds, however many images it stands on', () => {
  const depth = 12;
  const chain = Array.from({ length: depth }, (_, n) => n);
  const images = chain.map(
    (n) => `id: i${n}, image: i${n}, dockerfile: ${n === 0 ? 'Dockerfile' : `${n}/Dockerfile`}, context: .`,
  );
  const others = Object.fromEntries(
    chain
      .slice(1)
      .map((n) => [`${n}/Dockerfile`, n === depth - 1 ? 'FROM scratch\n' : `FROM docker.io/acme/i${n + 1}\n`]),
  );
  const found = targets('FROM docker.io/acme/i1\n', [...images, `${images[0]?.replaceAll('i0', 'again')}`], others);
  assert.equal(found[0]?.final?.lineage.base.kind, 'scratch');
  assert.equal(found.length, 2);
  assert.equal(found[0]?.siblings[0], found[0]);
  assert.equal(found[0]?.siblings[1], found[1]);
});

it('a text is expanded with the variables of its place', () => {
  const file = target('ARG A=1\nFROM a\nARG A\nENV B=$A\nUSER $B\nENV B=2\n', ', args: { A: "7" }');
  const at = (keyword: string) => file.file.instructions.find((one) => one.keyword === keyword);
  const user = at('USER');
  assert.ok(user);
  assert.equal(file.value('$B-${C:-none}', user), undefined, 'the base may set C');
  assert.equal(file.value('$A$B', user), '77');
  assert.equal(file.value(undefined, user), undefined);
});
