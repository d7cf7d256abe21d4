import type { Dockerfile } from '../model/dockerfile.ts';
import { applyEdits, type TextEdit } from '../model/text.ts';
import { parseDockerfile } from '../parse/dockerfile/dockerfile.ts';

/**
 * Whether a file has no new syntax problems after edits. Edits may turn text into words, or change the escape character, and
 * BuildKit may refuse the result. `instructions` is how many must be left: no instruction may swallow the next.
 */
export function readsAsWell(file: Dockerfile, edits: readonly TextEdit[], instructions?: number): boolean {
  const after = parseDockerfile(applyEdits(file.text, edits), file.path);
  return (
    after.problems.length <= file.problems.length &&
    (instructions === undefined || after.instructions.length === instructions)
  );
}
