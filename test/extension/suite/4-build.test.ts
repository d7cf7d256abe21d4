// Builds in the terminal, by a docker that only looks at COPY sources; test/docker builds with a real one.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commands, type Task, tasks, window, workspace } from 'vscode';
import type { Node } from '../../../client/tree/node.ts';
import { eventually, test } from '../runner.ts';
import { api, built, diagnosticsOf, file, image, images, settled, tree, useFakeDocker } from './support.ts';

const folder = mkdtempSync(join(tmpdir(), 'lucid-fake-docker-'));
const keepGoing = (value: boolean | undefined): Thenable<void> =>
  workspace.getConfiguration('lucid').update('build.keepGoing', value);

async function row(matches: (node: Node) => boolean): Promise<Node> {
  const { tree } = await api();
  const rows = (await tree.provider.getChildren()) ?? [];
  const below = await Promise.all(rows.map(async (one) => (await tree.provider.getChildren(one)) ?? []));
  const found = [...rows, ...below.flat()].find(matches);
  assert.ok(found);
  return found;
}

const phaseRow = (id: string): Promise<Node> => row((node) => node.kind === 'phase' && node.phase.id === id);
const imageRow = (id: string): Promise<Node> => row((node) => node.kind === 'image' && node.image.id === id);

test('an image is built in the terminal, and its row says so', async () => {
  await useFakeDocker(folder, 20);
  const node = await imageRow('tron-client');
  const code = await built(() => commands.executeCommand('lucid.buildImage', node));
  assert.equal(code, 0);
  const after = await tree('the build of the TRON client', (one) => settled(image(one, 'tron-client')));
  const client = image(after, 'tron-client');
  assert.equal(client.last?.reason, undefined);
  assert.match(client.last?.digest ?? '', /^sha256:[0-9a-f]{64}$/);
  assert.ok(window.terminals.some((terminal) => terminal.name.includes('build tron-client')));
});

test('Build Phase builds a phase; what fails says why, in the tree and on the line', async () => {
  await keepGoing(true);
  const node = await phaseRow('5');
  const code = await built(() => commands.executeCommand('lucid.buildPhase', node));
  assert.equal(code, 1);
  const after = await tree('the builds of phase 5', (one) =>
    one.phases.some((phase) => phase.id === '5' && phase.images.every(settled)),
  );
  const failed = images(after).filter((one) => one.state === 'failed');
  assert.deepEqual(failed.map((one) => one.id).sort(), ['admin-interface', 'payment-gateway', 'wallet-manager']);
  const wallet = image(after, 'wallet-manager');
  assert.match(wallet.last?.reason ?? '', /not found/);
  const path = wallet.dockerfile;
  const [problem] = await eventually('the failure among the problems', () => {
    const found = diagnosticsOf(path).filter((one) => one.source === 'lucid build');
    return found.length > 0 && found;
  });
  assert.equal(problem?.range.start.line, (wallet.last?.line ?? 0) - 1);
  assert.match(problem?.message ?? '', /^Building wallet-manager failed: .*not found/);
});

test('Open Dockerfile goes to the line that failed', async () => {
  const node = await imageRow('wallet-manager');
  await commands.executeCommand('lucid.openDockerfile', node);
  const editor = window.activeTextEditor;
  assert.ok(editor && node.kind === 'image');
  assert.equal(editor.document.uri.toString(), file(node.image.dockerfile).toString());
  assert.equal(editor.selection.active.line, (node.image.last?.line ?? 0) - 1);
});

test('a build that is stopped is shown as interrupted', async () => {
  await useFakeDocker(folder, 3000);
  const node = await imageRow('session-api');
  const code = await built(async () => {
    await commands.executeCommand('lucid.buildImage', node);
    await tree('a running build', (one) => image(one, 'session-api').state === 'building');
    const running = tasks.taskExecutions.find((one) => one.task.definition.type === 'lucid');
    assert.ok(running);
    running.terminate();
  });
  assert.notEqual(code, 0);
  await tree('an interrupted build', (one) => image(one, 'session-api').state === 'interrupted');
  await useFakeDocker(folder, 20);
});

test('a build whose terminal is closed is shown as interrupted', async () => {
  await useFakeDocker(folder, 3000);
  const node = await imageRow('session-api');
  await built(async () => {
    await commands.executeCommand('lucid.buildImage', node);
    await tree('a running build', (one) => image(one, 'session-api').state === 'building');
    for (const terminal of window.terminals.filter(({ name }) => name.includes('build session-api'))) {
      terminal.dispose();
    }
  });
  await tree('an interrupted build', (one) => image(one, 'session-api').state === 'interrupted');
  await useFakeDocker(folder, 20);
});

test('tasks are offered for everything, each phase and each image', async () => {
  const offered = await tasks.fetchTasks({ type: 'lucid' });
  const names = offered.map((task) => task.name);
  assert.equal(offered.length, 1 + 6 + 35);
  for (const name of ['build all', 'build phase 3', 'build tron-client']) {
    assert.ok(names.includes(name), name);
  }
});

test('a task of tasks.json builds the images that it names', async () => {
  const uri = file('.vscode/tasks.json');
  const definition = { type: 'lucid', images: ['payout-router', 'usdt-manager'], label: 'two of TRON' };
  await workspace.fs.writeFile(uri, Buffer.from(JSON.stringify({ version: '2.0.0', tasks: [definition] })));
  const task = await eventually('the task of tasks.json', async (): Promise<Task | undefined> => {
    const all = await tasks.fetchTasks({ type: 'lucid' });
    return all.find((one) => one.name === 'two of TRON');
  });
  const before = Date.now();
  assert.equal(await built(() => tasks.executeTask(task)), 0);
  await tree('both images', (one) =>
    ['payout-router', 'usdt-manager'].every(
      (id) => settled(image(one, id)) && (image(one, id).last?.at ?? 0) >= before - 1000,
    ),
  );
});

test('nothing is left behind', async () => {
  await keepGoing(undefined);
  await useFakeDocker(undefined, 0);
  await commands.executeCommand('workbench.action.closeAllEditors');
  rmSync(folder, { recursive: true, force: true });
});
