import { lineStart, type TextEdit } from '../../model/text.ts';
import { dockerfileAt } from '../documents/kinds.ts';
import type { Subject } from '../documents/subject.ts';

/**
 * The edit that suppresses a rule at an offset of a file: a comment above the instruction, or another id in the comment
 * that already stands there.
 */
export function suppressEdit({ project, path, documents }: Subject, rule: string, offset: number): TextEdit {
  const text = documents.text(path);
  const instruction = dockerfileAt(project, path)?.instructions.find(
    ({ range }) => offset >= range.start && offset <= range.end,
  );
  const start = lineStart(text, instruction?.range.start ?? offset);
  const above = commentAbove(text, start);
  if (above !== undefined) {
    return { range: { start: above, end: above }, text: `,${rule}` };
  }
  const indentation = /^[ \t]*/.exec(text.slice(start, start + 200))?.[0] ?? '';
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  return { range: { start, end: start }, text: `${indentation}# lucid: ignore=${rule}${newline}` };
}

/** Where the list of ids ends in a suppressing comment among the comment lines directly above. */
function commentAbove(text: string, start: number): number | undefined {
  for (let end = start; end > 0; ) {
    const begin = lineStart(text, end - 1);
    const line = text.slice(begin, end);
    const match = /^(\s*#\s*lucid:\s*ignore=\s*[\w-]+(?:\s*,\s*[\w-]+)*)/.exec(line);
    if (match) {
      return begin + (match[1] as string).length;
    }
    if (!/^\s*#/.test(line)) {
      return undefined;
    }
    end = begin;
  }
  return undefined;
}
