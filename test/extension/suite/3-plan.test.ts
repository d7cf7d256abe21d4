// The plan file: written, edited, broken and mended in the editor.
import assert from 'node:assert/strict';
import { commands, type TextDocument, window, workspace } from 'vscode';
import { eventually, test } from '../runner.ts';
import { diagnosticsOf, expectFindings, file, image, images, open, replace, tree } from './support.ts';

const client = 'payment-systems/tron/Dockerfile.tron-client';

/** Replaces a value of one image of the plan. */
async function change(plan: TextDocument, id: string, before: string, after: string): Promise<void> {
  const text = plan.getText();
  const start = text.indexOf(`id: ${id}\n`);
  const end = text.indexOf('- id: ', start);
  const entry = text.slice(start, end);
  assert.ok(entry.includes(before), `${before} in ${entry}`);
  await replace(plan, entry, entry.replace(before, after));
}

test('without a plan file, Show Plan shows the plan that applies, read-only', async () => {
  await commands.executeCommand('lucid.showPlan');
  const document = window.activeTextEditor?.document;
  assert.equal(document?.uri.scheme, 'lucid-plan');
  assert.equal(document?.languageId, 'yaml');
  assert.match(document?.getText() ?? '', /^registry: docker\.io\/pickme$/m);
});

test('Adopt the Embedded Plan writes lucid.yaml of the folder that a code action names, and the tree names it', async () => {
  const [root] = workspace.workspaceFolders ?? [];
  await commands.executeCommand('lucid.adoptPlan', { folder: root?.uri.toString(), contexts: 'plan' });
  const folder = await tree('the plan file', (one) => one.planPath === 'lucid.yaml');
  assert.equal(images(folder).length, 35);
  assert.equal(window.activeTextEditor?.document.uri.toString(), file('lucid.yaml').toString());
});

test('another context in the plan flips the findings, before it is saved, and back', async () => {
  await expectFindings(client, /^copy-/, []);
  const plan = await open('lucid.yaml');
  await change(plan, 'tron-client', 'context: payment-systems/tron', 'context: .');
  await expectFindings(client, /^copy-/, [
    '9 error copy-source-missing',
    '21 error copy-source-missing',
    '22 error copy-source-missing',
    '23 error copy-source-missing',
  ]);
  const folder = await tree('the context of the TRON client', (one) => image(one, 'tron-client').context === '.');
  assert.equal(image(folder, 'tron-client').state, 'problems');
  await change(plan, 'tron-client', 'context: .', 'context: payment-systems/tron');
  await expectFindings(client, /^copy-/, []);
});

test('a plan with an error says where, and the last good plan stays in force', async () => {
  const plan = await open('lucid.yaml');
  await change(plan, 'tron-client', 'ports: [8091]', 'ports: eight');
  const [first] = await eventually('the error in the plan', () => {
    const found = diagnosticsOf('lucid.yaml');
    return found.length > 0 && found;
  });
  assert.ok(first);
  assert.equal(plan.getText(first.range), 'eight');
  const folder = await tree('the problem of the plan', (one) => one.planProblem !== undefined);
  assert.equal(images(folder).length, 35);
  await commands.executeCommand('workbench.action.files.revert');
  await tree('a good plan', (one) => one.planProblem === undefined);
  await expectFindings('lucid.yaml', /^plan-schema$/, []);
});

test('a source file that comes and goes on disk changes the findings', async () => {
  const missing = file('payment-systems/tron/config.py');
  const text = await workspace.fs.readFile(missing);
  await workspace.fs.delete(missing);
  await expectFindings(client, /^copy-/, ['22 error copy-source-missing']);
  await workspace.fs.writeFile(missing, text);
  await expectFindings(client, /^copy-/, []);
});
