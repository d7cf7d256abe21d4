import type { Folder } from '../documents/folder.ts';
import type { Changed } from './dependents.ts';
import { type Idle, idleQueue } from './idle.ts';

/** The queue of checks. A changed document comes first and alone; everything else waits for idle time. */
export interface Schedule {
  readonly work: Work;
  /** Open documents, by URI. */
  readonly documents: Map<string, NodeJS.Immediate>;
  readonly folders: Map<Folder, DueFolder>;
  /** Files of folders whose time has come, by key. */
  readonly idle: Idle;
}

/** The work that is scheduled. */
export interface Work {
  checkDocument(uri: string): void;
  /** Puts the files of a folder that are concerned into the idle queue. */
  queueFolder(folder: Folder, changed: Changed | 'all'): void;
  failed(error: unknown): void;
}

interface DueFolder {
  changed: Changed | 'all';
  readonly timer: NodeJS.Timeout;
}

export const openSchedule = (work: Work): Schedule => ({
  work,
  documents: new Map(),
  folders: new Map(),
  idle: idleQueue(work.failed),
});

/** Checks a document after the messages that have already arrived: of ten keystrokes in a row the last one is checked. */
export function checkSoon(schedule: Schedule, uri: string): void {
  forgetDocument(schedule, uri);
  const { documents } = schedule;
  // The first turn handles the messages that wait, the second one comes after them.
  const secondTurn = (): void => void documents.set(uri, setImmediate(checkNow, schedule, uri));
  documents.set(uri, setImmediate(secondTurn));
}

export function checkNow(schedule: Schedule, uri: string): void {
  forgetDocument(schedule, uri);
  attempt(schedule, () => schedule.work.checkDocument(uri));
}

/** Checks a document at once if it is due. */
export function checkIfDue(schedule: Schedule, uri: string): void {
  if (schedule.documents.has(uri)) {
    checkNow(schedule, uri);
  }
}

export function forgetDocument({ documents }: Schedule, uri: string): void {
  clearImmediate(documents.get(uri));
  documents.delete(uri);
}

/** Checks files of a folder in idle time, after so many milliseconds in which more may come together. */
export function checkLater(schedule: Schedule, folder: Folder, changed: Changed | 'all', milliseconds: number): void {
  const due = schedule.folders.get(folder);
  if (due) {
    due.changed = together(due.changed, changed);
  } else {
    const timer = setTimeout(queueFolder, milliseconds, schedule, folder);
    schedule.folders.set(folder, { changed, timer });
  }
}

/** A file counts as typed only if all its changes were typed. */
function together(before: Changed | 'all', more: Changed | 'all'): Changed | 'all' {
  if (before === 'all' || more === 'all') {
    return 'all';
  }
  const typed = [...more].map(([path, typed]) => [path, typed && before.get(path) !== false] as const);
  return new Map([...before, ...typed]);
}

function queueFolder(schedule: Schedule, folder: Folder): void {
  const changed = schedule.folders.get(folder)?.changed ?? new Map();
  schedule.folders.delete(folder);
  attempt(schedule, () => schedule.work.queueFolder(folder, changed));
}

export function forgetFolder({ folders }: Schedule, folder: Folder): void {
  clearTimeout(folders.get(folder)?.timer);
  folders.delete(folder);
}

export const isBusy = ({ documents, folders, idle }: Schedule): boolean =>
  documents.size > 0 || folders.size > 0 || idle.busy();

export function stopSchedule(schedule: Schedule): void {
  for (const uri of schedule.documents.keys()) {
    forgetDocument(schedule, uri);
  }
  for (const folder of schedule.folders.keys()) {
    forgetFolder(schedule, folder);
  }
  schedule.idle.stop();
}

/** A timer has no caller to throw to, so a failure is logged. */
function attempt({ work }: Schedule, check: () => void): void {
  try {
    check();
  } catch (error) {
    work.failed(error);
  }
}
