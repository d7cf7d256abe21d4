import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';
import {
  createConnection,
  createProtocolConnection,
  ProposedFeatures,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { startServer } from '../../server/lsp/server.ts';
import { examplePlan } from '../../server/rules/example.ts';
import { dockerfile } from './workspaces.ts';

/** Milliseconds from sending a keystroke to the diagnostics of that version, over the real protocol in one process. */
export async function keystrokes(
  folder: string,
  lines: number,
  count: number,
): Promise<{ median: number; p95: number }> {
  mkdirSync(join(folder, 'src'), { recursive: true });
  const text = dockerfile('typing', lines);
  writeFileSync(join(folder, 'Dockerfile'), text);
  writeFileSync(join(folder, 'lucid.yaml'), examplePlan('Dockerfile'));
  writeFileSync(join(folder, 'requirements.txt'), 'httpx\n');
  for (let part = 0; part < 20; part++) {
    writeFileSync(join(folder, `src/part${part}.py`), '');
  }
  const [up, down] = [new PassThrough(), new PassThrough()];
  startServer(createConnection(ProposedFeatures.all, new StreamMessageReader(up), new StreamMessageWriter(down)));
  const client = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
  const waiting = new Map<number, () => void>();
  client.onNotification('textDocument/publishDiagnostics', ({ version }: PublishDiagnosticsParams) => {
    if (version !== undefined) {
      waiting.get(version)?.();
    }
  });
  client.onRequest('workspace/configuration', ({ items }: { items: unknown[] }) => items.map(() => null));
  client.onRequest('client/registerCapability', () => null);
  client.listen();
  const uri = pathToFileURL(join(folder, 'Dockerfile')).href;
  const workspaceFolders = [{ uri: pathToFileURL(folder).href, name: 'bench' }];
  await client.sendRequest('initialize', { processId: null, rootUri: null, capabilities: {}, workspaceFolders });
  await client.sendNotification('initialized', {});
  const published = (version: number) =>
    new Promise<void>((resolve) => {
      waiting.set(version, resolve);
    });
  const opened = published(1);
  await client.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'dockerfile', version: 1, text },
  });
  await opened;
  const line = Math.floor(lines / 2);
  const times: number[] = [];
  for (let n = 0; n < count; n++) {
    const version = n + 2;
    const done = published(version);
    const started = performance.now();
    await client.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ range: { start: { line, character: 2 }, end: { line, character: 2 } }, text: 'x' }],
    });
    await done;
    times.push(performance.now() - started);
    // A person's pause, in which the server does its idle work.
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await client.sendRequest('shutdown');
  client.dispose();
  // The first strokes warm up the compiler, as they do for a person.
  const sorted = times.slice(Math.floor(count / 6)).sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] as number;
  return { median: at(0.5), p95: at(0.95) };
}
