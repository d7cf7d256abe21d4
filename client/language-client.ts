import { extensions, type LogOutputChannel, Uri } from 'vscode';
import {
  type DocumentSelector,
  LanguageClient,
  RevealOutputChannelOn,
  State,
  TransportKind,
} from 'vscode-languageclient/node';
import { type ClientOptions, treeChanged } from '../server/protocol.ts';
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

/** Docker DX and Container Tools, the latter under its old name too: they report general Dockerfile problems themselves. */
const others = ['docker.docker', 'ms-azuretools.vscode-containers', 'ms-azuretools.vscode-docker'];

/**
 * The language server as its own process, on the Node that runs the extension host.
 * The server itself asks to be told about files and settings.
 * @param changed hears when the server has started, also after a crash, and when its tree has changed
 */
export function createLanguageClient(extension: Uri, log: LogOutputChannel, changed: () => void): LanguageClient {
  const module = Uri.joinPath(extension, 'dist', 'server.cjs').fsPath;
  const options: ClientOptions = {
    commands: true,
    generalProblemsElsewhere: others.some((id) => extensions.getExtension(id)),
  };
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
      initializationOptions: options,
      // Open documents are pushed, so a pull at every keystroke would bring nothing.
      diagnosticPullOptions: { onChange: false, onSave: false },
    },
  );
  client.onNotification(treeChanged, changed);
  client.onDidChangeState(({ newState }) => {
    if (newState === State.Running) {
      changed();
    }
  });
  return client;
}
