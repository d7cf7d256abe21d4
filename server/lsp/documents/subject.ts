import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Project } from '../../model/project.ts';
import type { Documents } from '../protocol/convert.ts';
import type { Settings } from '../protocol/settings.ts';
import { parentUri, uriBelow } from '../protocol/uris.ts';
import { type Folder, openUri, projectOf } from './folder.ts';
import { loneProject } from './lone.ts';
import type { LonePlace } from './places.ts';
import { placeIn, type Session } from './session.ts';

/** A file with the project that it is checked in. */
export interface Subject {
  readonly project: Project;
  readonly path: string;
  /** Undefined for a file outside of every folder. */
  readonly folder: Folder | undefined;
  readonly settings: Settings;
  readonly documents: Documents;
}

/** The subject of a document or an unopened file; undefined for files that Lucid does not look at. */
export function subjectOf(session: Session, uri: string): Subject | undefined {
  const place = placeIn(session, uri);
  if (place?.kind === 'folder') {
    return subjectIn(session, place.folder, place.path);
  }
  const document = session.documents.get(uri);
  return place && document && loneSubject(session, place, document);
}

export function subjectIn(session: Session, folder: Folder, path: string): Subject {
  const { settings } = folder;
  return { project: projectOf(folder), path, folder, settings, documents: documentsOf(session, folder) };
}

function loneSubject({ settings }: Session, { name, directory }: LonePlace, document: TextDocument): Subject {
  const { uri, version } = document;
  const project = loneProject(name, document.getText(), directory);
  const documents: Documents = {
    uri: (path) => (path === name ? uri : uriBelow(parentUri(uri), path)),
    version: (path) => (path === name ? version : null),
    text: (path) => textOf(project, path),
  };
  return { project, path: name, folder: undefined, settings, documents };
}

/** How the files of a folder are named to the client: an open document as the client names it. */
export function documentsOf(session: Session, folder: Folder): Documents {
  return {
    uri: (path) => openUri(folder, path) ?? uriBelow(folder.uri, path),
    version: (path) => session.documents.get(openUri(folder, path) ?? '')?.version ?? null,
    text: (path) => textOf(projectOf(folder), path),
  };
}

export function textOf({ workspace }: Pick<Project, 'workspace'>, path: string): string {
  const read = workspace.read(path);
  return 'text' in read ? read.text : '';
}
