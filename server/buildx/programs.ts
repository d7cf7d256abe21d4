import { type ChildProcess, execFile } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { posix, win32 } from 'node:path';

/**
 * The absolute path of a program on PATH. Windows would look into the current folder first, so that a `docker.exe` in a
 * cloned repository would be run: here only absolute folders of PATH count.
 */
export function findProgram(
  name: string,
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
  isProgram: (path: string) => boolean,
): string | undefined {
  const { delimiter, isAbsolute, join } = platform === 'win32' ? win32 : posix;
  const key = Object.keys(env).find((each) => (platform === 'win32' ? each.toUpperCase() : each) === 'PATH') ?? 'PATH';
  const folders = (env[key] ?? '').split(delimiter).map((folder) => folder.replace(/^"(.*)"$/, '$1'));
  // Scripts (.cmd, .bat) cannot be run without a shell.
  const file = platform === 'win32' ? `${name}.exe` : name;
  return folders
    .filter(isAbsolute)
    .map((folder) => join(folder, file))
    .find(isProgram);
}

/** The environment without what is meant for our own process: the editor runs it by its own executable. */
export function childEnvironment({ ELECTRON_RUN_AS_NODE: _, ...env }: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return env;
}

export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    // It is not there or may not be run: the next folder of PATH may have it.
    return false;
  }
}

/** How a process and everything it started is ended. */
export type Ending =
  | { readonly kind: 'signal'; readonly pid: number; readonly signal: NodeJS.Signals }
  | { readonly kind: 'program'; readonly argv: readonly [string, ...string[]] }
  | { readonly kind: 'wait' };

/**
 * On POSIX the process leads a group of its own, which gets the signal. On Windows the console has already told every
 * process of the Ctrl+C, and nothing but force stops one that does not listen.
 */
export function endingOf(pid: number, platform: NodeJS.Platform, force: boolean, windir = 'C:\\Windows'): Ending {
  if (platform !== 'win32') {
    return { kind: 'signal', pid: -pid, signal: force ? 'SIGKILL' : 'SIGINT' };
  }
  if (!force) {
    return { kind: 'wait' };
  }
  return { kind: 'program', argv: [`${windir}\\System32\\taskkill.exe`, '/PID', String(pid), '/T', '/F'] };
}

/** Ends a child and everything it started. A tree that is gone already is no failure. */
export function endTree(child: ChildProcess, force: boolean): void {
  if (child.pid === undefined) {
    return;
  }
  const ending = endingOf(child.pid, process.platform, force, process.env.SystemRoot);
  if (ending.kind === 'program') {
    execFile(ending.argv[0], ending.argv.slice(1), { windowsHide: true }, () => undefined);
  }
  if (ending.kind !== 'signal') {
    return;
  }
  try {
    process.kill(ending.pid, ending.signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') {
      throw error;
    }
  }
}
