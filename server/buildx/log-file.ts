import { closeSync, mkdirSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Terminal } from '../terminal.ts';
import { logFolder, logsFolder } from './log-path.ts';
import { openPlain, plainFolder } from './plain-file.ts';
import type { News } from './progress.ts';
import { openScreen } from './screen.ts';

/** The whole output of one image's build, as a terminal without colours would show it. */
export interface Log {
  /** From the workspace root, with `/`; undefined where it could not be opened. */
  readonly path: string | undefined;
  news(news: readonly News[]): void;
  close(): void;
}

/** Older runs are removed. */
const keptRuns = 20;
/** In characters: what is collected before it is written, and what one log may hold. */
const chunk = 64 * 1024;
const longest = 256 * 1024 * 1024;

/** Makes the folder of a run and removes those of old runs. What is no plain folder is refused. */
function openLogFolder(root: string, folder: string): void {
  for (const each of ['.lucid', logsFolder, folder]) {
    if (!plainFolder(root, each)) {
      mkdirSync(join(root, each));
    }
  }
  const runs = readdirSync(join(root, logsFolder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
  for (const old of runs.slice(0, -keptRuns)) {
    rmSync(join(root, logsFolder, old), { recursive: true, force: true });
  }
}

/** Opens the logs of a run. Where one cannot be written, one message says so and the build goes on. */
export function logger(root: string, run: string, terminal: Terminal): (image: string) => Log {
  const folder = logFolder(run, Date.now());
  let isReady = false;
  let hasFailed = false;
  const failed = (error: unknown): void => {
    if (!hasFailed) {
      terminal.err(`lucid: the log of the build cannot be written: ${(error as Error).message}\n`);
    }
    hasFailed = true;
  };
  return (image) => {
    try {
      if (!isReady) {
        openLogFolder(root, folder);
        isReady = true;
      }
    } catch (error) {
      failed(error);
    }
    return isReady && !hasFailed ? openLog(root, `${folder}/${image}.log`, failed) : nowhere;
  };
}

const nowhere: Log = { path: undefined, news: () => undefined, close: () => undefined };

/** Opens the log of an image. `failed` hears once why it cannot be written; the build goes on without it. */
function openLog(root: string, path: string, failed: (error: unknown) => void): Log {
  let file: number | undefined;
  try {
    file = openPlain(root, path, 'append');
  } catch (error) {
    failed(error);
    return nowhere;
  }
  let parts: string[] = [];
  let waiting = 0;
  let written = 0;
  const flush = (): void => {
    try {
      if (file !== undefined && parts.length > 0) {
        writeSync(file, parts.join(''));
      }
    } catch (error) {
      file = undefined;
      failed(error);
    }
    parts = [];
    waiting = 0;
  };
  const write = (text: string): void => {
    if (written > longest) {
      return;
    }
    written += text.length;
    parts.push(written > longest ? 'The log ends here: it is too long.\n' : text);
    waiting += text.length;
    if (waiting > chunk) {
      flush();
    }
  };
  const terminal: Terminal = { out: write, err: write, colour: false, columns: undefined };
  const screen = openScreen(terminal);
  return {
    path,
    news: (news) => {
      for (const each of news) {
        // A terminal leaves out what the report of the failure repeats.
        if (each.kind === 'text') {
          write(`  ${each.text}\n`);
        } else {
          screen.news([each]);
        }
      }
    },
    close: () => {
      flush();
      if (file !== undefined) {
        closeSync(file);
      }
    },
  };
}
