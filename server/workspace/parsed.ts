import type { Workspace } from './workspace.ts';

/** The parsed files of one workspace, each kept until it is forgotten. */
export interface ParsedFiles {
  readonly parsed: Workspace['parsed'];
  /** Forgets a file, everything below a folder, or everything. */
  forget(path?: string): void;
}

export function parsedFiles({ read, kind }: Pick<Workspace, 'read' | 'kind'>): ParsedFiles {
  const known = new Map<string, { readonly parse: unknown; readonly value: unknown }>();
  return {
    parsed: <T>(path: string, parse: (text: string) => T): T | undefined => {
      const before = known.get(path);
      if (before?.parse === parse) {
        return before.value as T;
      }
      const found = kind(path) === 'file' ? read(path) : undefined;
      if (!found || !('text' in found)) {
        return undefined;
      }
      const value = parse(found.text);
      known.set(path, { parse, value });
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
