import { type Connection, TextDocuments, type WorkspaceFolder } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { treeChanged } from '../protocol.ts';
import { openDiagnostics } from './diagnostics/diagnostics.ts';
import { gather } from './diagnostics/gather.ts';
import { guardWith, report } from './diagnostics/guard.ts';
import { type Folder, openFolder } from './documents/folders.ts';
import { keyOf } from './documents/places.ts';
import { keyOfUri, place, type Session, windows } from './documents/session.ts';
import { applyFileEvents } from './documents/watch.ts';
import { openBuilds } from './features/builds.ts';
import { codeActions, resolveCodeAction } from './features/code-actions.ts';
import { hover } from './features/hover.ts';
import { documentLinks } from './features/links.ts';
import { answerRequests } from './features/requests.ts';
import { type ClientFacts, clientFacts, serverCapabilities } from './protocol/capabilities.ts';
import { configureFolders, register } from './protocol/registration.ts';
import { defaultSettings } from './protocol/settings.ts';
import { filePath } from './protocol/uris.ts';

/** Milliseconds in which file events come together: a checkout of another branch brings thousands. */
const storm = 50;
/** Milliseconds that the tree waits for a large workspace to be checked; what comes later is told. */
const patience = 2000;
/** Milliseconds in which changes of the tree come together. */
const treeDelay = 100;

/** Serves one client over a connection that is not listening yet. */
export function startServer(connection: Connection): void {
  const guard = guardWith(connection.console);
  const documents = new TextDocuments(TextDocument);
  let client: ClientFacts = clientFacts({ processId: null, rootUri: null, capabilities: {} });
  let folders: readonly Folder[] = [];
  let starting = false;
  let settings = defaultSettings;
  const session: Session = {
    connection,
    client: () => client,
    documents,
    folders: () => folders,
    settings: () => settings,
  };
  const failed = (feature: string) => (error: unknown) => report(connection.console, feature, error);

  const builds = openBuilds((error) =>
    connection.console.error(
      `Lucid: the build history cannot be read: ${error instanceof Error ? error.message : error}`,
    ),
  );
  const tree = gather<void>(treeDelay, () => void connection.sendNotification(treeChanged), failed('the tree'));
  const diagnostics = openDiagnostics(session, {
    more: builds.problems,
    checked: () => tree.add(),
    waiting: () => starting || fileEvents.busy(),
  });
  const { reports } = diagnostics;

  connection.onInitialize((params) => {
    client = clientFacts(params);
    folders = openFolders(params.workspaceFolders ?? (params.rootUri ? [{ uri: params.rootUri, name: '' }] : []));
    return serverCapabilities(client);
  });

  connection.onInitialized(
    guard(
      'starting',
      async () => {
        starting = true;
        if (client.workspaceFolders) {
          connection.workspace.onDidChangeWorkspaceFolders(foldersChanged);
        }
        try {
          settings = (await configureFolders(session)) ?? settings;
        } finally {
          diagnostics.refreshAll();
          starting = false;
        }
        await register(session);
      },
      undefined,
    ),
  );

  const foldersChanged = guard(
    'changing folders',
    async ({ added, removed }: { added: WorkspaceFolder[]; removed: WorkspaceFolder[] }) => {
      const names = new Set(removed.map(({ uri }) => uri.replace(/\/+$/, '')));
      const gone = folders.filter((folder) => names.has(folder.uri));
      folders = [...folders.filter((folder) => !names.has(folder.uri)), ...openFolders(added)];
      settings = (await configureFolders(session)) ?? settings;
      diagnostics.foldersChanged(gone);
      tree.add();
    },
    undefined,
  );

  connection.onDidChangeConfiguration(
    guard(
      'reading settings',
      async (params) => {
        settings = (await configureFolders(session, params)) ?? settings;
        diagnostics.refreshAll();
        tree.add();
      },
      undefined,
    ),
  );

  const fileEvents = gather<Parameters<typeof applyFileEvents>[1][number]>(
    storm,
    (events) => {
      for (const { folder, recheck, built } of applyFileEvents(folders, events, windows)) {
        const rebuilt = built ? builds.dockerfiles(folder) : [];
        diagnostics.refresh(folder, recheck === 'all' ? 'all' : [...recheck, ...rebuilt], 0);
        tree.add();
      }
    },
    failed('watching files'),
  );
  connection.onDidChangeWatchedFiles(({ changes }) => fileEvents.add(...changes));

  const opened = new Map<string, number>();
  documents.onDidOpen(({ document }) => void opened.set(document.uri, document.version));
  documents.onDidChangeContent(
    guard(
      'checking',
      ({ document }) => {
        const found = place(session, document.uri);
        if (found?.kind === 'folder' && document.version !== opened.get(document.uri)) {
          builds.edited(found.folder, found.path);
        }
        diagnostics.changed(document);
      },
      undefined,
    ),
  );
  documents.onDidClose(
    guard(
      'closing',
      ({ document }) => {
        opened.delete(document.uri);
        diagnostics.closed(document);
      },
      undefined,
    ),
  );
  documents.onDidSave(
    guard(
      'saving',
      () => {
        if (client.watchesFiles) {
          return;
        }
        // Nobody tells what else happened on disk meanwhile.
        for (const folder of folders) {
          folder.forget();
          diagnostics.refresh(folder, 'all', 0);
        }
      },
      undefined,
    ),
  );

  connection.onCodeAction(
    guard('quick fixes', (params) => codeActions(session, params, diagnostics.fresh(params.textDocument.uri)), []),
  );
  connection.onCodeActionResolve((action) => guard('quick fixes', () => resolveCodeAction(session, action), action)());
  connection.onHover(
    guard('hover', (params) => hover(session, params, diagnostics.fresh(params.textDocument.uri)), null),
  );
  connection.onDocumentLinks(guard('links', (params) => documentLinks(session, params.textDocument.uri), []));

  connection.languages.diagnostics.on(async ({ textDocument, previousResultId }) => {
    // What was just opened must count as open, or its findings would be pulled and pushed.
    diagnostics.fresh(textDocument.uri);
    const key = keyOfUri(session, textDocument.uri);
    return key === undefined ? { kind: 'full', items: [] } : reports.pullDocument(key, previousResultId);
  });
  // The library takes the token for partial results out of the parameters and makes a progress of it.
  connection.languages.diagnostics.onWorkspace((params, token, _, partialResults) =>
    reports.pullWorkspace(params, token, partialResults !== undefined),
  );

  answerRequests(session, {
    findings: (folder, path) => reports.get(keyOf({ kind: 'folder', folder, path }, '')),
    builds: builds.of,
    settled: () => diagnostics.settled(patience),
  });

  connection.onShutdown(() => {
    fileEvents.stop();
    tree.stop();
    diagnostics.stop();
  });
  documents.listen(connection);
  connection.listen();
}

/** Folders that are on a disk; those of a virtual file system hold nothing that could be read. */
function openFolders(folders: readonly WorkspaceFolder[]): Folder[] {
  return folders.flatMap(({ uri }) => {
    const path = filePath(uri, windows);
    return path === undefined ? [] : [openFolder(uri, path)];
  });
}
