import type { Dockerfile, Instruction } from '../../model/dockerfile.ts';
import { lineStart, nextLine, type Range } from '../../model/text.ts';
import type { Rule } from '../rule.ts';
import { type Warning, warned } from './warned.ts';

export const rule: Rule = {
  id: 'no-empty-continuation',
  buildkit: 'NoEmptyContinuation',
  severity: 'info',
  title: 'An empty line inside a continued instruction',
  fix: 'remove the empty line (safe)',
  why: `After a backslash at the end of a line, BuildKit skips empty lines and reads on. It warns that this will become an error
in a future release. A comment line keeps the distance and stays allowed.`,
  *dockerfile(target) {
    const { file } = target;
    yield* warned(
      'NoEmptyContinuation',
      target,
      file.instructions.flatMap((instruction) => emptyLines(file, instruction)),
    );
  },
};

function emptyLines({ path, text }: Dockerfile, instruction: Instruction): readonly Warning[] {
  const { startLine, endLine, range, heredocs, keyword } = instruction;
  if (startLine === endLine) {
    return [];
  }
  const [heredoc] = heredocs;
  const end = heredoc ? Math.max(range.start, heredoc.contentRange.start - 1) : range.end;
  const empty: Range[] = [];
  let last = lineStart(text, range.start);
  for (let at = nextLine(text, range.start); at > last && at <= end && text[at - 1] === '\n'; at = nextLine(text, at)) {
    last = at;
    if (text.slice(at, nextLine(text, at)).trim() === '') {
      empty.push({ start: at, end: nextLine(text, at) });
    }
  }
  if (empty.length === 0) {
    return [];
  }
  const line = text.slice(last, end);
  const start = last + line.length - line.trimStart().length;
  const edits = empty.map((one) => ({ range: one, text: '' }));
  return [
    {
      // BuildKit names the last line of the instruction.
      range: { start, end: Math.max(start, last + line.trimEnd().length) },
      about: range,
      message: `An empty line is inside this ${keyword}: BuildKit will refuse it in a future release. Remove it.`,
      related: empty.map(({ start: at }) => ({ path, range: { start: at, end: at }, message: 'This line is empty.' })),
      fixes: [{ title: 'Remove the empty lines', edits: { [path]: edits }, safe: true }],
    },
  ];
}
