import type { DidChangeConfigurationParams } from 'vscode-languageserver/node';
import { isRecord, readSettings } from '../protocol/settings.ts';
import { configure } from './folder.ts';
import type { Session } from './session.ts';

/** Gives every folder, and the session, the settings that the client has for it, else those that it sent. */
export async function readConfiguration(session: Session, sent?: DidChangeConfigurationParams): Promise<void> {
  if (session.client.configuration) {
    await askForSettings(session);
  } else if (isRecord(sent?.settings)) {
    const settings = readSettings(sent.settings.lucid ?? sent.settings);
    for (const folder of session.folders) {
      configure(folder, settings);
    }
    session.settings = settings;
  }
}

async function askForSettings(session: Session): Promise<void> {
  const { connection, folders } = session;
  const items = [...folders.map(({ uri }) => ({ scopeUri: uri, section: 'lucid' })), { section: 'lucid' }];
  const answer: unknown = await connection.workspace.getConfiguration(items);
  const values: readonly unknown[] = Array.isArray(answer) ? answer : [];
  for (const [index, folder] of folders.entries()) {
    configure(folder, readSettings(values[index]));
  }
  session.settings = readSettings(values[folders.length]);
}
