import { posix } from 'node:path';
import { fromOf } from '../model/dockerfile.ts';
import { contextPath, isBelow, joinPath } from '../workspace/paths.ts';
import { hasWildcard } from '../workspace/patterns.ts';
import { arrivalsIn } from './arrivals.ts';
import type { ImageStep, StageView } from './target.ts';

/** The texts of the workspace that may be a file of the image; undefined where it may come from elsewhere. */
export function sourcesOf(path: string, stage: StageView): readonly string[] | undefined {
  const texts: string[] = [];
  for (const [step, arrivals] of arrivalsIn(stage)) {
    for (const { destination, kind, folder } of arrivals) {
      const isHere = destination !== undefined && (kind === 'file' ? destination === path : covers(destination, path));
      if (destination !== undefined && !isHere) {
        continue;
      }
      const source = folder ? joinPath(folder, posix.relative(destination ?? '/', path)) : sourceNamed(step, path);
      if (source === undefined) {
        return undefined;
      }
      const read = stage.target.project.workspace.read(source);
      if ('text' in read) {
        texts.push(read.text);
      }
    }
  }
  return texts;
}

/** The file of the context that a COPY brings under the name of a path. */
function sourceNamed({ stage, instruction }: ImageStep, path: string): string | undefined {
  const { build } = stage.target;
  if (build.context === undefined || fromOf(instruction)) {
    return undefined;
  }
  const values = stage.target.values(instruction);
  const sources = values.slice(0, -1).map((value) => contextPath(value ?? ''));
  const name = sources.length === 1 ? sources[0] : sources.find((one) => posix.basename(one) === posix.basename(path));
  if (name === undefined) {
    return undefined;
  }
  return joinPath(build.context, hasWildcard(name) ? `${posix.dirname(name)}/${posix.basename(path)}` : name);
}

/** Whether a path is a folder of the image or lies below it. */
export const covers = (outer: string, path: string): boolean => path === outer || isBelow(path, outer);
