import { announce } from './news.ts';
import { type Entry, entryOf, isPushed, nothing, pullId, type Report, type Reports } from './reports.ts';

/** Milliseconds after which an open document is pushed even if the client has not pulled it since: VS Code asks every 2 s. */
const changeover = 4000;

/** Sets the findings of a file. */
export function setReport(reports: Reports, key: string, report: Report): void {
  const { entries } = reports;
  const before = entries.get(key);
  const entry = entryOf(report);
  const same = before?.uri === entry.uri && before.version === entry.version && before.id() === entry.id();
  if (!same) {
    entries.set(key, entry);
    deliver(reports, key);
  }
}

/** Takes a file's findings back. */
export function removeReport(reports: Reports, key: string): void {
  if (reports.entries.delete(key)) {
    deliver(reports, key);
  }
}

/** Pushes what is to be pushed of a file, and announces what is to be pulled. */
function deliver(reports: Reports, key: string): void {
  const { entries, held, told, waits } = reports;
  const entry = entries.get(key);
  if (reports.pulled && (told.get(key) ?? nothing) !== pullId(reports, entry)) {
    announce(reports.news);
  }
  clearTimeout(held.get(key));
  held.delete(key);
  if (entry && isPushed(reports, entry)) {
    if (waits && told.has(key)) {
      held.set(key, setTimeout(changeOver, changeover, reports, key));
    } else {
      push(reports, key, entry);
    }
  } else if (!entry || !waits || entry.items.length === 0) {
    takeBack(reports, key);
  }
}

/** Pushes a file whose pulled findings the client has given up. */
export function changeOver(reports: Reports, key: string): void {
  reports.told.delete(key);
  if (!reports.news.stopped) {
    deliver(reports, key);
  }
}

function push(reports: Reports, key: string, { uri, version, items }: Entry): void {
  const { channel, pushed, pushedBy } = reports;
  const unopenedAndClean = version === undefined && items.length === 0;
  if (unopenedAndClean || pushed.get(key) !== uri) {
    takeBack(reports, key);
  }
  if (unopenedAndClean) {
    return;
  }
  channel.publish({ uri, ...(version !== undefined && { version }), diagnostics: [...items] });
  if (items.length > 0) {
    pushed.set(key, uri);
    pushedBy.set(uri, key);
  } else {
    pushed.delete(key);
    pushedBy.delete(uri);
  }
}

export function takeBack({ channel, pushed, pushedBy }: Reports, key: string): void {
  const uri = pushed.get(key);
  if (uri !== undefined) {
    pushed.delete(key);
    // A document that has moved to another folder keeps what was pushed about it there.
    if (pushedBy.get(uri) === key) {
      pushedBy.delete(uri);
      channel.publish({ uri, diagnostics: [] });
    }
  }
}
