import {
  type Connection,
  type DidChangeConfigurationParams,
  type FileEvent,
  TextDocuments,
  type WorkspaceFolder,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type Linter, lintersChanged, treeChanged } from '../protocol.ts';
import { documentChanged, documentClosed, foldersChanged } from './diagnostics/changes.ts';
import {
  type Diagnostics,
  freshFindings,
  openDiagnostics,
  refresh,
  refreshAll,
  settled,
  stopDiagnostics,
} from './diagnostics/diagnostics.ts';
import { type Gathering, gather } from './diagnostics/gather.ts';
import { pullDocument, pullWorkspace } from './diagnostics/pull.ts';
import { findingsOf } from './diagnostics/reports.ts';
import { readConfiguration } from './documents/configuration.ts';
import { type Folder, forget, openFolder } from './documents/folder.ts';
import { folderKey } from './documents/places.ts';
import { keyOfUri, openSession, placeIn, type Session } from './documents/session.ts';
import { applyFileEvents } from './documents/watch.ts';
import { type Builds, openBuilds } from './features/builds.ts';
import { codeActions, resolveCodeAction } from './features/code-actions.ts';
import { hover } from './features/hover.ts';
import { documentLinks } from './features/links.ts';
import { answerRequests } from './features/requests.ts';
import { clientFacts, serverCapabilities } from './protocol/capabilities.ts';
import { type Guard, guardWith, report } from './protocol/guard.ts';
import { register } from './protocol/registration.ts';
import { filePath, windows, withoutSlash } from './protocol/uris.ts';

/** Milliseconds in which file events come together: a checkout of another branch brings thousands. */
const storm = 50;
/** Milliseconds that the tree waits for a large workspace to be checked; later changes are told. */
const patience = 2000;
/** Milliseconds in which changes of the tree come together. */
const treeDelay = 100;

/** The parts that the handlers of the connection share. */
interface Server {
  readonly session: Session;
  readonly diagnostics: Diagnostics;
  readonly builds: Builds;
  readonly fileEvents: Gathering<FileEvent>;
  /** Tells the client that the tree has changed. */
  readonly tree: Gathering<void>;
  readonly guard: Guard;
  /** The settings have not been read yet, so nothing is checked. */
  starting: boolean;
}

/** Serves one client over a connection that is not listening yet. */
export function startServer(connection: Connection): void {
  const server = openServer(connection);
  startAndStop(server);
  followSettings(server);
  followLinters(server);
  followFiles(server);
  followDocuments(server);
  answerPulls(server);
  answerFeatures(server);
  answerClient(server);
  server.session.documents.listen(connection);
  connection.listen();
}

function openServer(connection: Connection): Server {
  const failed = (feature: string) => (error: unknown) => report(connection.console, feature, error);
  const session = openSession(connection, new TextDocuments(TextDocument));
  const builds = openBuilds((error) =>
    connection.console.error(
      `Lucid: the build history cannot be read: ${error instanceof Error ? error.message : error}`,
    ),
  );
  const tree = gather<void>(treeDelay, () => void connection.sendNotification(treeChanged), failed('the tree'));
  const fileEvents = gather<FileEvent>(storm, (events) => filesChanged(server, events), failed('watching files'));
  const diagnostics = openDiagnostics(session, {
    buildProblems: builds.problems,
    checked: () => tree.add(),
    expectsMore: () => server.starting || fileEvents.busy(),
  });
  const guard = guardWith(connection.console);
  const server: Server = { session, diagnostics, builds, fileEvents, tree, guard, starting: false };
  return server;
}

function startAndStop(server: Server): void {
  const { session, diagnostics, fileEvents, tree, guard } = server;
  const { connection } = session;
  connection.onInitialize((params) => {
    session.client = clientFacts(params);
    session.folders = openFolders(
      params.workspaceFolders ?? (params.rootUri ? [{ uri: params.rootUri, name: '' }] : []),
    );
    return serverCapabilities(session.client);
  });
  const start = async (): Promise<void> => {
    server.starting = true;
    if (session.client.workspaceFolders) {
      followFolders(server);
    }
    try {
      await readConfiguration(session);
    } finally {
      refreshAll(diagnostics);
      server.starting = false;
    }
    await register(connection, session.client);
  };
  connection.onInitialized(guard('starting', start, undefined));
  connection.onShutdown(() => {
    fileEvents.stop();
    tree.stop();
    stopDiagnostics(diagnostics);
  });
}

/** Registered once the client has said that it has folders. */
function followFolders({ session, diagnostics, tree, guard }: Server): void {
  const change = async ({ added, removed }: { added: WorkspaceFolder[]; removed: WorkspaceFolder[] }) => {
    const names = new Set(removed.map(({ uri }) => withoutSlash(uri)));
    const gone = session.folders.filter((folder) => names.has(folder.uri));
    session.folders = [...session.folders.filter((folder) => !names.has(folder.uri)), ...openFolders(added)];
    await readConfiguration(session);
    foldersChanged(diagnostics, gone);
    tree.add();
  };
  session.connection.workspace.onDidChangeWorkspaceFolders(guard('changing folders', change, undefined));
}

/** Folders on a disk; the server cannot read those of a virtual file system. */
function openFolders(folders: readonly WorkspaceFolder[]): Folder[] {
  return folders.flatMap(({ uri }) => {
    const path = filePath(uri, windows);
    return path === undefined ? [] : [openFolder(uri, path)];
  });
}

function followSettings({ session, diagnostics, tree, guard }: Server): void {
  const change = async (params: DidChangeConfigurationParams): Promise<void> => {
    await readConfiguration(session, params);
    refreshAll(diagnostics);
    tree.add();
  };
  session.connection.onDidChangeConfiguration(guard('reading settings', change, undefined));
}

/** Other extensions of the editor came or went. */
function followLinters({ session, diagnostics, guard }: Server): void {
  const change = (linters: readonly Linter[]): void => {
    const { client } = session;
    session.client = { ...client, options: { ...client.options, linters } };
    refreshAll(diagnostics);
  };
  session.connection.onNotification(lintersChanged, guard('following other linters', change, undefined));
}

function followFiles({ session, fileEvents }: Server): void {
  session.connection.onDidChangeWatchedFiles(({ changes }) => fileEvents.add(...changes));
}

function filesChanged({ session, diagnostics, builds, tree }: Server, events: readonly FileEvent[]): void {
  for (const { folder, recheck, built } of applyFileEvents(session.folders, events)) {
    const rebuilt = built ? builds.dockerfiles(folder) : [];
    refresh(diagnostics, folder, recheck === 'all' ? 'all' : [...recheck, ...rebuilt]);
    tree.add();
  }
}

function followDocuments({ session, diagnostics, builds, guard }: Server): void {
  const { documents } = session;
  /** The versions with which documents were opened: later ones have been edited. */
  const opened = new Map<string, number>();
  const changed = (document: TextDocument): void => {
    const place = placeIn(session, document.uri);
    if (place?.kind === 'folder' && document.version !== opened.get(document.uri)) {
      builds.edited(place.folder, place.path);
    }
    documentChanged(diagnostics, document);
  };
  const closed = (document: TextDocument): void => {
    opened.delete(document.uri);
    documentClosed(diagnostics, document);
  };
  const saved = (): void => {
    // A client that does not watch files does not tell what else happened on disk.
    if (!session.client.watchesFiles) {
      for (const folder of session.folders) {
        forget(folder);
        refresh(diagnostics, folder, 'all');
      }
    }
  };
  documents.onDidOpen(({ document }) => void opened.set(document.uri, document.version));
  documents.onDidChangeContent(guard('checking', ({ document }) => changed(document), undefined));
  documents.onDidClose(guard('closing', ({ document }) => closed(document), undefined));
  documents.onDidSave(guard('saving', saved, undefined));
}

function answerPulls({ session, diagnostics }: Server): void {
  const { reports } = diagnostics;
  const { languages } = session.connection;
  languages.diagnostics.on(async ({ textDocument: { uri }, previousResultId }) => {
    // A document that was just opened must count as open, or its findings would be pulled and pushed.
    freshFindings(diagnostics, uri);
    const key = keyOfUri(session, uri);
    return key === undefined ? { kind: 'full', items: [] } : pullDocument(reports, key, previousResultId);
  });
  // The library takes the token for partial results out of the parameters and makes a progress of it.
  languages.diagnostics.onWorkspace((params, token, _, progress) =>
    pullWorkspace(reports, params, token, progress && ((part) => progress.report(part))),
  );
}

function answerFeatures({ session, diagnostics, guard }: Server): void {
  const { connection } = session;
  const fresh = (uri: string) => freshFindings(diagnostics, uri);
  connection.onCodeAction(
    guard('quick fixes', (params) => codeActions(session, params, fresh(params.textDocument.uri)), []),
  );
  connection.onCodeActionResolve((action) => guard('quick fixes', () => resolveCodeAction(session, action), action)());
  connection.onHover(guard('hover', (params) => hover(session, params, fresh(params.textDocument.uri)), null));
  connection.onDocumentLinks(guard('links', (params) => documentLinks(session, params.textDocument.uri), []));
}

/** Answers what the client asks beyond the Language Server Protocol. */
function answerClient({ session, diagnostics, builds }: Server): void {
  answerRequests(session, {
    findings: (folder, path) => findingsOf(diagnostics.reports, folderKey(folder, path)),
    builds: builds.of,
    settled: () => settled(diagnostics, patience),
  });
}
