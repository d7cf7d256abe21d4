// Broken Dockerfiles fail on a real BuildKit and engine; fixed as `lucid check --fix` does it, they build, run as nonroot in a
// hardened container and turn healthy.
import assert from 'node:assert/strict';
import { cpSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { checkFile } from '../../server/check/check.ts';
import { applyEdits } from '../../server/model/text.ts';
import { openProject } from '../../server/project/open.ts';
import { diskWorkspace } from '../../server/workspace/disk.ts';
import { lucid } from '../cli/lucid.ts';
import { fixtureFolder } from '../support/fixture-folder.ts';
import { pushBuilders } from '../support/fixture-python.ts';
import { type BrokenService, brokenServices, contextOf, planFor } from '../support/fixture-services.ts';
import { startPlan, startServices } from '../support/fixture-starts.ts';
import { temporaryFolder } from '../support/processes.ts';
import {
  type BuildKit,
  type Engine,
  type RunOptions,
  type RunResult,
  startBuildKit,
  startEngine,
} from '../support/realdocker.ts';

let buildKit: BuildKit;
let engine: Engine;
before(async () => {
  [buildKit, engine] = await Promise.all([startBuildKit(), startEngine()]);
  await pushBuilders(buildKit, ['demo==1.0', ...exampleRequirements()]);
});
after(async () => {
  await engine?.stop();
  await buildKit?.stop();
});

const example = join(import.meta.dirname, '../../examples/lucid');

/** More would only wait for each other on a small machine. */
const atOnce = 4;
const hardened = (options: RunOptions = {}): RunOptions => ({ readOnly: true, seconds: 60, ...options });
/** A busy machine starts slowly; a working service still turns healthy at its first answer. */
const patient: RunOptions = { more: ['--health-start-period=40s', '--health-timeout=20s'] };
/** The service runs and never answers; its start period is zero. */
const dead: RunOptions = {
  env: { DEAD: '1' },
  more: ['--health-start-period=0s', '--health-timeout=20s', '--health-retries=2'],
};

const groups: readonly (readonly [title: string, services: readonly BrokenService[], plan: string])[] = [
  ['a broken service, fixed', brokenServices, planFor(brokenServices)],
  ['a service whose start is broken, fixed', startServices, planFor(startServices, startPlan)],
];

for (const [title, services, plan] of groups) {
  describe(title, { concurrency: atOnce }, () => {
    const broken = workspaceOf(services, plan);
    const fixed = temporaryFolder('lucid-fixed');
    let repaired: Promise<void>;
    before(() => {
      cpSync(broken, fixed, { recursive: true });
      repaired = fix(fixed);
    });

    for (const service of services) {
      it(service.id, async () => {
        await showSymptom(service, join(broken, service.id));
        await repaired;
        await showCure(service, fixed);
      });
    }
  });
}

/**
 * Dockerfiles that build and run without a decision of a person, with mistakes of every kind: prefixed and renamed sources,
 * useradd, packages out of reach, a dangling virtual environment, another Python in the builder, wrong ports, no USER.
 */
const ready = [
  'auth/Dockerfile',
  'RDP/Dockerfile.controller',
  'RDP/Dockerfile.monitor',
  'RDP/Dockerfile.server-manager',
  'blockchain/Dockerfile.data',
  'blockchain/Dockerfile.engine',
  'payment-systems/tron/Dockerfile.tron-client',
];

describe('a Dockerfile of the example workspace, fixed', { concurrency: atOnce }, () => {
  const root = temporaryFolder('lucid-example');
  let repaired: Promise<void>;
  before(() => {
    cpSync(example, root, { recursive: true });
    repaired = fix(root);
  });

  for (const path of ready) {
    it(path, async () => {
      await repaired;
      const project = openProject(diskWorkspace(root));
      const [build] = project.builds(path);
      assert.ok(build?.image && build.context !== undefined, 'the built-in plan names it');
      const name = `${build.image.id}:example`;
      const tag = await buildAndPush(join(root, build.context), name, { dockerfile: join(root, path) });
      const ran = await engine.run(tag, hardened(patient));
      assert.equal(ran.health, 'healthy', ran.output);
      const command = ['-c', "import os, fastapi; print('runs as', os.getuid(), os.getgid(), 'with', fastapi.version)"];
      const asked = await engine.run(tag, hardened({ command }));
      assert.match(asked.output, /^runs as 65532 65532 with 0\.109\.0$/m);
    });
  }
});

/** Everything that the requirements of the example pin, once. */
function exampleRequirements(): readonly string[] {
  const lines = globSync('**/requirements.txt', { cwd: example }).flatMap((path) =>
    readFileSync(join(example, path), 'utf8').split(/\r?\n/),
  );
  return [...new Set(lines.filter((line) => /^[\w.-]+(\[\w+\])?==/.test(line)))];
}

function workspaceOf(services: readonly BrokenService[], plan: string): string {
  const files = services.flatMap((service) =>
    Object.entries(contextOf(service)).map(([name, text]) => [`${service.id}/${name}`, text] as const),
  );
  return fixtureFolder({ 'lucid.yaml': plan, ...Object.fromEntries(files) });
}

/** What a person does, or a CI job. */
async function fix(root: string): Promise<void> {
  const { code, out, err } = await lucid(['check', '--fix', '--root', root], process.cwd());
  assert.ok(code === 0 || code === 1, out + err);
}

async function showSymptom(service: BrokenService, context: string): Promise<void> {
  const { id, symptom, unnoticed } = service;
  const tag = `${buildKit.registry}/fixes/${id}:broken`;
  const built = await buildKit.build(context, { platforms: ['linux/amd64'], tags: [tag], push: true });
  assert.equal(built.ok, symptom.build === undefined, built.output);
  if (symptom.build) {
    assert.match(built.output, symptom.build);
  } else {
    const ran = await runService(service, tag, unnoticed ? { ...dead, seconds: 5 } : {});
    if (symptom.ends) {
      assert.notEqual(ran.exitCode ?? 0, 0, ran.output);
      assert.match(ran.output, symptom.ends);
    }
    if (symptom.runs?.says) {
      assert.match(ran.output, symptom.runs.says);
    }
    if (symptom.runs?.health) {
      assert.equal(ran.health, symptom.runs.health, ran.output);
    }
  }
}

/** After fix-all, and what a person does beside it, the service runs as it should. */
async function showCure(service: BrokenService, root: string): Promise<void> {
  const { id, works, unnoticed } = service;
  if (service.quickFix) {
    chooseQuickFix(root, service);
  }
  if (service.byHand) {
    repairByHand(root, service);
  }
  assert.deepEqual(errorsIn(root, `${id}/Dockerfile`), []);
  const tag = await buildAndPush(join(root, id), `${id}:fixed`);
  const ran = await runService(service, tag, patient);
  assert.match(ran.output, /^runs as 65532 65532$/m);
  if (works) {
    assert.match(ran.output, works);
  }
  assert.equal(ran.health, 'healthy', ran.output);
  if (unnoticed) {
    assert.equal((await runService(service, tag, dead)).health, 'unhealthy');
  }
}

const runService = ({ more = [] }: BrokenService, tag: string, options: RunOptions): Promise<RunResult> =>
  engine.run(tag, hardened({ ...options, more: [...(options.more ?? []), ...more] }));

async function buildAndPush(context: string, name: string, more: { readonly dockerfile?: string } = {}) {
  const tag = `${buildKit.registry}/fixes/${name}`;
  const built = await buildKit.build(context, { platforms: ['linux/amd64'], tags: [tag], push: true, ...more });
  assert.ok(built.ok, `${built.output}\n${readFileSync(more.dockerfile ?? join(context, 'Dockerfile'), 'utf8')}`);
  return tag;
}

const errorsIn = (root: string, path: string): readonly string[] =>
  checkFile(openProject(diskWorkspace(root)), path)
    .filter(({ severity }) => severity === 'error')
    .map(({ rule, message }) => `${rule}: ${message}`);

/** Applies the fix that a person chooses from the light bulb. */
function chooseQuickFix(root: string, { id, quickFix }: BrokenService): void {
  const path = `${id}/Dockerfile`;
  const fixes = checkFile(openProject(diskWorkspace(root)), path)
    .filter(({ rule }) => rule === quickFix?.rule)
    .flatMap((diagnosis) => diagnosis.fixes);
  const chosen = fixes.find(({ title }) => title.startsWith(quickFix?.title ?? ''));
  assert.ok(chosen, `no such fix, only: ${fixes.map(({ title }) => title).join(' | ') || 'none'}`);
  assert.equal(chosen.safe, false, 'fix-all does it');
  for (const [file, edits] of Object.entries(chosen.edits)) {
    const place = join(root, file);
    writeFileSync(place, applyEdits(readFileSync(place, 'utf8'), edits));
  }
}

/** Does what the message of a finding without a fix says. */
function repairByHand(root: string, { id, byHand }: BrokenService): void {
  const path = `${id}/Dockerfile`;
  const found = checkFile(openProject(diskWorkspace(root)), path).find(({ rule }) => rule === byHand?.rule);
  assert.match(found?.message ?? 'nothing', byHand?.says ?? /^/);
  assert.deepEqual(found?.fixes, []);
  const place = join(root, path);
  const [wrong, right] = byHand?.replace ?? ['', ''];
  writeFileSync(place, readFileSync(place, 'utf8').replace(wrong, right));
}
