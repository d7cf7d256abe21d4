import type { Connection, TextDocuments } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { type ClientFacts, clientFacts } from '../protocol/capabilities.ts';
import { defaultSettings, type Settings } from '../protocol/settings.ts';
import type { Folder } from './folder.ts';
import { keyOf, type Place, placeOf } from './places.ts';

/** What all features share: the client, its documents and its folders. */
export interface Session {
  readonly connection: Connection;
  readonly documents: TextDocuments<TextDocument>;
  client: ClientFacts;
  folders: readonly Folder[];
  /** Settings of documents outside of every folder. */
  settings: Settings;
}

/** A session before the client has told anything. */
export const openSession = (connection: Connection, documents: TextDocuments<TextDocument>): Session => ({
  connection,
  documents,
  client: clientFacts({ processId: null, rootUri: null, capabilities: {} }),
  folders: [],
  settings: defaultSettings,
});

export function placeIn(session: Session, uri: string): Place | undefined {
  return placeOf(session.folders, uri, session.documents.get(uri)?.languageId);
}

export function keyOfUri(session: Session, uri: string): string | undefined {
  const place = placeIn(session, uri);
  return place && keyOf(place, uri);
}
