import type { Dockerfile } from '../model/dockerfile.ts';
import { applyEdits, type TextEdit } from '../model/text.ts';
import { parseDockerfile } from '../parse/dockerfile.ts';

/**
 * Whether a file reads as well after edits as before. Edits that make words out of what was none, or that change the
 * escape character, may show BuildKit something that it refuses.
 */
export function readsAsWell(file: Dockerfile, edits: readonly TextEdit[]): boolean {
  return parseDockerfile(applyEdits(file.text, edits), file.path).problems.length <= file.problems.length;
}
