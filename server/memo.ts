/** Makes a value when it is first asked for, and keeps it. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Remembers what a function gave for its last `limit` keys; what depends on nothing else need not be made twice. */
export function remember<T>(limit: number, make: (key: string) => T): (key: string) => T {
  const known = new Map<string, { readonly value: T }>();
  return (key) => {
    const before = known.get(key);
    if (before) return before.value;
    const value = make(key);
    const [oldest] = known.keys();
    if (known.size >= limit && oldest !== undefined) known.delete(oldest);
    known.set(key, { value });
    return value;
  };
}

/** Remembers a value for two objects as long as both live. The function must depend on them alone. */
export function rememberFor<A extends object, B extends object, Rest extends readonly unknown[], T>(
  make: (a: A, b: B, ...rest: Rest) => T,
): (a: A, b: B, ...rest: Rest) => T {
  const known = new WeakMap<A, WeakMap<B, { readonly value: T }>>();
  return (a, b, ...rest) => {
    const inner = known.get(a) ?? new WeakMap<B, { readonly value: T }>();
    known.set(a, inner);
    const entry = inner.get(b) ?? { value: make(a, b, ...rest) };
    inner.set(b, entry);
    return entry.value;
  };
}
