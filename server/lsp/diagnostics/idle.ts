/** Work that may wait: run in small slices between the client's messages, so that no keystroke waits for it. */
export interface Idle {
  /** Queues work under a key; queueing a key again moves it behind the rest and replaces it. */
  add(key: string, work: () => void): void;
  /** Forgets what is queued under this key. */
  drop(key: string): void;
  busy(): boolean;
  stop(): void;
}

/** Milliseconds that one slice may take before the next message is looked at. */
const slice = 4;

export function idleQueue(failed: (error: unknown) => void): Idle {
  const queue = new Map<string, () => void>();
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
      if (performance.now() >= end) {
        break;
      }
    }
    next();
  };
  const next = (): void => {
    if (queue.size > 0) {
      scheduled ??= setImmediate(run);
    }
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
    busy: () => queue.size > 0,
    stop() {
      queue.clear();
      if (scheduled) {
        clearImmediate(scheduled);
      }
      scheduled = undefined;
    },
  };
}
