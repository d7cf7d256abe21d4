// The sidebar as the extension fills it, before anything is edited.
import assert from 'node:assert/strict';
import { commands, TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { Node } from '../../../client/tree/node.ts';
import { test } from '../runner.ts';
import { api, image, images, tree } from './support.ts';

/** The tree appears at once; problems come as the files are checked. */
const checked = () => tree('the problems of the TRON client', (folder) => image(folder, 'tron-client').errors > 0);

async function children(node?: Node): Promise<readonly Node[]> {
  const { tree } = await api();
  return (await tree.provider.getChildren(node)) ?? [];
}

async function item(node: Node): Promise<TreeItem> {
  const { tree } = await api();
  const found = await tree.provider.getTreeItem(node);
  assert.ok(found instanceof TreeItem);
  return found;
}

test('the tree has 6 phases and 35 images of the plan that comes with the extension', async () => {
  const folder = await tree('the plan', (one) => one.phases.length > 0);
  assert.deepEqual(
    folder.phases.map((phase) => [phase.id, phase.images.length]),
    [
      ['1', 3],
      ['2', 4],
      ['3', 6],
      ['4', 10],
      ['5', 7],
      ['6', 5],
    ],
  );
  assert.equal(images(folder).length, 35);
  assert.equal(folder.planPath, undefined);
  assert.equal(folder.registry, 'docker.io/pickme');
});

test('states are computed: 11 Dockerfiles are missing, and those with errors say so', async () => {
  const folder = await checked();
  const missing = images(folder).filter((one) => one.state === 'missing');
  assert.equal(missing.length, 11);
  assert.equal(image(folder, 'python-base').state, 'missing');
  const client = image(folder, 'tron-client');
  assert.equal(client.state, 'problems');
  assert.ok(client.errors >= 4, `${client.errors} errors`);
  assert.equal(client.context, 'payment-systems/tron');
  assert.deepEqual(client.tags, ['docker.io/pickme/lucid-tron-client:latest-arm64']);
});

test('rows show counts, words, tooltips and what a screen reader says', async () => {
  await checked();
  const phases = await children();
  assert.equal(phases.length, 6);
  const [, , , , payments] = phases;
  assert.ok(payments);
  const phase = await item(payments);
  assert.equal(phase.contextValue, 'phase');
  assert.match(String(phase.label), /^5 · /);
  assert.match(String(phase.description), /^0\/7 built · \d+ problems$/);
  assert.notEqual(phase.collapsibleState, TreeItemCollapsibleState.None);
  const rows = await children(payments);
  const client = rows.find((row) => row.kind === 'image' && row.image.id === 'tron-client');
  assert.ok(client);
  const row = await item(client);
  assert.equal(row.label, 'tron-client');
  assert.equal(row.contextValue, 'image present problems');
  assert.match(String(row.description), /^\d+ errors/);
  assert.match(row.accessibilityInformation?.label ?? '', /^TRON Client, \d+ errors/);
  const tooltip = typeof row.tooltip === 'object' ? row.tooltip.value.replaceAll('&nbsp;', ' ') : '';
  for (const fact of ['payment-systems/tron/', '8091', 'latest-arm64', 'python3-debian12', '/health']) {
    assert.ok(tooltip.includes(fact), `${fact} in ${tooltip}`);
  }
});

test('every command is there', async () => {
  await api();
  const all = new Set(await commands.getCommands(true));
  const names =
    'buildPhase buildImage buildAll buildPhaseAndPush buildImageAndPush buildAllAndPush copyBuildCommand openDockerfile showProblems refresh showPlan adoptPlan createPlanFile createPlanFromWorkspace fixAllInWorkspace showOutput';
  assert.deepEqual(
    names.split(' ').filter((name) => !all.has(`lucid.${name}`)),
    [],
  );
});
