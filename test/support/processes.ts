// Long-running programs of a test: started without a shell, stopped by their own process ids, even when a test fails.
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const running = new Set<ChildProcess>();
const folders = new Set<string>();

export interface Program {
  readonly name: string;
  readonly log: string;
  readonly alive: () => boolean;
  readonly stop: () => Promise<void>;
}

export interface Start {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  /** Its output goes to `<name>.log` in this folder. */
  readonly folder: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Waits until this says yes. */
  readonly ready: () => Promise<boolean> | boolean;
  readonly seconds?: number;
}

/** Starts a program and waits until it is ready; what it wrote is in the error when it is not. */
export async function start({ name, program, args, folder, env, ready, seconds = 60 }: Start): Promise<Program> {
  const log = join(folder, `${name}.log`);
  const output = openSync(log, 'a');
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['ignore', output, output] });
  closeSync(output);
  running.add(child);
  let failure: Error | undefined;
  child.on('error', (error) => {
    failure = error;
  });
  const alive = () => failure === undefined && child.exitCode === null && child.signalCode === null;
  const started = { name, log, alive, stop: () => stop(child) };
  const isUp = await waitFor(async () => !alive() || (await ready()), seconds);
  if (isUp && alive()) {
    return started;
  }
  await stop(child);
  const reason = failure?.message ?? (isUp ? 'it ended' : `it was not ready after ${seconds} s`);
  throw new Error(`${name} could not be started: ${reason}. It wrote:\n${tail(log)}`);
}

/** Asks until the answer is yes; false when the time is up. */
export async function waitFor(ready: () => Promise<boolean> | boolean, seconds: number): Promise<boolean> {
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end) {
    if (await ready()) {
      return true;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = () => child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
  if (!ended()) {
    child.kill('SIGTERM');
  }
  if (!(await waitFor(ended, 10))) {
    child.kill('SIGKILL');
  }
  await waitFor(ended, 5);
  running.delete(child);
}

/** A folder for one run, outside the checkout, removed by `removeFolder` or when this process exits. */
export function temporaryFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `${name}-`));
  folders.add(folder);
  return folder;
}

export function removeFolder(folder: string): void {
  // A mount that is left over makes a folder unremovable; a test must not fail for that.
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  } catch (error) {
    console.warn(`Left behind: ${folder} (${(error as Error).message})`);
  }
  folders.delete(folder);
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') {
    throw new Error('No free port was found.');
  }
  return address.port;
}

/** Whether an HTTP server answers there, whatever it answers. */
export async function answers(url: string): Promise<boolean> {
  try {
    await (await fetch(url, { signal: AbortSignal.timeout(2000) })).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

export const tail = (log: string, lines = 20): string =>
  existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n').slice(-lines).join('\n') : '';

export function emptyFolder(folder: string): string {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) {
    rmSync(join(folder, name), { recursive: true, force: true });
  }
  return folder;
}

// A test that crashes or is interrupted must not leave servers behind.
process.on('exit', () => {
  for (const child of running) {
    child.kill('SIGKILL');
  }
  for (const folder of folders) {
    removeFolder(folder);
  }
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => process.exit(1));
}
