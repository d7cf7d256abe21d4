/** Makes a value when it is first asked for, and keeps it. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/**
 * Remembers what a function gave for the `limit` keys that were asked for last, a few dozen at most; the function must depend
 * on nothing else. An array, because a Map whose keys come and go leaves tables behind that keep everything alive until the
 * next full collection.
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

/** What is remembered of an object, by function and second object. */
type Memory = Map<unknown, Map<object, { readonly value: unknown }>>;

/** Second objects of one first object. A Dockerfile that stays as it is meets new builds whenever another file changes. */
const keptPairs = 16;

/**
 * Remembers a value for two objects, for the last of the second ones, as long as the first one lives. The function must depend
 * on them alone.
 *
 * The values hang on the first object itself, out of sight of whoever copies or compares it, and go with it. A WeakMap would
 * keep them until the next full collection, which makes every small one on the way there slow.
 */
export function rememberFor<A extends object, B extends object, Rest extends readonly unknown[], T>(
  make: (a: A, b: B, ...rest: Rest) => T,
): (a: A, b: B, ...rest: Rest) => T {
  return (a: A & { [remembered]?: Memory }, b, ...rest) => {
    let memory = a[remembered];
    if (memory === undefined) {
      memory = new Map();
      Object.defineProperty(a, remembered, { value: memory });
    }
    let values = memory.get(make);
    if (values === undefined) {
      values = new Map();
      memory.set(make, values);
    }
    const before = values.get(b);
    if (before) {
      return before.value as T;
    }
    const value = make(a, b, ...rest);
    if (values.size >= keptPairs) {
      values.clear();
    }
    values.set(b, { value });
    return value;
  };
}
