import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { LibraryProblem } from '../../check/library.ts';

/** What the thread says about a text: `late` where the library took longer than it may. */
export type Answer = { readonly problems: readonly LibraryProblem[] } | { readonly error: unknown } | 'late';

/** What the thread posts: that it has loaded the library, then an answer to each text. */
export type Posted = 'ready' | Exclude<Answer, 'late'>;

/** dockerfile-utils in a thread of its own: no text can stall the server. */
export interface LibraryThread {
  /** Asks about the text of a document. A text that waits is replaced by a newer one of the same document. */
  ask(key: string, text: string, tell: (answer: Answer) => void): void;
  /** Forgets a document: nobody is told what its text gives. */
  drop(key: string): void;
  /** Ends the thread. */
  stop(): void;
}

interface Job {
  readonly key: string;
  readonly text: string;
  readonly tell: (answer: Answer) => void;
}

export interface Limits {
  /** Milliseconds that the library may take for one text. */
  readonly text: number;
  /** Milliseconds without work after which the thread ends, and its memory is free. */
  readonly idle: number;
}

const usual: Limits = { text: 5000, idle: 30_000 };

/** Milliseconds that a thread may take on top to load the library: a busy machine is no reason to give a text up. */
const loading = 30_000;

/** Megabytes that the library may fill. A thread that needs more ends, and the server goes on. */
const memory = 256;

/** In the bundle, `import.meta` is that of the bundle, and the thread's file stands beside it. */
const entry = join(import.meta.dirname, `library-worker${extname(import.meta.filename)}`);

export function openLibraryThread(limits: Limits = usual): LibraryThread {
  const waiting = new Map<string, Job>();
  let worker: Worker | undefined;
  let current: Job | undefined;
  let timer: NodeJS.Timeout | undefined;

  const end = (): void => {
    clearTimeout(timer);
    // A thread that has ended says nothing more: its listeners would take the next thread's job for its own.
    worker?.removeAllListeners();
    worker?.on('error', () => undefined);
    void worker?.terminate();
    worker = undefined;
  };
  const finish = (answer: Answer): void => {
    clearTimeout(timer);
    const done = current;
    current = undefined;
    next();
    done?.tell(answer);
  };
  const limit = (milliseconds: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      end();
      finish('late');
    }, milliseconds).unref();
  };
  const start = (): Worker => {
    const started = new Worker(entry, { resourceLimits: { maxOldGenerationSizeMb: memory } });
    // The server ends when its client does, whatever the thread is about.
    started.unref();
    started.on('message', (posted: Posted) => {
      if (posted !== 'ready') {
        finish(posted);
      } else if (current) {
        limit(limits.text);
      }
    });
    started.on('error', (error) => {
      end();
      finish({ error });
    });
    return started;
  };
  const next = (): void => {
    const [job] = waiting.values();
    if (current !== undefined) {
      return;
    }
    if (job === undefined) {
      timer = setTimeout(end, limits.idle).unref();
      return;
    }
    waiting.delete(job.key);
    current = job;
    limit(limits.text + (worker ? 0 : loading));
    worker ??= start();
    worker.postMessage(job.text);
  };
  return {
    ask: (key, text, tell) => {
      waiting.delete(key);
      waiting.set(key, { key, text, tell });
      next();
    },
    drop: (key) => {
      waiting.delete(key);
      if (current?.key === key) {
        current = { ...current, tell: () => undefined };
      }
    },
    stop: () => {
      waiting.clear();
      current = undefined;
      end();
    },
  };
}
