import type { Diagnostic, TextDocumentEdit } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { checkedFiles, checkFile, type Diagnosis } from '../../check/check.ts';
import type { Folder } from '../documents/folders.ts';
import { keyOf, ownedBy, placeOf } from '../documents/places.ts';
import { documentsOf, keyOfUri, place, type Session, type Subject, subject, windows } from '../documents/session.ts';
import { concernsAll } from '../documents/watch.ts';
import { type FindingData, toDiagnostics } from '../protocol/convert.ts';
import { type Changed, withDependents } from './dependents.ts';
import { openGeneralProblems, wantsGeneral } from './general.ts';
import { report } from './guard.ts';
import { idleQueue } from './idle.ts';
import { openReports, type Reports } from './reports.ts';

/** When what is checked. A changed document comes first and alone; everything else waits for idle time. */
export interface Diagnostics {
  readonly reports: Reports;
  /** A document was opened or changed. */
  changed(document: TextDocument): void;
  closed(document: TextDocument): void;
  /** Brings a document's findings and their fixes up to all texts now, before a request about it is answered. */
  fresh(uri: string): readonly Diagnostic[];
  /** Checks files again in idle time, after so many milliseconds in which more may come together. */
  refresh(folder: Folder, paths: readonly string[] | 'all', milliseconds: number): void;
  /** Checks everything again. */
  refreshAll(): void;
  /** Takes back everything about a folder that is gone, and checks all open documents again. */
  foldersChanged(gone: readonly Folder[]): void;
  /** Resolves when nothing is left to do, or after so many milliseconds. */
  settled(milliseconds?: number): Promise<void>;
  stop(): void;
}

/** Milliseconds in which keystrokes come together before other files are looked at. */
const typing = 250;

/** What the checking needs of the rest of the server. */
export interface Surroundings {
  /** Findings of a file from elsewhere: failed builds. */
  readonly more: (folder: Folder, path: string) => readonly Diagnostic[];
  /** Hears of every check. */
  readonly checked: () => void;
  /** True while something is under way that will lead to checks. */
  readonly waiting: () => boolean;
}

export function openDiagnostics(session: Session, { more, checked, waiting }: Surroundings): Diagnostics {
  const { connection, documents } = session;
  const failed = (error: unknown): void => report(connection.console, 'checking', error);
  const idle = idleQueue(failed);
  const general = openGeneralProblems(failed);
  const pending = new Map<string, NodeJS.Immediate>();
  const due = new Map<Folder, { paths: Map<string, boolean> | 'all'; readonly timer: NodeJS.Timeout }>();

  const reports = openReports({
    publish: (params) => void connection.sendDiagnostics(params),
    refresh: () => {
      if (session.client().refreshesDiagnostics) {
        connection.languages.diagnostics.refresh().catch(failed);
      }
    },
    keyOf: (uri) => keyOfUri(session, uri),
    settled: (milliseconds) => settled(milliseconds),
  });

  const checkOpen = (uri: string): void => {
    const document = documents.get(uri);
    const found = place(session, uri);
    const about = subject(session, uri);
    if (!document || !found || !about) {
      return;
    }
    const key = keyOf(found, uri);
    // Of a document that is no business of ours nothing is said, not even that nothing is wrong with it.
    if (!checkedFiles(about.project).includes(about.path)) {
      reports.remove(key);
      return;
    }
    const diagnoses = check(about);
    const others = about.folder ? more(about.folder, about.path) : [];
    const items = [...toDiagnostics(diagnoses, about.documents), ...others];
    const { version } = document;
    if (wantsGeneral(about.settings, session.client())) {
      reports.set(key, uri, version, [...items, ...general.kept(key, document.getText(), about.documents)]);
      general.later(key, about, diagnoses, (found) => {
        // A newer text has asked again by then.
        if (documents.get(uri)?.version === version) {
          reports.set(key, uri, version, [...items, ...found]);
        }
      });
    } else {
      general.drop(key);
      reports.set(key, uri, version, items);
    }
    checked();
  };

  const checkPath = (folder: Folder, path: string): void => {
    const open = folder.openUri(path);
    if (open !== undefined) {
      checkOpen(open);
      return;
    }
    const key = keyOf({ kind: 'folder', folder, path }, '');
    const project = folder.project();
    if (project.workspace.kind(path) !== 'file') {
      reports.remove(key);
      return;
    }
    const known = documentsOf(session, folder);
    const items = toDiagnostics(check({ project, path, settings: folder.settings(), documents: known }), known);
    reports.set(key, known.uri(path), undefined, [...items, ...more(folder, path)]);
    checked();
  };

  /** Runs after the messages that have already arrived: of ten keystrokes in a row the last one is checked. */
  const soon = (uri: string): void => {
    const before = pending.get(uri);
    if (before) {
      clearImmediate(before);
    }
    pending.set(
      uri,
      setImmediate(() =>
        pending.set(
          uri,
          setImmediate(() => flush(uri)),
        ),
      ),
    );
  };

  const flush = (uri: string): void => {
    if (pending.has(uri)) {
      checkNow(uri);
    }
  };

  const checkNow = (uri: string): void => {
    const timer = pending.get(uri);
    if (timer) {
      clearImmediate(timer);
    }
    pending.delete(uri);
    try {
      checkOpen(uri);
    } catch (error) {
      failed(error);
    }
  };

  /** A fix edits a document, such as the plan, that has changed since; its edits would fit no more. */
  const outdated = (key: string): boolean =>
    reports
      .get(key)
      .flatMap(changesOf)
      .some(({ textDocument: { uri, version } }) => version !== (documents.get(uri)?.version ?? null));

  const begin = (folder: Folder): void => {
    const paths = due.get(folder)?.paths ?? new Map<string, boolean>();
    due.delete(folder);
    if (!session.folders().includes(folder)) {
      return;
    }
    const project = folder.project();
    const all = checkedFiles(project).filter(ownedBy(session.folders(), folder));
    const prefix = keyOf({ kind: 'folder', folder, path: '' }, '');
    const open = new Set(folder.open());
    const owned = new Set(all);
    const chosen = paths === 'all' ? all : withDependents(project, paths, open).filter((path) => owned.has(path));
    const ordered = [...chosen.filter((path) => open.has(path)), ...chosen.filter((path) => !open.has(path))];
    for (const path of ordered) {
      idle.add(prefix + path, () => checkPath(folder, path));
    }
    if (paths !== 'all') {
      return;
    }
    const kept = new Set([...all, ...open].map((path) => prefix + path));
    for (const key of reports.keys()) {
      if (key.startsWith(prefix) && !kept.has(key)) {
        reports.remove(key);
      }
    }
  };

  const schedule = (folder: Folder, paths: Changed | 'all', milliseconds: number): void => {
    const before = due.get(folder);
    if (before === undefined) {
      const timer = setTimeout(() => {
        try {
          begin(folder);
        } catch (error) {
          failed(error);
        }
      }, milliseconds);
      due.set(folder, { paths: paths === 'all' ? 'all' : new Map(paths), timer });
    } else if (paths === 'all') {
      before.paths = 'all';
    } else if (before.paths !== 'all') {
      for (const [path, typed] of paths) {
        before.paths.set(path, typed && before.paths.get(path) !== false);
      }
    }
  };
  const refresh: Diagnostics['refresh'] = (folder, paths, milliseconds) =>
    schedule(folder, paths === 'all' ? 'all' : new Map(paths.map((path) => [path, false])), milliseconds);

  const busy = (): boolean => waiting() || due.size > 0 || pending.size > 0 || idle.busy();
  const settled = async (milliseconds?: number): Promise<void> => {
    const end = milliseconds === undefined ? Number.POSITIVE_INFINITY : performance.now() + milliseconds;
    while (busy() && performance.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };

  return {
    reports,
    refresh,
    settled,
    changed: (document) => {
      const found = place(session, document.uri);
      if (!found) {
        return;
      }
      if (found.kind === 'folder') {
        const { folder, path } = found;
        const known = folder.openUri(path) !== undefined;
        folder.put(path, document.uri, document.getText());
        // A document that is opened with the text on disk changes nothing for the others.
        if (known || folder.differs(path)) {
          schedule(folder, concernsAll(folder, path) ? 'all' : new Map([[path, true]]), typing);
        }
      }
      soon(document.uri);
    },
    closed: (document) => {
      const { uri } = document;
      const timer = pending.get(uri);
      if (timer) {
        clearImmediate(timer);
      }
      pending.delete(uri);
      // It is no longer among the documents, so its language comes from itself.
      const found = placeOf(session.folders(), uri, document.languageId, windows);
      if (!found) {
        return;
      }
      const key = keyOf(found, uri);
      general.drop(key);
      if (found.kind === 'alone') {
        reports.remove(key);
        return;
      }
      const { folder, path } = found;
      const discarded = folder.differs(path);
      folder.close(path);
      if (discarded) {
        checkPath(folder, path);
        refresh(folder, concernsAll(folder, path) ? 'all' : [path], 0);
      } else if (checkedFiles(folder.project()).includes(path)) {
        reports.set(key, documentsOf(session, folder).uri(path), undefined, reports.get(key));
      } else {
        reports.remove(key);
      }
    },
    fresh: (uri) => {
      const found = place(session, uri);
      if (!found) {
        return [];
      }
      flush(uri);
      const key = keyOf(found, uri);
      if (outdated(key)) {
        checkNow(uri);
      }
      return reports.get(key);
    },
    refreshAll: () => {
      for (const folder of session.folders()) {
        refresh(folder, 'all', 0);
      }
      for (const { uri } of documents.all()) {
        if (place(session, uri)?.kind === 'alone') {
          soon(uri);
        }
      }
    },
    foldersChanged: (gone) => {
      for (const folder of gone) {
        clearTimeout(due.get(folder)?.timer);
        due.delete(folder);
        const prefix = keyOf({ kind: 'folder', folder, path: '' }, '');
        for (const key of reports.keys()) {
          if (!key.startsWith(prefix)) {
            continue;
          }
          idle.drop(key);
          reports.remove(key);
        }
      }
      for (const folder of session.folders()) {
        const owned = ownedBy(session.folders(), folder);
        for (const path of folder.open()) {
          if (!owned(path)) {
            folder.close(path);
          }
        }
      }
      for (const document of documents.all()) {
        const found = place(session, document.uri);
        if (found?.kind === 'folder') {
          found.folder.put(found.path, document.uri, document.getText());
        }
        // Until now the file may have been one outside of every folder.
        if (found && keyOf(found, document.uri) !== document.uri) {
          reports.remove(document.uri);
        }
        soon(document.uri);
      }
      for (const folder of session.folders()) {
        refresh(folder, 'all', 0);
      }
    },
    stop: () => {
      for (const timer of pending.values()) {
        clearImmediate(timer);
      }
      for (const { timer } of due.values()) {
        clearTimeout(timer);
      }
      pending.clear();
      due.clear();
      idle.stop();
      general.stop();
      reports.stop();
    },
  };
}

/** The findings of a file. One with a NUL in it is no text and has none. */
function check({ project, path, settings, documents }: Omit<Subject, 'folder'>): readonly Diagnosis[] {
  return documents.text(path).includes('\0') ? [] : checkFile(project, path, { severities: settings.rules });
}

const changesOf = ({ data }: Diagnostic): readonly TextDocumentEdit[] =>
  ((data as FindingData | undefined)?.fixes ?? []).flatMap((fix) => fix.changes);
