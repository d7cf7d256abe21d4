import type { Dockerfile } from '../model/dockerfile.ts';
import { applyEdits, type TextEdit } from '../model/text.ts';
import { parseDockerfile } from '../parse/dockerfile/dockerfile.ts';

/**
 * Whether a file reads as well after edits as before. Edits that make words out of what was none, or that change the
 * escape character, may show BuildKit something that it refuses. With `instructions`, so many must be left: what follows
 * an instruction must not become a part of it.
 */
export function readsAsWell(file: Dockerfile, edits: readonly TextEdit[], instructions?: number): boolean {
  const after = parseDockerfile(applyEdits(file.text, edits), file.path);
  return (
    after.problems.length <= file.problems.length &&
    (instructions === undefined || after.instructions.length === instructions)
  );
}
