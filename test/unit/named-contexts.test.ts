/** What a name means in a build with an additional context: the context comes before a stage and an image of its name. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { copySources } from '../../server/context/sources.ts';
import { imageReferences } from '../../server/image/references/image-references.ts';
import { stageReferences } from '../../server/image/references/stage-references.ts';
import { type BuildTarget, targetsOf } from '../../server/image/target.ts';
import { openProject } from '../../server/project/open.ts';
import { examplePlan } from '../../server/rules/example.ts';
import { memoryWorkspace } from '../../server/workspace/memory.ts';

/** The build of a Dockerfile with one additional context, whose files lie in `vendor`. */
function targetOf(dockerfile: string, context: string): BuildTarget {
  const plan = examplePlan('Dockerfile', `context: ., contexts: { ${context}: vendor }`);
  const workspace = memoryWorkspace({ 'lucid.yaml': plan, Dockerfile: dockerfile });
  const [target] = targetsOf(openProject(workspace), 'Dockerfile');
  assert.ok(target);
  return target;
}

/** A last stage that names something, at each place where a name can stand. */
const places = {
  FROM: (name: string) => `FROM ${name}\n`,
  'COPY --from': (name: string) => `FROM alpine\nCOPY --from=${name} a /a\n`,
  'RUN --mount from': (name: string) => `FROM alpine\nRUN --mount=from=${name},source=a,target=/a true\n`,
};
type Place = keyof typeof places;

/** `refused`: no image can have the name, and the stage is what is meant. */
type Meaning = 'context' | 'stage' | 'image' | 'scratch' | 'refused';

/** What the readers of a target say of a name, all of them. */
function answers({ name, context, place }: { name: string; context: string; place: Place }) {
  const target = targetOf(`FROM debian:12 AS deps\n${places[place](name)}`, context);
  const { final } = target;
  return {
    reached: target.reached.size,
    stage: place === 'FROM' ? final?.parent?.name?.value : target.stageNamed(name, 1)?.name?.value,
    isImage: imageReferences(target).some(({ text }) => text === name),
    isContext: stageReferences(target).map(({ origin }) => origin.kind === 'context'),
    read: copySources(target).map((source) => [source.contextName, source.context]),
  };
}

/** What they say where the name has this meaning. */
function expected({ context, place }: { context: string; place: Place }, meaning: Meaning) {
  const isReference = place !== 'FROM';
  const isStage = meaning === 'stage' || meaning === 'refused';
  return {
    reached: isStage ? 2 : 1,
    stage: isStage ? 'deps' : undefined,
    isImage: meaning === 'image' || meaning === 'refused',
    isContext: isReference ? [meaning === 'context'] : [],
    read: isReference && meaning === 'context' ? [[context, 'vendor']] : [],
  };
}

describe('a name below the stage "deps", in a build with an additional context', () => {
  // biome-ignore format: a table
  const rows: readonly (readonly [context: string, name: string, meanings: Record<Place, Meaning>])[] = [
    ['other', 'deps', { FROM: 'stage', 'COPY --from': 'stage', 'RUN --mount from': 'stage' }],
    // FROM knows stages by their name in lower case only.
    ['other', 'Deps', { FROM: 'refused', 'COPY --from': 'stage', 'RUN --mount from': 'stage' }],
    ['other', 'busybox', { FROM: 'image', 'COPY --from': 'image', 'RUN --mount from': 'image' }],
    ['deps', 'deps', { FROM: 'context', 'COPY --from': 'context', 'RUN --mount from': 'context' }],
    ['Deps', 'deps', { FROM: 'context', 'COPY --from': 'context', 'RUN --mount from': 'context' }],
    ['deps', 'DEPS', { FROM: 'context', 'COPY --from': 'context', 'RUN --mount from': 'context' }],
    ['busybox', 'busybox', { FROM: 'context', 'COPY --from': 'context', 'RUN --mount from': 'context' }],
    ['BusyBox', 'busybox', { FROM: 'context', 'COPY --from': 'context', 'RUN --mount from': 'context' }],
    // BuildKit looks for no context of these two names.
    ['scratch', 'scratch', { FROM: 'scratch', 'COPY --from': 'scratch', 'RUN --mount from': 'scratch' }],
    ['context', 'context', { FROM: 'image', 'COPY --from': 'image', 'RUN --mount from': 'image' }],
    ['Context', 'context', { FROM: 'image', 'COPY --from': 'image', 'RUN --mount from': 'image' }],
  ];
  for (const [context, name, meanings] of rows) {
    for (const [place, meaning] of Object.entries(meanings) as [Place, Meaning][]) {
      it(`context "${context}": ${place} ${name} ${meaning === 'refused' ? 'is refused' : `means ${meaning === 'scratch' ? meaning : `the ${meaning}`}`}`, () => {
        assert.deepEqual(answers({ name, context, place }), expected({ context, place }, meaning));
      });
    }
  }
});

describe('the base of a stage', () => {
  for (const [context, kind] of [
    ['busybox', 'unknown'],
    ['BusyBox', 'unknown'],
    ['other', 'image'],
  ] as const) {
    it(`context "${context}": the base of FROM busybox is ${kind}`, () =>
      assert.equal(targetOf('FROM busybox\n', context).final?.lineage.base.kind, kind));
  }
});

describe('a stage with the name of an additional context', () => {
  const rows: readonly (readonly [context: string, stage: string, isReplaced: boolean])[] = [
    ['deps', 'deps', true],
    ['Deps', 'deps', true],
    ['deps', 'DEPS', true],
    ['other', 'deps', false],
    ['scratch', 'scratch', false],
    ['context', 'context', false],
  ];
  for (const [context, stage, isReplaced] of rows) {
    it(`context "${context}": the stage ${stage} ${isReplaced ? 'is replaced' : 'stays'}`, () => {
      const target = targetOf(`FROM alpine AS ${stage}\nENV DIR=srv\nCOPY $DIR/a /a\n`, context);
      // The instructions of a stage that is replaced never run: its variables are unknown.
      assert.deepEqual(
        copySources(target).map(({ path }) => path),
        [isReplaced ? undefined : 'srv/a'],
      );
      assert.equal(target.stageNamed(stage)?.index, isReplaced ? undefined : 0);
    });
  }
});
