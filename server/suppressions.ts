import type { Comment, Dockerfile } from './model/dockerfile.ts';
import type { Range } from './model/text.ts';

/** `# lucid: ignore=<id>[,<id>] <reason>` above an instruction, or `# lucid: ignore-file=<id>` at the top. */
export interface Suppression {
  readonly rule: string;
  /** The comment. */
  readonly range: Range;
  /** What it covers: findings that begin in here. */
  readonly covers: Range;
}

const pattern = /^lucid:\s*ignore(-file)?=\s*([\w-]+(?:\s*,\s*[\w-]+)*)/;

export function dockerfileSuppressions(file: Dockerfile): readonly Suppression[] {
  const starts = file.instructions.map((instruction) => instruction.range);
  let next = 0;
  return file.comments.flatMap((comment) => {
    while (next < starts.length && (starts[next] as Range).end < comment.range.start) next++;
    return read(comment, starts[next], starts[0], file.text.length);
  });
}

function read(
  comment: Comment,
  next: Range | undefined,
  first: Range | undefined,
  length: number,
): readonly Suppression[] {
  const match = pattern.exec(comment.text);
  if (!match) return [];
  const whole = match[1] !== undefined;
  // A file-wide one below the first instruction would surprise whoever reads from the top: it covers nothing.
  const atTop = first === undefined || comment.range.start < first.start;
  const covers = whole ? (atTop ? { start: 0, end: length } : comment.range) : (next ?? comment.range);
  return ids(match[2] as string).map((rule) => ({ rule, range: comment.range, covers }));
}

/** The same in files whose comments take a line: the next line that is not a comment is covered. */
export function lineSuppressions(text: string): readonly Suppression[] {
  const found: Suppression[] = [];
  let start = 0;
  let waiting: { rule: string; range: Range }[] = [];
  let atTop = true;
  for (const line of text.split('\n')) {
    const end = start + line.length;
    const comment = /^\s*#\s?(.*?)\s*$/.exec(line);
    if (comment) {
      const match = pattern.exec((comment[1] as string).trim());
      const range = { start: start + line.indexOf('#'), end: start + line.trimEnd().length };
      const rules = match ? ids(match[2] as string) : [];
      if (match?.[1] === undefined) waiting.push(...rules.map((rule) => ({ rule, range })));
      else
        found.push(...rules.map((rule) => ({ rule, range, covers: atTop ? { start: 0, end: text.length } : range })));
    } else if (line.trim() !== '') {
      atTop = false;
      for (const one of waiting) found.push({ ...one, covers: { start, end } });
      waiting = [];
    }
    start = end + 1;
  }
  return [...found, ...waiting.map((one) => ({ ...one, covers: one.range }))];
}

const ids = (list: string): readonly string[] => list.split(',').map((id) => id.trim());
