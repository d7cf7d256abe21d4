import type { Connection, TextDocuments } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Project } from '../../model/project.ts';
import type { ClientFacts } from '../protocol/capabilities.ts';
import type { Documents } from '../protocol/convert.ts';
import type { Settings } from '../protocol/settings.ts';
import { uriBelow } from '../protocol/uris.ts';
import { type Folder, loneProject } from './folders.ts';
import { keyOf, type Place, placeOf } from './places.ts';

/** What all features share: the client, its documents and its folders. */
export interface Session {
  readonly connection: Connection;
  readonly client: () => ClientFacts;
  readonly documents: TextDocuments<TextDocument>;
  readonly folders: () => readonly Folder[];
  /** Settings of documents outside of every folder. */
  readonly settings: () => Settings;
}

export const windows = process.platform === 'win32';

export function place(session: Session, uri: string): Place | undefined {
  return placeOf(session.folders(), uri, session.documents.get(uri)?.languageId, windows);
}

export function keyOfUri(session: Session, uri: string): string | undefined {
  const found = place(session, uri);
  return found && keyOf(found, uri);
}

/** A document with the project that it is checked in. */
export interface Subject {
  readonly project: Project;
  readonly path: string;
  readonly folder: Folder | undefined;
  readonly settings: Settings;
  readonly documents: Documents;
}

/** The subject of a document or an unopened file; undefined where it is no business of ours. */
export function subject(session: Session, uri: string): Subject | undefined {
  const found = place(session, uri);
  if (found === undefined) {
    return undefined;
  }
  if (found.kind === 'folder') {
    const { folder, path } = found;
    return {
      project: folder.project(),
      path,
      folder,
      settings: folder.settings(),
      documents: documentsOf(session, folder),
    };
  }
  const document = session.documents.get(uri);
  if (document === undefined) {
    return undefined;
  }
  const project = loneProject(found.name, document.getText(), found.directory);
  const parent = uri.slice(0, uri.lastIndexOf('/'));
  return {
    project,
    path: found.name,
    folder: undefined,
    settings: session.settings(),
    documents: {
      uri: (path) => (path === found.name ? uri : uriBelow(parent, path)),
      version: (path) => (path === found.name ? document.version : null),
      text: (path) => textOf(project, path),
    },
  };
}

/** How the files of a folder are named to the client: an open document as the client names it. */
export function documentsOf(session: Session, folder: Folder): Documents {
  const open = (path: string): TextDocument | undefined => {
    const uri = folder.openUri(path);
    return uri === undefined ? undefined : session.documents.get(uri);
  };
  return {
    uri: (path) => folder.openUri(path) ?? uriBelow(folder.uri, path),
    version: (path) => open(path)?.version ?? null,
    text: (path) => textOf(folder.project(), path),
  };
}

export function textOf(project: Pick<Project, 'workspace'>, path: string): string {
  const read = project.workspace.read(path);
  return 'text' in read ? read.text : '';
}
