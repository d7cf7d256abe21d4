import { type Disposable, extensions, type LogOutputChannel, Uri, workspace } from 'vscode';
import {
  type DocumentSelector,
  LanguageClient,
  RevealOutputChannelOn,
  State,
  TransportKind,
} from 'vscode-languageclient/node';
import { type ClientOptions, type Linter, lintersChanged, treeChanged } from '../server/protocol.ts';
import { activeLinters, otherSettings } from './other-linters.ts';
import { serverArguments } from './server-arguments.ts';

/**
 * The documents that the server hears of; it decides what each file is. Languages cover files that a person has
 * associated, patterns cover files without a language. Glob patterns compare with case, hence the brackets.
 */
const documents: DocumentSelector = [
  { scheme: 'file', language: 'dockerfile' },
  { scheme: 'untitled', language: 'dockerfile' },
  { scheme: 'file', language: 'dockercompose' },
  { scheme: 'file', language: 'yaml' },
  { scheme: 'file', language: 'pip-requirements' },
  { scheme: 'file', language: 'ignore' },
  { scheme: 'file', pattern: '**/*[Dd][Oo][Cc][Kk][Ee][Rr][Ff][Ii][Ll][Ee]*' },
  { scheme: 'file', pattern: '**/*[Cc][Oo][Nn][Tt][Aa][Ii][Nn][Ee][Rr][Ff][Ii][Ll][Ee]*' },
  { scheme: 'file', pattern: '**/*requirements*.txt' },
  { scheme: 'file', pattern: '**/*.dockerignore' },
  { scheme: 'file', pattern: '**/docker-bake*.{hcl,json}' },
];

/** What the client is made for. */
export interface Owner {
  readonly log: LogOutputChannel;
  /** Hears when the server has started, also after a crash, and when its tree has changed. */
  changed(): void;
  /** Disposed of with the client. */
  readonly subscriptions: Disposable[];
}

/** What the other extensions report now. */
const linters = (): readonly Linter[] =>
  activeLinters(
    (id) => extensions.getExtension(id) !== undefined,
    (setting) => workspace.getConfiguration().get(setting),
  );

/**
 * The language server as its own process, on the Node that runs the extension host.
 * The server itself asks to be told about files and settings.
 */
export function createLanguageClient(extension: Uri, { log, changed, subscriptions }: Owner): LanguageClient {
  const module = Uri.joinPath(extension, 'dist', 'server.cjs').fsPath;
  const client = new LanguageClient(
    'lucid',
    'Lucid',
    {
      run: { module, transport: TransportKind.ipc, options: { execArgv: [...serverArguments] } },
      debug: { module, transport: TransportKind.ipc, options: { execArgv: ['--nolazy', '--inspect=6011'] } },
    },
    {
      documentSelector: documents,
      outputChannel: log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      // Asked again after a crash.
      initializationOptions: (): ClientOptions => ({ commands: true, linters: linters() }),
      // Open documents are pushed, so a pull at every keystroke would bring nothing.
      diagnosticPullOptions: { onChange: false, onSave: false },
    },
  );
  client.onNotification(treeChanged, changed);
  const tellLinters = (): void => {
    if (client.isRunning()) {
      void client.sendNotification(lintersChanged, linters());
    }
  };
  subscriptions.push(
    extensions.onDidChange(tellLinters),
    workspace.onDidChangeConfiguration((event) => {
      if (otherSettings.some((setting) => event.affectsConfiguration(setting))) {
        tellLinters();
      }
    }),
  );
  client.onDidChangeState(({ newState }) => {
    if (newState === State.Running) {
      changed();
    }
  });
  return client;
}
