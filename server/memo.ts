/** Makes a value when it is first asked for, and keeps it. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/**
 * Remembers the values of a function for the last `limit` keys, a few dozen at most; the function must depend on the key
 * alone. The entries are in an array: a Map whose keys come and go leaves tables behind, which keep old values alive until
 * the next full collection.
 */
export function remember<T>(limit: number, make: (key: string) => T): (key: string) => T {
  const known: { readonly key: string; readonly value: T }[] = [];
  return (key) => {
    const at = known.findLastIndex((entry) => entry.key === key);
    const [entry = { key, value: make(key) }] = at < 0 ? [] : known.splice(at, 1);
    if (known.length >= limit) {
      known.shift();
    }
    known.push(entry);
    return entry.value;
  };
}

const remembered = Symbol('remembered');

/** What is remembered of an object, by function. */
type Memory = Map<unknown, { readonly value: unknown }>;

/**
 * Computes a value of an object when it is first asked for, and remembers it as long as the object lives. The function must
 * depend on the object alone.
 *
 * The values are stored under a non-enumerable symbol of the object. A WeakMap would keep them until the next full
 * collection, which slows every small one down (`npm run bench`, 10,000 Dockerfiles).
 */
export function computed<A extends object, T>(make: (of: A) => T): (of: A) => T {
  return (of: A & { [remembered]?: Memory }) => {
    let memory = of[remembered];
    if (memory === undefined) {
      memory = new Map();
      Object.defineProperty(of, remembered, { value: memory });
    }
    const before = memory.get(make);
    if (before) {
      return before.value as T;
    }
    const value = make(of);
    memory.set(make, { value });
    return value;
  };
}
