import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { TestContext } from 'node:test';
import {
  createProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { until } from './lsp.ts';

/** A language server as a process of its own, as editors start it. */
export interface ServerProcess {
  /** Opens a text, or replaces it; resolves with the sources of its findings once they are as wanted. */
  text(text: string, wanted: (sources: readonly string[]) => boolean): Promise<readonly string[]>;
  /** Asks it to end; resolves with its exit code. */
  end(): Promise<number | null>;
}

const uri = 'untitled:Dockerfile';

/** @param args what Node is started with */
export async function startProcess(test: TestContext, args: readonly string[]): Promise<ServerProcess> {
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  test.after(() => child.kill('SIGKILL'));
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  let sources: readonly string[] | undefined;
  connection.onNotification('textDocument/publishDiagnostics', ({ diagnostics }: PublishDiagnosticsParams) => {
    sources = diagnostics.map(({ source }) => source ?? '');
  });
  connection.listen();
  await connection.sendRequest('initialize', { processId: null, rootUri: null, capabilities: {} });
  await connection.sendNotification('initialized', {});
  let version = 0;
  return {
    text: async (text, wanted) => {
      version++;
      sources = undefined;
      const textDocument = { uri, version, languageId: 'dockerfile', text };
      await (version === 1
        ? connection.sendNotification('textDocument/didOpen', { textDocument })
        : connection.sendNotification('textDocument/didChange', { textDocument, contentChanges: [{ text }] }));
      return until(
        () => (sources && wanted(sources) ? sources : undefined),
        () => JSON.stringify(sources),
      );
    },
    end: async () => {
      const ended = once(child, 'exit');
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      connection.dispose();
      const [code] = await ended;
      return code as number | null;
    },
  };
}
