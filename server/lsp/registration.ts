import {
  DidChangeConfigurationNotification,
  type DidChangeConfigurationParams,
  DidChangeWatchedFilesNotification,
} from 'vscode-languageserver/node';
import type { Session } from './session.ts';
import { defaultSettings, isRecord, readSettings } from './settings.ts';

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

/** Gives every folder its settings: those that the client has for it, else those that it sent. */
export async function configureFolders(session: Session, sent?: DidChangeConfigurationParams): Promise<void> {
  const { connection, client } = session;
  const folders = session.folders();
  if (!client().configuration) {
    const settings: unknown = sent?.settings;
    if (!isRecord(settings)) return;
    const own = readSettings(settings.lucid ?? settings);
    for (const folder of folders) folder.configure(own);
    return;
  }
  if (folders.length === 0) return;
  const items = folders.map(({ uri }) => ({ scopeUri: uri, section: 'lucid' }));
  const values: unknown = await connection.workspace.getConfiguration(items);
  folders.forEach((folder, index) => {
    folder.configure(Array.isArray(values) ? readSettings(values[index]) : defaultSettings);
  });
}
