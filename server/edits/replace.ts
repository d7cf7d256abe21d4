import type { Dockerfile, Word } from '../model/dockerfile.ts';
import type { Range, TextEdit } from '../model/text.ts';

/** The smallest edit that turns the text at `range` into `wanted`. */
export function smallestEdit(text: string, range: Range, wanted: string): TextEdit {
  const before = text.slice(range.start, range.end);
  let head = 0;
  while (head < before.length && head < wanted.length && before[head] === wanted[head]) {
    head++;
  }
  let tail = 0;
  const most = Math.min(before.length, wanted.length) - head;
  while (tail < most && before[before.length - 1 - tail] === wanted[wanted.length - 1 - tail]) {
    tail++;
  }
  return {
    range: { start: range.start + head, end: range.end - tail },
    text: wanted.slice(head, wanted.length - tail),
  };
}

/**
 * Replaces the path that a word holds, keeping quotes, a leading `./` or `/` and a trailing `/`. `pattern` is what follows the
 * path and has wildcards. Undefined where the word is more than its text (variables, escapes, a continuation inside) or the
 * path could not be written there.
 */
export function replacePath(file: Dockerfile, word: Word, path: string, pattern = ''): TextEdit | undefined {
  const source = file.text.slice(word.range.start, word.range.end);
  const quoted = source === `"${word.value}"`;
  if (!quoted && source !== word.value) {
    return undefined;
  }
  if (/[$\\"']/.test(word.value) || /[$\\"'*?[\]\n\r]/.test(path) || (!quoted && /\s/.test(path))) {
    return undefined;
  }
  const isRoot = path === '.';
  const lead = isRoot && pattern === '' ? '' : (/^(?:\.\/|\/)?/.exec(word.value)?.[0] ?? '');
  const whole = pattern === '' ? path : isRoot ? pattern : `${path}/${pattern}`;
  // Outside of an array `--` begins a flag, `<<` a here-document, `#` on a line of its own a comment, and `>`, `&`, `|` or
  // `;` an operator of the shell.
  if (!quoted && /^(?:--|\d*<<|#|\d*>|[&|;])/.test(lead + whole)) {
    return undefined;
  }
  const trail = word.value.endsWith('/') && !whole.endsWith('/') && whole !== '.' ? '/' : '';
  const inside = quoted ? { start: word.range.start + 1, end: word.range.end - 1 } : word.range;
  return smallestEdit(file.text, inside, lead + whole + trail);
}
