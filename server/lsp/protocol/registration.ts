import {
  DidChangeConfigurationNotification,
  type DidChangeConfigurationParams,
  DidChangeWatchedFilesNotification,
} from 'vscode-languageserver/node';
import type { Session } from '../documents/session.ts';
import { isRecord, readSettings, type Settings } from './settings.ts';

/** Asks the client to tell about files and settings, as far as it can. */
export async function register({ connection, client }: Session): Promise<void> {
  const { watchesFiles, registersConfiguration } = client();
  await Promise.all([
    watchesFiles &&
      // Any file may be the source of a COPY.
      connection.client.register(DidChangeWatchedFilesNotification.type, { watchers: [{ globPattern: '**/*' }] }),
    registersConfiguration && connection.client.register(DidChangeConfigurationNotification.type, { section: 'lucid' }),
  ]);
}

/**
 * Gives every folder its settings: those that the client has for it, else those that it sent. What is given back are
 * the settings of documents outside of every folder; undefined where nothing is known of any.
 */
export async function configureFolders(
  session: Session,
  sent?: DidChangeConfigurationParams,
): Promise<Settings | undefined> {
  const { connection, client } = session;
  const folders = session.folders();
  if (!client().configuration) {
    const settings: unknown = sent?.settings;
    if (!isRecord(settings)) {
      return undefined;
    }
    const own = readSettings(settings.lucid ?? settings);
    for (const folder of folders) {
      folder.configure(own);
    }
    return own;
  }
  const items = [...folders.map(({ uri }) => ({ scopeUri: uri, section: 'lucid' })), { section: 'lucid' }];
  const answer: unknown = await connection.workspace.getConfiguration(items);
  const values: readonly unknown[] = Array.isArray(answer) ? answer : [];
  folders.forEach((folder, index) => {
    folder.configure(readSettings(values[index]));
  });
  return readSettings(values[folders.length]);
}
