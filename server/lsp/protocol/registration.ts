import {
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
} from 'vscode-languageserver/node';
import type { ClientFacts } from './capabilities.ts';

/** Asks the client to tell about files and settings, as far as it can. */
export async function register(connection: Connection, client: ClientFacts): Promise<void> {
  await Promise.all([
    client.watchesFiles &&
      // Any file may be the source of a COPY.
      connection.client.register(DidChangeWatchedFilesNotification.type, { watchers: [{ globPattern: '**/*' }] }),
    client.registersConfiguration &&
      connection.client.register(DidChangeConfigurationNotification.type, { section: 'lucid' }),
  ]);
}
