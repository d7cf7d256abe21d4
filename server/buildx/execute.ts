import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import type { Cancellation } from './cancellation.ts';
import { type Docker, hasRawJson } from './preflight.ts';
import { endTree } from './programs.ts';
import type { BuildStep } from './steps.ts';

export interface Execution {
  readonly docker: Docker;
  /** The workspace root. */
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Every line of standard error and standard output, as it comes. */
  readonly onLine: (line: string) => void;
  readonly cancellation: Cancellation;
}

export interface Executed {
  /** Null where a signal ended it. */
  readonly exitCode: number | null;
  /** Why the program could not be run at all. */
  readonly error: string | undefined;
  readonly digest: string | undefined;
}

/** In milliseconds: how long buildx may take to end by itself before it is killed. */
const grace = 10_000;

/** Runs one step without a shell and waits for it and everything it started. */
export async function execute(step: BuildStep, options: Execution): Promise<Executed> {
  const folder = mkdtempSync(join(tmpdir(), 'lucid-build-'));
  try {
    const metadata = join(folder, 'metadata.json');
    const ended = await runToEnd(argumentsOf(step, options.docker, metadata), options);
    return { ...ended, digest: ended.exitCode === 0 ? digestIn(metadata) : undefined };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The step's arguments, and those by which its progress is followed: the command that is shown leaves them out. */
export function argumentsOf(step: BuildStep, docker: Docker, metadata: string): readonly string[] {
  const [, buildx = 'buildx', build = 'build', ...rest] = step.argv;
  return [
    buildx,
    build,
    `--progress=${hasRawJson(docker) ? 'rawjson' : 'plain'}`,
    '--metadata-file',
    metadata,
    ...rest,
  ];
}

function runToEnd(
  args: readonly string[],
  { docker, cwd, env, onLine, cancellation }: Execution,
): Promise<Pick<Executed, 'exitCode' | 'error'>> {
  return new Promise((resolve) => {
    const child = spawn(docker.program, args, {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, so that ending it ends its plugins as well. On Windows that would open a window.
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    const flush = [readLines(child.stdout, onLine), readLines(child.stderr, onLine)];
    let timer: NodeJS.Timeout | undefined;
    const end = (): void => {
      endTree(child, cancellation.level() > 1);
      timer ??= setTimeout(() => endTree(child, true), grace);
    };
    // However this process ends, it leaves no build behind.
    const abandon = (): void => endTree(child, true);
    process.once('exit', abandon);
    const stopListening = cancellation.onRequest(end);
    if (cancellation.level() > 0) {
      end();
    }
    let error: string | undefined;
    const finish = (exitCode: number | null): void => {
      clearTimeout(timer);
      stopListening();
      process.off('exit', abandon);
      for (const each of flush) {
        each();
      }
      resolve({ exitCode, error });
    };
    child.on('error', (failure) => {
      error = failure.message;
      if (child.pid === undefined) {
        finish(null);
      }
    });
    child.on('close', finish);
  });
}

/** Splits a stream into lines; gives back what ends the last one. */
function readLines(stream: NodeJS.ReadableStream, onLine: (line: string) => void): () => void {
  const decoder = new StringDecoder('utf8');
  let parts: string[] = [];
  stream.on('data', (chunk: Buffer) => {
    const [first = '', ...lines] = decoder.write(chunk).split('\n');
    parts.push(first);
    for (const line of lines) {
      onLine(parts.join(''));
      parts = [line];
    }
  });
  return () => {
    const last = parts.join('') + decoder.end();
    if (last !== '') {
      onLine(last);
    }
    parts = [];
  };
}

/** The digest of the image; undefined for a builder that keeps the result in its cache. */
function digestIn(metadata: string): string | undefined {
  try {
    const digest = (JSON.parse(readFileSync(metadata, 'utf8')) as Record<string, unknown>)['containerimage.digest'];
    return typeof digest === 'string' ? digest : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}
