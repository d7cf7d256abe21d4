import type { Diagnostic, TextDocumentEdit } from 'vscode-languageserver/node';
import { checkedFiles } from '../../check/check.ts';
import { type Folder, openPaths, projectOf } from '../documents/folder.ts';
import { folderKey, ownedBy } from '../documents/places.ts';
import { keyOfUri, placeIn, type Session } from '../documents/session.ts';
import type { FindingData } from '../protocol/convert.ts';
import { report } from '../protocol/guard.ts';
import { type Checker, checkDocument, checkPath } from './check.ts';
import { type Changed, withDependents } from './dependents.ts';
import { openGeneralProblems } from './general.ts';
import { removeReport } from './push.ts';
import { findingsOf, keysOf, openReports, stopReports } from './reports.ts';
import {
  checkIfDue,
  checkLater,
  checkNow,
  checkSoon,
  isBusy,
  openSchedule,
  type Schedule,
  stopSchedule,
} from './schedule.ts';

/** The findings of the session: what is due when (`schedule`), how it is checked, and where it goes (`reports`). */
export interface Diagnostics extends Checker {
  readonly schedule: Schedule;
  /** Something is under way that will lead to checks. */
  readonly expectsMore: () => boolean;
}

/** Milliseconds between two looks at whether everything has settled. */
const settling = 5;

export function openDiagnostics(
  session: Session,
  outside: Pick<Diagnostics, 'buildProblems' | 'checked' | 'expectsMore'>,
): Diagnostics {
  const { connection } = session;
  const failed = (error: unknown): void => report(connection.console, 'checking', error);
  const reports = openReports({
    publish: (params) => void connection.sendDiagnostics(params),
    refresh: () => {
      if (session.client.refreshesDiagnostics) {
        connection.languages.diagnostics.refresh().catch(failed);
      }
    },
    keyOf: (uri) => keyOfUri(session, uri),
    settled: (milliseconds) => settled(diagnostics, milliseconds),
  });
  const schedule = openSchedule({
    checkDocument: (uri) => checkDocument(diagnostics, uri),
    queueFolder: (folder, changed) => queueFolder(diagnostics, folder, changed),
    failed,
  });
  const diagnostics: Diagnostics = {
    ...outside,
    session,
    reports,
    schedule,
    general: openGeneralProblems({
      failed,
      late: (path) =>
        connection.console.info(
          `Lucid: dockerfile-utils takes too long for ${path}, so its general problems are missing for now.`,
        ),
    }),
  };
  return diagnostics;
}

/** Brings a document's findings and their fixes up to all texts now, before a request about it is answered. */
export function freshFindings({ session, reports, schedule }: Diagnostics, uri: string): readonly Diagnostic[] {
  const key = keyOfUri(session, uri);
  if (key === undefined) {
    return [];
  }
  checkIfDue(schedule, uri);
  if (findingsOf(reports, key).some((finding) => isOutdated(session, finding))) {
    checkNow(schedule, uri);
  }
  return findingsOf(reports, key);
}

/** A fix edits a document, such as the plan, that has changed since, so its edits no longer fit. */
const isOutdated = ({ documents }: Session, finding: Diagnostic): boolean =>
  changesOf(finding).some(({ textDocument: { uri, version } }) => version !== (documents.get(uri)?.version ?? null));

const changesOf = ({ data }: Diagnostic): readonly TextDocumentEdit[] =>
  ((data as FindingData | undefined)?.fixes ?? []).flatMap((fix) => fix.changes);

/** Checks files of a folder again in idle time. */
export function refresh({ schedule }: Diagnostics, folder: Folder, paths: readonly string[] | 'all'): void {
  checkLater(schedule, folder, paths === 'all' ? 'all' : new Map(paths.map((path) => [path, false])), 0);
}

/** Checks everything again. */
export function refreshAll(diagnostics: Diagnostics): void {
  const { session, schedule } = diagnostics;
  for (const folder of session.folders) {
    refresh(diagnostics, folder, 'all');
  }
  for (const { uri } of session.documents.all()) {
    if (placeIn(session, uri)?.kind === 'lone') {
      checkSoon(schedule, uri);
    }
  }
}

/** Queues the files that a change concerns, the open ones first. A check of all files removes reports of deleted ones. */
function queueFolder(diagnostics: Diagnostics, folder: Folder, changed: Changed | 'all'): void {
  const { session, reports, schedule } = diagnostics;
  if (!session.folders.includes(folder)) {
    return;
  }
  const project = projectOf(folder);
  const all = checkedFiles(project).filter(ownedBy(session.folders, folder));
  const open = new Set(openPaths(folder));
  const owned = new Set(all);
  const chosen = changed === 'all' ? all : withDependents(project, changed, open).filter((path) => owned.has(path));
  const ordered = [...chosen.filter((path) => open.has(path)), ...chosen.filter((path) => !open.has(path))];
  for (const path of ordered) {
    schedule.idle.add(folderKey(folder, path), () => checkPath(diagnostics, folder, path));
  }
  if (changed === 'all') {
    const kept = new Set([...all, ...open].map((path) => folderKey(folder, path)));
    for (const key of keysOf(reports, folderKey(folder, '')).filter((key) => !kept.has(key))) {
      removeReport(reports, key);
    }
  }
}

/** Resolves when nothing is left to do (true), or after so many milliseconds (false). */
export async function settled({ schedule, expectsMore }: Diagnostics, milliseconds?: number): Promise<boolean> {
  const end = milliseconds === undefined ? Number.POSITIVE_INFINITY : performance.now() + milliseconds;
  while (expectsMore() || isBusy(schedule)) {
    if (performance.now() >= end) {
      return false;
    }
    await new Promise((resolve) => setTimeout(resolve, settling));
  }
  return true;
}

export function stopDiagnostics({ schedule, general, reports }: Diagnostics): void {
  stopSchedule(schedule);
  general.stop();
  stopReports(reports);
}
