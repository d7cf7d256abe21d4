import {
  CodeActionKind,
  type InitializeParams,
  type InitializeResult,
  TextDocumentSyncKind,
} from 'vscode-languageserver/node';
import type { ClientOptions } from '../../protocol.ts';
import { isRecord } from './settings.ts';

/** The client's abilities that the server depends on. */
export interface ClientFacts {
  readonly configuration: boolean;
  readonly watchesFiles: boolean;
  readonly registersConfiguration: boolean;
  readonly workspaceFolders: boolean;
  /** It pulls diagnostics; otherwise everything is pushed. */
  readonly pulls: boolean;
  readonly refreshesDiagnostics: boolean;
  /** Fix-all actions may be computed when they are chosen. */
  readonly resolvesCodeActions: boolean;
  /** Edits may carry the versions of the documents that they were made for. */
  readonly versionedEdits: boolean;
  /** Edits may create files. */
  readonly createsFiles: boolean;
  readonly options: ClientOptions;
}

/** What other extensions report; an editor may send anything. */
export const lintersIn = ({ linters }: ClientOptions): ReadonlySet<string> =>
  new Set(Array.isArray(linters) ? linters : []);

const pullIdentifier = 'lucid-workspace';
export const fixAllKind = `${CodeActionKind.SourceFixAll}.lucid`;

export function clientFacts(params: InitializeParams): ClientFacts {
  const { workspace, textDocument } = params.capabilities;
  const options: ClientOptions = isRecord(params.initializationOptions) ? params.initializationOptions : {};
  return {
    configuration: workspace?.configuration === true,
    watchesFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    registersConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    workspaceFolders: workspace?.workspaceFolders === true,
    pulls: textDocument?.diagnostic !== undefined && options.diagnostics !== 'push',
    refreshesDiagnostics: workspace?.diagnostics?.refreshSupport === true,
    resolvesCodeActions:
      textDocument?.codeAction?.dataSupport === true &&
      textDocument.codeAction.resolveSupport?.properties.includes('edit') === true,
    versionedEdits: workspace?.workspaceEdit?.documentChanges === true,
    createsFiles: workspace?.workspaceEdit?.resourceOperations?.includes('create') === true,
    options,
  };
}

export function serverCapabilities(client: ClientFacts): InitializeResult {
  return {
    serverInfo: { name: 'lucid' },
    capabilities: {
      positionEncoding: 'utf-16',
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: { includeText: false } },
      codeActionProvider: {
        codeActionKinds: [CodeActionKind.QuickFix, fixAllKind],
        resolveProvider: client.resolvesCodeActions,
      },
      hoverProvider: true,
      documentLinkProvider: { resolveProvider: false },
      ...(client.pulls && {
        diagnosticProvider: {
          identifier: pullIdentifier,
          interFileDependencies: true,
          workspaceDiagnostics: true,
        },
      }),
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    },
  };
}
