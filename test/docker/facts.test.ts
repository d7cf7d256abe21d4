// The facts that the rules stand on, asked again of the real BuildKit and of an engine that runs what was built.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { assertMet, type FactRow, filesOf, sections } from '../support/fact-rows.ts';
import { fixtureFolder } from '../support/fixture-folder.ts';
import { pushNode } from '../support/fixture-node.ts';
import { removeFolder } from '../support/processes.ts';
import { type BuildKit, type Engine, startBuildKit, startEngine } from '../support/realdocker.ts';

let buildKit: BuildKit;
let engine: Engine;
before(async () => {
  [buildKit, engine] = await Promise.all([startBuildKit(), startEngine()]);
  await pushNode(buildKit);
});
after(async () => {
  await engine?.stop();
  await buildKit?.stop();
});

/** More would only wait for each other on a small machine. */
const atOnce = 4;
let images = 0;

for (const [section, rows] of Object.entries(sections)) {
  describe(section, { concurrency: atOnce }, () => {
    for (const row of rows.filter(({ unasked }) => unasked === undefined)) {
      it(`${row.title}: ${row.ends}`, async () => {
        await assertEnding(row);
        assertMet(row);
      });
    }
  });
}

async function assertEnding({ ends, says, ...row }: FactRow): Promise<void> {
  const folder = fixtureFolder(filesOf({ ends, ...row }));
  const runs = ends !== 'builds' && ends !== 'build fails';
  // BuildKit mixes up uploads of one layer to one repository at the same time.
  const tag = `${buildKit.registry}/facts/row-${++images}:latest`;
  // A step that is found in the cache neither fails nor says anything.
  const platforms = { platforms: ['linux/amd64'], more: ['--no-cache'] };
  const built = await buildKit.build(folder, { ...platforms, ...(runs && { tags: [tag], push: true }) });
  removeFolder(folder);
  assert.equal(built.ok ? 'builds' : 'build fails', runs ? 'builds' : ends, built.output);
  if (!runs) {
    return assertSaid(says, built.output);
  }
  const ran = await engine.run(tag, { readOnly: true });
  assertSaid(says, ran.output);
  if (ends === 'unhealthy') {
    assert.equal(ran.health, ends, ran.output);
  } else if (ends === 'runs') {
    assert.equal(ran.exitCode, 0, ran.output);
  } else {
    assert.notEqual(ran.exitCode ?? 0, 0, ran.output);
    // What the engine itself says when it cannot start a program, as opposed to what a program says.
    assert.equal(/^Error response from daemon/m.test(ran.output), ends === 'start fails', ran.output);
  }
}

/** What was said, without the lines in which buildx repeats the instructions. */
function assertSaid(expected: RegExp | undefined, output: string): void {
  const said = output.replace(/^#\d+ \[.*\n/gm, '').replace(/^ *\d* \|.*\n/gm, '');
  if (expected !== undefined) {
    assert.match(said, expected);
  }
}
