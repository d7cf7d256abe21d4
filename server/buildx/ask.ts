import { spawn } from 'node:child_process';
import type { Cancellation } from './cancellation.ts';
import { endTree } from './programs.ts';

export interface Question {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** In milliseconds: how long the program may take. */
  readonly patience: number;
  readonly cancellation: Cancellation;
}

export interface Answer {
  readonly ok: boolean;
  readonly timedOut: boolean;
  /** Standard output, then standard error; why it could not be run, where that is so. */
  readonly output: string;
}

/** In characters. No answer that is read is longer. */
const longest = 1024 * 1024;

/** Runs a program that answers and ends. It and what it started do not outlive the time limit or a cancellation. */
export function ask(program: string, args: readonly string[], question: Question): Promise<Answer> {
  const { cwd, env, patience, cancellation } = question;
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, so that ending it ends its plugins as well. On Windows that would open a window.
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    const texts = ['', ''];
    for (const [index, stream] of [child.stdout, child.stderr].entries()) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        texts[index] = `${texts[index]}${text}`.slice(0, longest);
      });
    }
    let timedOut = false;
    const kill = (): void => endTree(child, true);
    const timer = setTimeout(() => {
      timedOut = true;
      kill();
    }, patience);
    process.once('exit', kill);
    const stopListening = cancellation.onRequest(kill);
    const finish = (ok: boolean, otherwise: string): void => {
      clearTimeout(timer);
      process.off('exit', kill);
      stopListening();
      resolve({ ok, timedOut, output: texts.join('\n').trim() || otherwise });
    };
    child.on('error', (error) => {
      if (child.pid === undefined) {
        finish(false, error.message);
      }
    });
    child.on('close', (code) => finish(code === 0, `exit code ${code ?? 'unknown'}`));
  });
}
