import { isBelow } from '../workspace/paths.ts';
import { contentAt } from './contents.ts';
import type { StageView } from './target.ts';

/** The text of the workspace that is a file of the image; none where there is no such file, undefined where it is unknown. */
export function sourcesOf(path: string, stage: StageView): readonly string[] | undefined {
  const content = contentAt(path, stage);
  if (content.kind === 'file') {
    return content.text === undefined ? undefined : [content.text];
  }
  return content.kind === 'unknown' ? undefined : [];
}

/** Whether a path is a folder of the image or lies below it. */
export const covers = (outer: string, path: string): boolean => path === outer || isBelow(path, outer);
