// Diagnostics and their fixes in the editor.
import assert from 'node:assert/strict';
import { commands, DiagnosticSeverity } from 'vscode';
import { test } from '../runner.ts';
import { diagnosticsOf, expectFindings, fixAllIn, open, quickFix } from './support.ts';

const client = 'payment-systems/tron/Dockerfile.tron-client';
const prefixed = [
  '9 error copy-source-missing payment-systems/tron/requirements.txt',
  '21 error copy-source-missing payment-systems/tron/services/tron_client.py',
  '22 error copy-source-missing payment-systems/tron/config.py',
  '23 error copy-source-missing payment-systems/tron/main.py',
];

test('a Dockerfile that is not open has its diagnostics', async () => {
  await expectFindings('blockchain/Dockerfile.manager', /^copy-/, [
    '11 error copy-source-missing',
    '22 error copy-source-missing',
    '23 error copy-source-missing',
    '24 error copy-source-missing',
  ]);
});

test('opened, the TRON client has exactly the findings that BuildKit would fail on, once each', async () => {
  const document = await open(client);
  await expectFindings(client, /^copy-/, prefixed, document);
  const [first] = diagnosticsOf(client, /^copy-source-missing$/);
  assert.ok(first);
  assert.equal(first.severity, DiagnosticSeverity.Error);
  assert.equal(first.source, 'lucid');
  assert.match(first.message, /^"payment-systems\/tron\/requirements\.txt" is not in the build context/);
});

test('the fix of one COPY changes the paths of the file and nothing else', async () => {
  const document = await open(client);
  const before = document.getText();
  await quickFix(
    document,
    'copy-source-missing',
    /^Use the path in the build context: "requirements\.txt" and 3 more$/,
  );
  assert.equal(document.getText(), before.replaceAll('COPY payment-systems/tron/', 'COPY '));
  await expectFindings(client, /^copy-/, [], document);
  await commands.executeCommand('undo');
  await expectFindings(client, /^copy-/, prefixed, document);
});

test('all of one kind in the file, then fix-all; a second fix-all changes nothing', async () => {
  const document = await open(client);
  await quickFix(document, 'copy-source-missing', /^Fix all copy-source-missing problems in this file$/);
  for (const line of ['COPY services/tron_client.py ./services/', 'COPY config.py ./', 'COPY main.py ./']) {
    assert.ok(document.getText().includes(`\n${line}\n`), line);
  }
  await expectFindings(client, /^copy-/, [], document);
  await fixAllIn(document);
  const fixed = document.getText();
  await fixAllIn(document);
  assert.equal(document.getText(), fixed);
  await document.save();
});

test('the fix of useradd takes the user and its group out of their chain and leaves the other commands', async () => {
  const path = 'blockchain/Dockerfile.anchoring';
  const document = await open(path);
  await expectFindings(path, /^no-user-creation$/, ['8 information no-user-creation']);
  const before = document.getText();
  await quickFix(document, 'no-user-creation', /^Do not create "lucid"$/);
  await expectFindings(path, /^no-user-creation$/, []);
  const creation = '    && groupadd -r lucid && useradd -r -g lucid lucid \\\n';
  assert.ok(before.includes(creation));
  assert.equal(document.getText(), before.replace(creation, ''));
  await commands.executeCommand('workbench.action.files.revert');
});
