import type { Workspace } from './workspace.ts';

/** The parsed files of one workspace, each kept until it is forgotten. */
export interface ParsedFiles {
  readonly parsed: Workspace['parsed'];
  /** Forgets a file, everything below a folder, or everything. */
  forget(path?: string): void;
}

export function parsedFiles({ read, kind }: Pick<Workspace, 'read' | 'kind'>): ParsedFiles {
  /** By path, and there by the function that parsed it. Undefined is kept for a file that cannot be read. */
  const known = new Map<string, Map<unknown, { readonly value: unknown }>>();
  return {
    parsed: <T>(path: string, parse: (text: string) => T, maximumBytes?: number): T | undefined => {
      const values = known.get(path);
      const before = values?.get(parse);
      if (before) {
        return before.value as T;
      }
      if (kind(path) !== 'file') {
        return undefined;
      }
      const found = read(path, maximumBytes);
      const value = 'text' in found ? parse(found.text) : undefined;
      known.set(path, (values ?? new Map()).set(parse, { value }));
      return value;
    },
    forget: (path) => {
      if (path === undefined) {
        return known.clear();
      }
      for (const file of known.keys()) {
        if (file === path || file.startsWith(`${path}/`)) {
          known.delete(file);
        }
      }
    },
  };
}
