import type { Terminal } from '../terminal.ts';

/** Asked for once, a build ends as buildx ends it; asked for again, at once. */
export interface Cancellation {
  readonly level: () => 0 | 1 | 2;
  /** Calls back at every further request; gives back how to stop listening. */
  readonly onRequest: (callback: () => void) => () => void;
}

/** Turns Ctrl+C, and the ways in which an editor or a CI job ends us, into a cancellation. */
export function listen(terminal: Terminal): Cancellation & { close(): void } {
  const signals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'];
  const callbacks = new Set<() => void>();
  let requests = 0;
  const request = (): void => {
    requests++;
    if (requests === 1) {
      terminal.err('\nlucid: stopping the build. Press Ctrl+C again to kill it.\n');
    }
    for (const callback of callbacks) {
      callback();
    }
  };
  const heard = signals.filter((signal) => process.platform === 'win32' || signal !== 'SIGBREAK');
  for (const signal of heard) {
    process.on(signal, request);
  }
  return {
    level: () => Math.min(requests, 2) as 0 | 1 | 2,
    onRequest: (callback) => {
      callbacks.add(callback);
      return () => callbacks.delete(callback);
    },
    close: () => {
      for (const signal of heard) {
        process.off(signal, request);
      }
    },
  };
}
