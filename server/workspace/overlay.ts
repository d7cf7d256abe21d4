import { posix } from 'node:path';
import type { Workspace } from './workspace.ts';

/** Open documents on top of another workspace. A document that is not on disk yet exists here. */
export function overlay(base: Workspace, texts: ReadonlyMap<string, string>): Workspace {
  if (texts.size === 0) return base;
  const list = (directory: string) => {
    const entries = base.list(directory);
    const added = [...texts.keys()].filter((path) => posix.dirname(path) === directory);
    if (added.length === 0) return entries;
    const known = new Set(entries?.map((entry) => entry.name));
    const fresh = added.map((path) => posix.basename(path)).filter((name) => !known.has(name));
    return [...(entries ?? []), ...fresh.map((name) => ({ name, kind: 'file' as const }))];
  };
  return {
    read: (path) => {
      const text = texts.get(path);
      return text === undefined ? base.read(path) : { text };
    },
    list,
    kind: (path) => (texts.has(path) ? 'file' : base.kind(path)),
  };
}
