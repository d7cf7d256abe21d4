// The embedded plan becomes a file of the workspace, by a code action of the finding about undeclared contexts.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { ClientCapabilities, CodeAction, TextDocumentEdit } from 'vscode-languageserver/node';
import { adoptCommand } from '../../server/protocol.ts';
import { disk, startClient, vscodeCapabilities } from '../support/lsp.ts';
import { few } from './worlds.ts';

const files = {
  'sessions/Dockerfile.api': 'FROM scratch\nCOPY sessions/api/ /app/\n',
  'sessions/api/main.py': '',
};
const line = { start: { line: 1, character: 0 }, end: { line: 1, character: 9 } };

const withEdits = (operations: readonly 'create'[]): ClientCapabilities => ({
  ...vscodeCapabilities,
  workspace: {
    ...vscodeCapabilities.workspace,
    workspaceEdit: { documentChanges: true, resourceOperations: [...operations] },
  },
});

async function actions(t: TestContext, capabilities: ClientCapabilities, options?: unknown) {
  const where = disk(t, files);
  const client = await startClient(t, [where.uri], capabilities, options);
  client.settings.value = few;
  const api = where.at('sessions/Dockerfile.api');
  client.open(api, files['sessions/Dockerfile.api']);
  await client.pushedWhen(api, (all) => all.some(({ code }) => code === 'copy-source-missing'));
  const found = (await client.actions(api, line)).filter(({ title }) => /lucid\.yaml/.test(title));
  return { found, where, client };
}

const textIn = (action: CodeAction | undefined): string => {
  const change = action?.edit?.documentChanges?.[1] as TextDocumentEdit | undefined;
  return change?.edits.map((edit) => ('newText' in edit ? edit.newText : '')).join('') ?? '';
};

test('an editor that creates files gets an edit that creates lucid.yaml', async (t) => {
  const { found, where } = await actions(t, withEdits(['create']));
  assert.equal(found.length, 2);
  const [sources, plan] = found;
  for (const action of found) {
    assert.deepEqual(action.edit?.documentChanges?.[0], {
      kind: 'create',
      uri: where.at('lucid.yaml'),
      options: { overwrite: false },
    });
  }
  assert.match(textIn(sources), /context: \. # its sources resolve from here/);
  assert.match(textIn(plan), /context: sessions # its own folder/);
});

test('one that cannot create files is not offered it', async (t) => {
  const { found } = await actions(t, withEdits([]));
  assert.deepEqual(found, []);
});

test("the extension's command writes the file", async (t) => {
  const { found, where, client } = await actions(t, vscodeCapabilities, { commands: true });
  const [sources, plan] = found.map(({ command }) => command);
  assert.deepEqual([sources?.command, plan?.command], [adoptCommand, adoptCommand]);
  const params: unknown = sources?.arguments?.[0];
  assert.deepEqual(params, { folder: where.uri, contexts: 'sources' });
  assert.match(await client.connection.sendRequest('lucid/planText', params), /# its sources resolve from here/);
  const plain: string = await client.connection.sendRequest('lucid/planText', { folder: where.uri });
  assert.doesNotMatch(plain, /# its sources resolve from here/);
});
