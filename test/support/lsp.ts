import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import {
  type ClientCapabilities,
  type CodeAction,
  createConnection,
  createProtocolConnection,
  type Diagnostic,
  FileChangeType,
  type FileEvent,
  ProposedFeatures,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  type Range,
  StreamMessageReader,
  StreamMessageWriter,
  type TextDocumentEdit,
  type WorkspaceDiagnosticReport,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { startServer } from '../../server/lsp/server.ts';

/** What VS Code announces, as far as the server looks at it. */
export const vscodeCapabilities: ClientCapabilities = {
  workspace: {
    configuration: true,
    workspaceEdit: { documentChanges: true },
    workspaceFolders: true,
    didChangeWatchedFiles: { dynamicRegistration: true },
    didChangeConfiguration: { dynamicRegistration: true },
    diagnostics: { refreshSupport: true },
  },
  textDocument: {
    diagnostic: { dynamicRegistration: true },
    codeAction: { dataSupport: true, resolveSupport: { properties: ['edit'] } },
  },
};

/** A client without any of it, as small editors are. */
export const pushOnly: ClientCapabilities = {};

export interface Client {
  readonly connection: ProtocolConnection;
  /** What the server asked to be told about. */
  readonly registered: string[];
  /** Every `publishDiagnostics`, in order. */
  readonly published: PublishDiagnosticsParams[];
  /** What was logged with `window/logMessage`. */
  readonly logged: string[];
  /** How often the client was asked to pull again, and to ask for the tree again. */
  readonly asked: { pull: number; tree: number };
  readonly settings: { value: unknown };
  open(uri: string, text: string, languageId?: string): void;
  /** Replaces the whole text. */
  change(uri: string, text: string): void;
  close(uri: string): void;
  filesChanged(...events: FileEvent[]): void;
  /** What was last pushed for a document. */
  pushed(uri: string): readonly Diagnostic[];
  /** Waits until what was last pushed for a document is as wanted. */
  pushedWhen(uri: string, wanted: (diagnostics: readonly Diagnostic[]) => boolean): Promise<readonly Diagnostic[]>;
  pullWorkspace(previous?: Readonly<Record<string, string>>): Promise<WorkspaceDiagnosticReport>;
  actions(uri: string, range: Range, only?: string[]): Promise<CodeAction[]>;
  resolve(action: CodeAction): Promise<CodeAction>;
  /** Applies an action's edits to the open documents and to the files in `disk`; tells the server of the former. */
  apply(action: CodeAction): void;
  text(uri: string): string;
}

/** Starts a server in this process and initialises it; it is shut down when the test ends. */
export async function startClient(
  test: TestContext,
  folders: readonly string[],
  capabilities: ClientCapabilities = vscodeCapabilities,
  initializationOptions?: unknown,
): Promise<Client> {
  const [up, down] = [new PassThrough(), new PassThrough()];
  startServer(createConnection(ProposedFeatures.all, new StreamMessageReader(up), new StreamMessageWriter(down)));
  const connection = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
  const published: PublishDiagnosticsParams[] = [];
  const logged: string[] = [];
  const registered: string[] = [];
  const asked = { pull: 0, tree: 0 };
  const settings: { value: unknown } = { value: null };
  const documents = new Map<string, TextDocument>();
  const pushed = (uri: string): readonly Diagnostic[] =>
    published.findLast((params) => params.uri === uri)?.diagnostics ?? [];
  connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
    published.push(params);
  });
  connection.onNotification('window/logMessage', (params: { message: string }) => {
    logged.push(params.message);
  });
  connection.onNotification('lucid/treeChanged', () => {
    asked.tree += 1;
  });
  connection.onRequest('workspace/diagnostic/refresh', () => {
    asked.pull += 1;
    return null;
  });
  connection.onRequest('workspace/configuration', ({ items }: { items: unknown[] }) => items.map(() => settings.value));
  connection.onRequest('client/registerCapability', (params: { registrations: { method: string }[] }) => {
    registered.push(...params.registrations.map(({ method }) => method));
    return null;
  });
  connection.listen();
  test.after(async () => {
    await connection.sendRequest('shutdown');
    connection.dispose();
  });
  await connection.sendRequest('initialize', {
    processId: null,
    rootUri: null,
    capabilities,
    initializationOptions,
    workspaceFolders: folders.map((uri) => ({ uri, name: uri })),
  });
  await connection.sendNotification('initialized', {});

  const client: Client = {
    connection,
    registered,
    published,
    logged,
    asked,
    settings,
    open: (uri, text, languageId = 'dockerfile') => {
      documents.set(uri, TextDocument.create(uri, languageId, 1, text));
      void connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri, languageId, version: 1, text },
      });
    },
    change: (uri, text) => {
      const version = (documents.get(uri)?.version ?? 0) + 1;
      documents.set(uri, TextDocument.create(uri, 'dockerfile', version, text));
      void connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version },
        contentChanges: [{ text }],
      });
    },
    close: (uri) => {
      documents.delete(uri);
      void connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
    },
    filesChanged: (...changes) => {
      void connection.sendNotification('workspace/didChangeWatchedFiles', { changes });
    },
    pushed,
    pushedWhen: (uri, wanted) =>
      until(
        () => (published.some((params) => params.uri === uri) && wanted(pushed(uri)) ? pushed(uri) : undefined),
        () => `${uri}: ${JSON.stringify(pushed(uri), undefined, 1)}\n${logged.join('\n')}`,
      ),
    pullWorkspace: (previous = {}) =>
      connection.sendRequest('workspace/diagnostic', {
        previousResultIds: Object.entries(previous).map(([uri, value]) => ({ uri, value })),
      }),
    actions: (uri, range, only) =>
      connection.sendRequest('textDocument/codeAction', {
        textDocument: { uri },
        range,
        context: { diagnostics: [...pushed(uri)], ...(only && { only }) },
      }),
    resolve: (action) => connection.sendRequest('codeAction/resolve', action),
    apply: (action) => {
      const plain = Object.entries(action.edit?.changes ?? {}).map(([uri, edits]) => ({
        textDocument: { uri, version: documents.get(uri)?.version },
        edits,
      }));
      for (const change of (action.edit?.documentChanges ?? plain) as TextDocumentEdit[]) {
        const { uri, version } = change.textDocument;
        const document = documents.get(uri);
        if (!document) {
          throw new Error(`${uri} is not open`);
        }
        if (version !== document.version) {
          throw new Error(`${uri}: made for version ${version}`);
        }
        client.change(uri, TextDocument.applyEdits(document, change.edits as never));
      }
    },
    text: (uri) => documents.get(uri)?.getText() ?? '',
  };
  return client;
}

/** Waits until something is there; fails with what `state` says after half a minute. */
export async function until<T>(find: () => T | undefined, state: () => string): Promise<T> {
  const end = Date.now() + 30_000;
  for (;;) {
    const found = find();
    if (found !== undefined) {
      return found;
    }
    if (Date.now() > end) {
      throw new Error(`This did not come to be. ${state()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export interface Disk {
  readonly root: string;
  /** URI of the folder. */
  readonly uri: string;
  /** URI of a file in it. */
  at(path: string): string;
  write(path: string, text: string): void;
  remove(path: string): void;
}

/** A folder on disk that is removed when the test ends. */
export function disk(test: TestContext, files: Readonly<Record<string, string>>): Disk {
  const root = mkdtempSync(join(tmpdir(), 'lucid lsp-'));
  test.after(() => rmSync(root, { recursive: true, force: true }));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  for (const [path, text] of Object.entries(files)) {
    write(path, text);
  }
  return {
    root,
    uri: pathToFileURL(root).href,
    at: (path) => pathToFileURL(join(root, path)).href,
    write,
    remove: (path) => rmSync(join(root, path), { recursive: true }),
  };
}

export const created = (uri: string): FileEvent => ({ uri, type: FileChangeType.Created });
export const changed = (uri: string): FileEvent => ({ uri, type: FileChangeType.Changed });
export const deleted = (uri: string): FileEvent => ({ uri, type: FileChangeType.Deleted });
