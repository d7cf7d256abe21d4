/** Collects what comes within some milliseconds and handles it at once. */
export interface Gathering<T> {
  add(...items: T[]): void;
  busy(): boolean;
  stop(): void;
}

/** The first item starts the clock, so that a stream that never pauses is handled all the same. */
export function gather<T>(
  milliseconds: number,
  handle: (items: readonly T[]) => void,
  failed: (error: unknown) => void,
): Gathering<T> {
  let items: T[] = [];
  let timer: NodeJS.Timeout | undefined;
  const run = (): void => {
    const gathered = items;
    items = [];
    timer = undefined;
    try {
      handle(gathered);
    } catch (error) {
      failed(error);
    }
  };
  return {
    add: (...more) => {
      for (const item of more) {
        items.push(item);
      }
      timer ??= setTimeout(run, milliseconds);
    },
    busy: () => timer !== undefined,
    stop: () => {
      clearTimeout(timer);
      timer = undefined;
      items = [];
    },
  };
}
