// The setting lucid.planFile: another plan in the folder, which is built too, and paths that name none.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commands, ProcessExecution, type TaskExecution, tasks, workspace } from 'vscode';
import { test } from '../runner.ts';
import { built, file, images, settled, tree, useFakeDocker } from './support.ts';

const folder = mkdtempSync(join(tmpdir(), 'lucid-fake-docker-'));

const planFile = (path: string | undefined): Thenable<void> =>
  workspace.getConfiguration('lucid').update('planFile', path);

const plan = `version: 1
registry: docker.io/pickme
phases:
  - id: small
    title: Small
    images:
      - { id: one, image: one, dockerfile: plans/Dockerfile.one, context: plans }
      - { id: two, image: two, dockerfile: plans/Dockerfile.two, context: plans }
`;

/** Lucid's tasks that are started while something else runs. */
async function started(body: () => Thenable<unknown>): Promise<readonly TaskExecution[]> {
  const executions: TaskExecution[] = [];
  const listener = tasks.onDidStartTask(({ execution }) => {
    if (execution.task.definition.type === 'lucid') {
      executions.push(execution);
    }
  });
  try {
    await body();
    return executions;
  } finally {
    listener.dispose();
  }
}

test('another plan file may be named, and Build All builds all of it', async () => {
  await useFakeDocker(folder, 20);
  for (const name of ['one', 'two']) {
    await workspace.fs.writeFile(
      file(`plans/Dockerfile.${name}`),
      Buffer.from('FROM scratch\nCOPY small.yaml /\nUSER 65532:65532\n'),
    );
  }
  await workspace.fs.writeFile(file('plans/small.yaml'), Buffer.from(plan));
  await planFile('plans/small.yaml');
  const small = await tree(
    'the other plan',
    (one) => one.planPath === 'plans/small.yaml' && images(one).every(({ state }) => state !== 'missing'),
  );
  assert.deepEqual(
    images(small).map(({ id }) => id),
    ['one', 'two'],
  );
  const [execution] = await started(async () => {
    assert.equal(await built(() => commands.executeCommand('lucid.buildAll')), 0);
  });
  const process = execution?.task.execution;
  assert.ok(process instanceof ProcessExecution);
  assert.ok(process.args.includes('--all') && process.args.includes('--plan=plans/small.yaml'), `${process.args}`);
  const after = await tree('both builds', (one) => images(one).length === 2 && images(one).every(settled));
  assert.deepEqual(
    images(after).map(({ state }) => state),
    ['built', 'built'],
  );
});

test('a plan file that is missing or outside of the folder is reported, and nothing else takes its place', async () => {
  for (const [path, reason] of [
    ['../small.yaml', 'is no path inside of the workspace folder'],
    ['plans/gone.yaml', 'does not exist'],
  ] as const) {
    await planFile(path);
    const broken = await tree('the problem', (one) => one.planPath === path);
    assert.match(broken.planProblem ?? '', new RegExp(`${reason}\\. Correct the setting lucid\\.planFile`));
    assert.deepEqual(images(broken), []);
    assert.deepEqual(await started(() => commands.executeCommand('lucid.buildAll')), []);
  }
});

test('without the setting the usual plan file counts again', async () => {
  await planFile(undefined);
  const usual = await tree('the usual plan', (one) => one.planPath === 'lucid.yaml');
  assert.equal(images(usual).length, 35);
  await workspace.fs.delete(file('plans'), { recursive: true });
  await useFakeDocker(undefined, 0);
  rmSync(folder, { recursive: true, force: true });
});
