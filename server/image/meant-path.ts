import { fromOf } from '../model/dockerfile.ts';
import { joinPath } from '../workspace/paths.ts';
import type { ImageStep } from './target.ts';

/**
 * The path of the context that a source of COPY means: where it is missing and repeats the end of the context
 * (`api/main.py` in the context `services/api`), what follows. So the wrong prefix hides no mistake behind it;
 * `copy-source-missing` reports it and removes it.
 */
export function meantPath(path: string, { instruction, stage }: ImageStep): string {
  const { build, project } = stage.target;
  const { context } = build;
  if (context === undefined || fromOf(instruction) || project.workspace.kind(joinPath(context, path)) !== undefined) {
    return path;
  }
  return withoutContext(path.split('/'), context.split('/')) ?? path;
}

/** What follows the longest beginning of a path that is the end of the context; `-` and `_` count as the same. */
function withoutContext(parts: readonly string[], context: readonly string[]): string | undefined {
  for (let length = Math.min(parts.length, context.length); length > 0; length--) {
    if (normal(parts.slice(0, length)) === normal(context.slice(-length))) {
      return parts.slice(length).join('/') || '.';
    }
  }
  return undefined;
}

const normal = (parts: readonly string[]): string => parts.join('/').toLowerCase().replaceAll('-', '_');
