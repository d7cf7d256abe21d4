import type { TextDocument } from 'vscode-languageserver-textdocument';
import { isChecked } from '../../check/source-file.ts';
import {
  closeDocument,
  differsFromDisk,
  type Folder,
  openPaths,
  openUri,
  projectOf,
  putDocument,
} from '../documents/folder.ts';
import { type FolderPlace, folderKey, keyOf, ownedBy, placeOf } from '../documents/places.ts';
import { placeIn } from '../documents/session.ts';
import { documentsOf } from '../documents/subject.ts';
import { concernsAll } from '../documents/watch.ts';
import { checkPath } from './check.ts';
import { type Diagnostics, refresh } from './diagnostics.ts';
import { removeReport, setReport } from './push.ts';
import { findingsOf, keysOf } from './reports.ts';
import { checkLater, checkSoon, forgetDocument, forgetFolder } from './schedule.ts';

/** Milliseconds in which keystrokes come together before other files are looked at. */
const typing = 250;

/** A document was opened or edited. */
export function documentChanged({ session, schedule }: Diagnostics, document: TextDocument): void {
  const { uri } = document;
  const place = placeIn(session, uri);
  if (place?.kind === 'folder') {
    const { folder, path } = place;
    const known = openUri(folder, path) !== undefined;
    putDocument(folder, path, { uri, text: document.getText() });
    // A document that is opened with the text on disk changes nothing for the others.
    if (known || differsFromDisk(folder, path)) {
      checkLater(schedule, folder, concernsAll(folder, path) ? 'all' : new Map([[path, true]]), typing);
    }
  }
  if (place) {
    checkSoon(schedule, uri);
  }
}

export function documentClosed(diagnostics: Diagnostics, { uri, languageId }: TextDocument): void {
  const { session, reports, schedule, general } = diagnostics;
  forgetDocument(schedule, uri);
  // It is no longer among the documents of the session, which knew its language.
  const place = placeOf(session.folders, uri, languageId);
  if (!place) {
    return;
  }
  const key = keyOf(place, uri);
  general.drop(key);
  if (place.kind === 'folder') {
    closedIn(diagnostics, place);
  } else {
    removeReport(reports, key);
  }
}

/** The text on disk counts again. */
function closedIn(diagnostics: Diagnostics, { folder, path }: FolderPlace): void {
  const { session, reports } = diagnostics;
  const discarded = differsFromDisk(folder, path);
  // An unsaved plan is no plan any more once it is closed.
  const wide = concernsAll(folder, path);
  closeDocument(folder, path);
  const key = folderKey(folder, path);
  if (discarded) {
    checkPath(diagnostics, folder, path);
    refresh(diagnostics, folder, wide ? 'all' : [path]);
  } else if (isChecked(projectOf(folder).kindOf(path))) {
    const uri = documentsOf(session, folder).uri(path);
    setReport(reports, key, { uri, version: undefined, items: findingsOf(reports, key) });
  } else {
    removeReport(reports, key);
  }
}

/** Takes back everything about the folders that are gone, and checks all open documents again. */
export function foldersChanged(diagnostics: Diagnostics, gone: readonly Folder[]): void {
  const { session } = diagnostics;
  for (const folder of gone) {
    leaveFolder(diagnostics, folder);
  }
  for (const folder of session.folders) {
    const owned = ownedBy(session.folders, folder);
    for (const path of openPaths(folder).filter((path) => !owned(path))) {
      closeDocument(folder, path);
    }
  }
  for (const document of session.documents.all()) {
    moveDocument(diagnostics, document);
  }
  for (const folder of session.folders) {
    refresh(diagnostics, folder, 'all');
  }
}

function leaveFolder({ reports, schedule }: Diagnostics, folder: Folder): void {
  forgetFolder(schedule, folder);
  for (const key of keysOf(reports, folderKey(folder, ''))) {
    schedule.idle.drop(key);
    removeReport(reports, key);
  }
}

/** Puts an open document into the folder that it belongs to now. */
function moveDocument({ session, reports, schedule }: Diagnostics, document: TextDocument): void {
  const { uri } = document;
  const place = placeIn(session, uri);
  if (place?.kind === 'folder') {
    putDocument(place.folder, place.path, { uri, text: document.getText() });
    // Until now the file may have been outside of every folder.
    removeReport(reports, uri);
  }
  checkSoon(schedule, uri);
}
