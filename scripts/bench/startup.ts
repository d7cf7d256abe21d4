import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { platform } from 'node:os';
import { pathToFileURL } from 'node:url';
import {
  createProtocolConnection,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
  type WorkspaceDiagnosticReportPartialResult,
  WorkspaceDiagnosticRequest,
} from 'vscode-languageserver/node';
import { serverArguments } from '../../client/server-arguments.ts';
import { treeRequest } from '../../server/protocol.ts';
import { vscodeCapabilities } from '../../test/support/lsp.ts';

interface Startup {
  /** From the start of the process until the client has the problems of every file. */
  readonly seconds: number;
  /** Peak of the resident memory; NaN on systems without `/proc`. */
  readonly megabytes: number;
}

/** Milliseconds that VS Code waits between two pulls of the whole workspace. */
const pullPause = 2000;

/**
 * Starts the bundled language server on a workspace as VS Code does, and waits until it has reported these files.
 * Every one of them must have a problem.
 */
export async function startup(server: string, folder: string, files: readonly string[]): Promise<Startup> {
  const started = performance.now();
  const child = spawn(process.execPath, [...serverArguments, server, '--stdio'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const client = createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
  const missing = new Set(files.map((file) => pathToFileURL(file).href));
  client.onNotification('textDocument/publishDiagnostics', ({ uri, diagnostics }: PublishDiagnosticsParams) => {
    if (diagnostics.length > 0) {
      missing.delete(uri);
    }
  });
  client.onRequest('workspace/configuration', ({ items }: { items: unknown[] }) => items.map(() => null));
  client.onRequest('client/registerCapability', () => null);
  client.listen();
  const workspaceFolders = [{ uri: pathToFileURL(folder).href, name: 'bench' }];
  const capabilities = vscodeCapabilities;
  await client.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities, workspaceFolders });
  await client.sendNotification('initialized', {});
  const tree = client.sendRequest(treeRequest);
  await pullUntilAllAreThere(missing, client);
  const seconds = (performance.now() - started) / 1000;
  await tree;
  const megabytes = peakMegabytes(child.pid);
  await client.sendRequest('shutdown');
  await client.sendNotification('exit');
  client.dispose();
  return { seconds, megabytes };
}

/** Pulls the workspace again and again, as VS Code does, until every file has been reported. */
async function pullUntilAllAreThere(missing: Set<string>, client: ProtocolConnection): Promise<void> {
  const known = new Map<string, string>();
  const take = ({ items }: WorkspaceDiagnosticReportPartialResult): void => {
    for (const item of items) {
      known.set(item.uri, item.resultId ?? '');
      if (item.kind === 'full' && item.items.length > 0) {
        missing.delete(item.uri);
      }
    }
  };
  for (let turn = 0; ; turn++) {
    const partialResultToken = `pull ${turn}`;
    const parts = client.onProgress(WorkspaceDiagnosticRequest.partialResult, partialResultToken, take);
    const previousResultIds = [...known].map(([uri, value]) => ({ uri, value }));
    take(await client.sendRequest(WorkspaceDiagnosticRequest.type, { previousResultIds, partialResultToken }));
    parts.dispose();
    if (missing.size === 0) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, pullPause));
  }
}

/** Only Linux tells the peak of a process that still runs. */
function peakMegabytes(process: number | undefined): number {
  if (platform() !== 'linux') {
    return Number.NaN;
  }
  const status = readFileSync(`/proc/${process}/status`, 'utf8');
  return Number(/^VmHWM:\s*(\d+) kB/m.exec(status)?.[1]) / 1024;
}
