import { closeSync, fstatSync, mkdirSync, readSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { printable, type Terminal } from '../terminal.ts';
import { type BuildEvent, readHistory } from './history.ts';
import { openPlain, plainFolder, plainStat } from './plain-file.ts';

/** From the workspace root, with `/`: the file to watch. */
export const historyPath = '.lucid/history.jsonl';

/** In bytes: some thousands of builds. Older ones do not change the state of an image. */
const longestRead = 4 * 1024 * 1024;

/** A text that changes whenever the history is written to; empty before the first build. */
export function historyStamp(root: string): string {
  const stat = plainStat(root, historyPath);
  return stat === undefined ? '' : `${stat.size} ${stat.mtimeMs}`;
}

/** The events of a workspace, the last ones of a long history. */
export function readHistoryFile(root: string): readonly BuildEvent[] {
  const file = openPlain(root, historyPath, 'read');
  if (file === undefined) {
    return [];
  }
  try {
    const { size } = fstatSync(file);
    const length = Math.min(size, longestRead);
    const bytes = Buffer.alloc(length);
    const read = readSync(file, bytes, 0, length, size - length);
    const text = bytes.toString('utf8', 0, read);
    // The tail of a file begins in the middle of a line.
    return readHistory(size > length ? text.slice(text.indexOf('\n') + 1) : text);
  } finally {
    closeSync(file);
  }
}

/**
 * Opens the history for appending. Every event is one write at the end of the file, so that runs that go on at the same
 * time do not mix and a crash tears the last line at most.
 */
export function openHistory(root: string): (event: BuildEvent) => void {
  if (!plainFolder(root, '.lucid')) {
    mkdirSync(join(root, '.lucid'));
  }
  ignoreEverything(root);
  return (event) => {
    const file = openPlain(root, historyPath, 'append');
    try {
      const { size } = fstatSync(file);
      const end = Buffer.alloc(1);
      if (size > 0) {
        readSync(file, end, 0, 1, size - 1);
      }
      // A line that a crash has torn is ended first.
      const lead = size > 0 && end[0] !== 0x0a ? '\n' : '';
      writeSync(file, `${lead}${JSON.stringify(event, cleaned)}\n`);
    } finally {
      closeSync(file);
    }
  };
}

/** What BuildKit and a Dockerfile say is stored as it may be shown. */
const cleaned = (_: string, value: unknown): unknown => (typeof value === 'string' ? printable(value) : value);

/** Git ignores the folder. What stands at that name is left alone, be it a file or a link. */
function ignoreEverything(root: string): void {
  try {
    writeFileSync(join(root, '.lucid', '.gitignore'), '*\n', { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw error;
    }
  }
}

/** Writes to the history; where it cannot be written, one message says so and the build goes on. */
export function recorder(root: string, terminal: Terminal): (event: BuildEvent) => void {
  let append: ((event: BuildEvent) => void) | undefined;
  let failed = false;
  return (event) => {
    if (failed) {
      return;
    }
    try {
      append ??= openHistory(root);
      append(event);
    } catch (error) {
      failed = true;
      terminal.err(`lucid: the build history cannot be written: ${(error as Error).message}\n`);
    }
  };
}

/** Whether a process of this machine lives. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives and belongs to another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
