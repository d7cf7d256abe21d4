import { posix } from 'node:path';
import type { Workspace } from './workspace.ts';

/** Open documents on top of another workspace. A document that is not on disk yet exists here. */
export function overlay(base: Workspace, texts: ReadonlyMap<string, string>): Workspace {
  if (texts.size === 0) return base;
  const added = new Map<string, string[]>();
  for (const path of texts.keys()) {
    if (base.kind(path) === undefined)
      added.set(posix.dirname(path), [...(added.get(posix.dirname(path)) ?? []), posix.basename(path)]);
  }
  const list = (directory: string) => {
    const entries = base.list(directory);
    const fresh = added.get(posix.normalize(directory)) ?? [];
    if (fresh.length === 0) return entries;
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
