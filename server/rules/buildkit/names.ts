/** The variables that are set in a stage so far, those of the stages below it among them. */
export interface Names {
  has(name: string): boolean;
  /** By name; whether it is part of the environment, which an ARG without a value is not. */
  readonly own: Map<string, boolean>;
  readonly below: Names | undefined;
  /** The names of all stages of the file, so that one that no stage sets needs no search. */
  readonly everywhere: Set<string>;
}

export function newNames(below: Names | undefined, everywhere: Set<string>): Names {
  const own = new Map<string, boolean>();
  const names: Names = {
    own,
    below,
    everywhere,
    has(name) {
      // Every image but Windows has a PATH: BuildKit sets it where the image does not.
      if (name === 'PATH') {
        return true;
      }
      for (let at: Names | undefined = everywhere.has(name) ? names : undefined; at; at = at.below) {
        if (at.own.has(name)) {
          return true;
        }
      }
      return false;
    },
  };
  return names;
}

export function setNames({ own, everywhere }: Names, set: readonly string[], inEnvironment = true): void {
  for (const name of set) {
    const before = own.get(name) ?? false;
    // What is set anew comes last.
    own.delete(name);
    own.set(name, before || inEnvironment);
    everywhere.add(name);
  }
}

/** The environment, in the order in which it was set. */
export function environmentNames(names: Names): readonly string[] {
  const layers: Names[] = [];
  for (let at: Names | undefined = names; at; at = at.below) {
    layers.unshift(at);
  }
  return [
    'PATH',
    ...new Set(layers.flatMap(({ own }) => [...own].flatMap(([name, inEnvironment]) => (inEnvironment ? [name] : [])))),
  ];
}
