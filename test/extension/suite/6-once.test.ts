// A finding reaches the person once, whether its file is open, shown, hidden, edited or closed.
import assert from 'node:assert/strict';
import { TabInputText, type Uri, WorkspaceEdit, window, workspace } from 'vscode';
import { eventually, test } from '../runner.ts';
import { api, diagnosticsOf, file, findings } from './support.ts';

const path = 'payment-systems/tron/Dockerfile.once';
const never = 'payment-systems/tron/Dockerfile.never';
const text = 'FROM scratch\nCOPY once-missing.txt /\n';
const encode = (value: string): Uint8Array => new TextEncoder().encode(value);
const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** How often the finding is there; it has to become the wanted number and to stay it while VS Code polls again. */
async function stays(wanted: number, what: string, of = path): Promise<void> {
  const count = (): number => diagnosticsOf(of, /^copy-source-missing$/).length;
  await eventually(`${wanted} finding(s) ${what}`, () => count() === wanted);
  for (let turn = 0; turn < 25; turn += 1) {
    assert.equal(count(), wanted, `${what}: ${findings(of, /./).join(' | ')}`);
    await pause(100);
  }
}

async function closeTab(uri: Uri): Promise<void> {
  const tabs = window.tabGroups.all.flatMap(({ tabs: all }) => all);
  await window.tabGroups.close(
    tabs.filter(({ input }) => input instanceof TabInputText && input.uri.path === uri.path),
  );
}

async function edit(change: (edit: WorkspaceEdit) => void): Promise<void> {
  const all = new WorkspaceEdit();
  change(all);
  assert.ok(await workspace.applyEdit(all));
}

test(
  'a finding is seen exactly once',
  async () => {
    await api();
    const uri = file(path);
    await workspace.fs.writeFile(uri, encode(text));
    await stays(1, 'in a file that was never opened');

    const document = await workspace.openTextDocument(uri);
    await stays(1, 'in a document that is open and not shown');
    await window.showTextDocument(document, { preview: false });
    await stays(1, 'in a document that is shown');
    await edit((all) => all.insert(uri, document.positionAt(text.length), 'COPY once-gone.txt /again\n'));
    await stays(2, 'after another COPY was typed');
    await document.save();
    await stays(2, 'after saving');
    await closeTab(uri);
    await stays(2, 'after closing');
    await window.showTextDocument(await workspace.openTextDocument(uri), { preview: false });
    await stays(2, 'after opening again');
    await edit((all) => all.insert(uri, document.positionAt(0), '# lucid: ignore-file=copy-source-missing\n'));
    await stays(0, 'after it was suppressed');
    await edit((all) => all.delete(uri, document.lineAt(0).rangeIncludingLineBreak));
    await stays(2, 'after that was taken back');
    await document.save();
    await closeTab(uri);

    const sources = ['once-missing.txt', 'once-gone.txt'].flatMap((name) => [`payment-systems/tron/${name}`, name]);
    for (const source of sources) {
      await workspace.fs.writeFile(file(source), encode(''));
    }
    await stays(0, 'after the source came to be');
    for (const source of sources) {
      await workspace.fs.delete(file(source));
    }
    await stays(2, 'after it went');
    await workspace.fs.delete(uri);

    await workspace.fs.writeFile(file(never), encode(text));
    await stays(1, 'in another file that was never opened', never);
    await workspace.fs.delete(file(never));
    await stays(0, 'after that was deleted', never);
  },
  { seconds: 480 },
);
