/** Work that may wait: run in small slices between the client's messages, so that no keystroke waits for it. */
export interface Idle {
  /** Queues work under a key; queueing a key again moves it behind the rest and replaces it. */
  add(key: string, work: () => void): void;
  /** Forgets what is queued under this key. */
  drop(key: string): void;
  /** Resolves when nothing is queued. */
  settled(): Promise<void>;
  stop(): void;
}

/** Milliseconds that one slice may take before the next message is looked at. */
const slice = 4;

export function idleQueue(failed: (error: unknown) => void): Idle {
  const queue = new Map<string, () => void>();
  let waiting: (() => void)[] = [];
  let scheduled: NodeJS.Immediate | undefined;

  const run = (): void => {
    scheduled = undefined;
    const end = performance.now() + slice;
    for (const [key, work] of queue) {
      queue.delete(key);
      try {
        work();
      } catch (error) {
        failed(error);
      }
      if (performance.now() >= end) break;
    }
    next();
  };
  const next = (): void => {
    if (queue.size > 0) {
      scheduled ??= setImmediate(run);
      return;
    }
    const done = waiting;
    waiting = [];
    for (const resolve of done) resolve();
  };

  return {
    add(key, work) {
      queue.delete(key);
      queue.set(key, work);
      next();
    },
    drop(key) {
      queue.delete(key);
    },
    settled() {
      return queue.size === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve));
    },
    stop() {
      queue.clear();
      if (scheduled) clearImmediate(scheduled);
      scheduled = undefined;
      next();
    },
  };
}
