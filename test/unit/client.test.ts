// What the sidebar says and what its commands are about; the rest of the client needs VS Code (test/extension).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { givenNodes, givenOfKind, nodesTarget, presentTarget } from '../../client/commands/target.ts';
import { activeLinters } from '../../client/other-linters.ts';
import { buildArguments, isBuildRequest } from '../../client/tasks/arguments.ts';
import { imageNodes, type Node, nodeId, phaseNodes, topNodes } from '../../client/tree/node.ts';
import {
  countsText,
  durationText,
  folderName,
  imageFacts,
  linkless,
  literal,
  spokenState,
  stateText,
} from '../../client/tree/words.ts';
import type { TreeFolder, TreeImage } from '../../server/protocol.ts';
import { namedPlan } from '../../server/protocol.ts';

const image = (id: string, more: Partial<TreeImage> = {}): TreeImage => ({
  id,
  title: id.toUpperCase(),
  state: 'ready',
  errors: 0,
  warnings: 0,
  notes: 0,
  tags: [`docker.io/x/${id}:1`],
  dockerfile: `${id}/Dockerfile`,
  context: id,
  base: undefined,
  ports: [],
  health: undefined,
  platforms: ['linux/arm64'],
  needs: [],
  last: undefined,
  ...more,
});
const folder = (name: string, images: readonly TreeImage[], planned = true): TreeFolder => ({
  folder: `file:///${name}`,
  planPath: undefined,
  planProblem: undefined,
  planned,
  registry: 'docker.io/x',
  phases: [
    { id: '1', title: 'One', images },
    { id: '2', title: 'Two', images: [image('z')] },
  ],
});
const last = {
  at: 0,
  milliseconds: 1,
  reason: undefined,
  pushed: false,
  digest: undefined,
  line: undefined,
  log: undefined,
};

test('an image says its state, and its problems beside it', () => {
  assert.equal(stateText(image('a')), '');
  assert.equal(spokenState(image('a')), 'ready');
  assert.equal(stateText(image('a', { state: 'problems', errors: 1, warnings: 2 })), '1 error, 2 warnings');
  assert.equal(stateText(image('a', { notes: 1 })), '1 note');
  assert.equal(stateText(image('a', { state: 'built', last })), 'built');
  assert.equal(
    stateText(image('a', { state: 'built', warnings: 1, last: { ...last, pushed: true } })),
    'pushed · 1 warning',
  );
  assert.equal(stateText(image('a', { state: 'problems', errors: 1, last })), 'built · 1 error');
  assert.equal(stateText(image('a', { state: 'failed', last: { ...last, reason: 'no' } })), 'failed: no');
  assert.equal(spokenState(image('a', { state: 'missing' })), 'Dockerfile missing');
});

test('a phase counts what matters and leaves out what is zero', () => {
  const images = [
    image('a', { state: 'built', last }),
    image('b', { state: 'failed', errors: 2, warnings: 1 }),
    image('c', { state: 'missing' }),
    image('d', { state: 'problems', warnings: 1, last }),
  ];
  assert.equal(countsText(images), '2/4 built · 1 failed · 4 problems · 1 missing');
  assert.equal(countsText([image('a')]), '0/1 built');
});

test('durations are short', () => {
  const cases = [
    [840, '840 ms'],
    [12_400, '12 s'],
    [59_600, '1 min'],
    [200_000, '3 min 20 s'],
    [3_900_000, '1 h 5 min'],
  ] as const;
  for (const [milliseconds, text] of cases) {
    assert.equal(durationText(milliseconds), text);
  }
});

test('a tooltip names only what there is', () => {
  const names = imageFacts(image('a', { context: '.' })).map(([name]) => name);
  assert.deepEqual(names, ['State', 'Dockerfile', 'Context', 'Platforms', 'Tags']);
});

test('folders are rows only where several have a plan', () => {
  const one = folder('one', [image('a')]);
  const two = folder('two', [image('a')]);
  assert.deepEqual(topNodes([one, folder('none', [], false)]).map(nodeId), [
    'file:///one#phase:1',
    'file:///one#phase:2',
  ]);
  assert.deepEqual(topNodes([one, two]).map(nodeId), ['file:///one', 'file:///two']);
});

test('a folder is called by the last part of its path', () => {
  const nameOf = (uri: string): string => folderName({ ...folder('', []), folder: uri });
  assert.equal(nameOf('file:///c%3A/my%20work/'), 'my work');
  assert.equal(nameOf('vscode-vfs://github/acme/shop'), 'shop');
  assert.equal(nameOf('file:///bad%E0'), 'bad%E0');
  assert.equal(nameOf('file:///'), 'file:///');
});

test('a selection is built as a whole, an image once, if the clicked row belongs to it', () => {
  const [first, second] = phaseNodes(folder('one', [image('a'), image('b')]));
  assert.ok(first && second);
  const [a, b] = imageNodes(first.folder, first.phase);
  assert.ok(a && b);
  const targetOf = (clicked: Node, selection?: readonly Node[]): unknown => {
    const nodes = givenNodes(clicked, selection, [first.folder]);
    assert.ok(nodes);
    return nodesTarget(nodes).what;
  };
  assert.deepEqual(targetOf(a), { images: ['a'] });
  assert.deepEqual(targetOf(first), { phase: '1' });
  assert.deepEqual(targetOf(a, [a, b]), { images: ['a', 'b'] });
  assert.deepEqual(targetOf(a, [b]), { images: ['a'] });
  assert.deepEqual(targetOf(first, [first, a, second]), { images: ['a', 'b', 'z'] });
});

test('a button in the title of the view is not about the row that has the focus', () => {
  const one = folder('one', [image('a')]);
  const [phase] = phaseNodes(one);
  const [row] = phase ? imageNodes(one, phase.phase) : [];
  assert.ok(phase && row);
  assert.equal(givenOfKind('folder', row, [row], [one]), undefined);
  assert.equal(givenOfKind('folder', phase, [phase], [one]), undefined);
  assert.equal(givenOfKind('phase', row, [row], [one]), undefined);
  assert.deepEqual(givenOfKind('phase', phase, [phase, row], [one]), [phase, row]);
  assert.deepEqual(givenOfKind('image', row, undefined, [one]), [row]);
  assert.equal(givenOfKind('image', { folder: 'file:///one', image: 'a' }, undefined, [one])?.[0].kind, 'image');
});

test('an image that the server names is found, and a stale one is said to be gone', () => {
  const one = folder('one', [image('a')]);
  const nodes = givenNodes({ folder: 'file:///one', image: 'a' }, undefined, [one]);
  assert.equal(nodes?.[0].kind, 'image');
  assert.throws(
    () => givenNodes({ folder: 'file:///one', image: 'gone' }, undefined, [one]),
    /no image “gone” any more/,
  );
  assert.equal(givenNodes(undefined, undefined, [one]), undefined);
});

test('images of several folders are no single build', () => {
  const rows = topNodes([folder('one', [image('a')]), folder('two', [image('a')])]);
  const [one, two] = rows;
  assert.ok(one && two);
  assert.throws(() => nodesTarget([one, two]), /one folder at a time/);
});

test('missing Dockerfiles are left out; with none missing a phase stays a phase', () => {
  const [phase] = phaseNodes(folder('one', [image('a'), image('b', { state: 'missing' })]));
  assert.ok(phase);
  assert.deepEqual(presentTarget(nodesTarget([phase])).what, { images: ['a'] });
  const [whole] = phaseNodes(folder('one', [image('a')]));
  assert.ok(whole);
  assert.deepEqual(presentTarget(nodesTarget([whole])).what, { phase: '1' });
});

const unset = { planFile: '', builder: '', keepGoing: false };

test('a task says to the command line what to build; no value becomes an option', () => {
  assert.deepEqual(buildArguments({ all: true, push: true }, { ...unset, keepGoing: true }, '/w'), [
    'build',
    '--root=/w',
    '--all',
    '--push',
    '--keep-going',
  ]);
  assert.deepEqual(buildArguments({ images: ['--push', 'a'] }, { ...unset, builder: '--x' }, '-r'), [
    'build',
    '--root=-r',
    '--builder=--x',
    '--',
    '--push',
    'a',
  ]);
  assert.deepEqual(buildArguments({ phase: '-1' }, { ...unset, planFile: 'plans\\a.yaml' }, '/w'), [
    'build',
    '--root=/w',
    '--phase=-1',
    '--plan=plans/a.yaml',
  ]);
});

test('settings of a wrong type count as not set, and so does the usual plan file', () => {
  const wrong = { planFile: 5, builder: ['x'], keepGoing: 'yes' };
  assert.deepEqual(buildArguments({ phase: '1' }, wrong, '/w'), ['build', '--root=/w', '--phase=1']);
  assert.deepEqual(['lucid.yaml', './lucid.yaml', ' ', undefined].map(namedPlan), Array(4).fill(undefined));
});

test('tasks.json may say anything; only what names something to build is a task', () => {
  for (const good of [{ all: true }, { phase: '1' }, { images: ['a'], push: false }]) {
    assert.ok(isBuildRequest(good), JSON.stringify(good));
  }
  const bad = [
    {},
    { all: false },
    { phase: 1 },
    { images: [] },
    { images: [5] },
    { images: 'a' },
    { all: true, phase: 2 },
  ];
  for (const one of [...bad, { all: 'yes' }, { images: ['a'], push: 'true' }]) {
    assert.ok(!isBuildRequest(one), JSON.stringify(one));
  }
});

test('text of a plan or of a failed build becomes neither an icon nor a link', () => {
  assert.equal(literal('failed: RUN echo $(date)'), 'failed: RUN echo \\$(date)');
  assert.equal(linkless('no [x](command:y)'), 'no [x] (command:y)');
});

test('what other extensions report goes by their ids and by the settings that turn them off', () => {
  const linters = (ids: readonly string[], settings: Readonly<Record<string, unknown>> = {}): readonly string[] =>
    activeLinters(
      (id) => ids.includes(id),
      (name) => settings[name],
    );
  assert.deepEqual(linters([]), []);
  assert.deepEqual(linters(['docker.docker', 'ms-azuretools.vscode-containers']), ['dockerfile-utils', 'buildkit']);
  assert.deepEqual(linters(['exiasr.hadolint', 'wharflab.tally']), ['hadolint', 'tally']);
  assert.deepEqual(linters(['wharflab.tally'], { 'tally.enable': false }), []);
});
