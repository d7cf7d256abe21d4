import { posix } from 'node:path';
import { contextPath } from '../context/verdict.ts';
import { expand } from '../parse/expansion/expand.ts';
import { hasWildcard } from '../workspace/patterns.ts';
import { arrivalsOf, type Scene } from './arrivals.ts';
import type { Step } from './history.ts';

/** The texts of the workspace that may be a file of the image; undefined where it may come from elsewhere. */
export function sourcesOf(path: string, steps: readonly Step[], scene: Scene): readonly string[] | undefined {
  const texts: string[] = [];
  for (const step of steps) {
    for (const { target, kind, folder } of arrivalsOf(step, scene)) {
      const isHere = target !== undefined && (kind === 'file' ? target === path : covers(target, path));
      if (target !== undefined && !isHere) {
        continue;
      }
      const source = folder ? posix.join(folder, posix.relative(target ?? '/', path)) : sourceNamed(step, path, scene);
      if (source === undefined) {
        return undefined;
      }
      const read = scene.project.workspace.read(source);
      if ('text' in read) {
        texts.push(read.text);
      }
    }
  }
  return texts;
}

/** The file of the context that a COPY brings under the name of a path. */
function sourceNamed({ instruction }: Step, path: string, { build, file, scopes }: Scene): string | undefined {
  if (build.context === undefined || instruction.flags.some(({ name }) => name === 'from')) {
    return undefined;
  }
  const values = instruction.words.map(({ value }) => expand(value, scopes.at(instruction), file.escape).value);
  const sources = values.slice(0, -1).map((value) => contextPath(value ?? ''));
  const name = sources.length === 1 ? sources[0] : sources.find((one) => posix.basename(one) === posix.basename(path));
  if (name === undefined) {
    return undefined;
  }
  return posix.join(build.context, hasWildcard(name) ? `${posix.dirname(name)}/${posix.basename(path)}` : name);
}

export const covers = (outer: string, path: string): boolean =>
  path === outer || path.startsWith(outer === '/' ? '/' : `${outer}/`);
