import { diffArrays } from 'diff';
import type { Position, TextEdit } from 'vscode-languageserver/node';

/** A comparison that finds more changed lines gives up: the time it takes grows with their square. */
const maximumChanges = 400;

/** Whole-line edits that turn one text into another; lines that both share stay untouched. */
export function lineEdits(before: string, after: string): TextEdit[] {
  const [from, to] = [lines(before), lines(after)];
  const changes = diffArrays(from, to, { maxEditLength: maximumChanges }) ?? [
    { value: from, removed: true, added: false },
    { value: to, removed: false, added: true },
  ];
  const edits: TextEdit[] = [];
  let line = 0;
  for (const [index, { value, removed, added }] of changes.entries()) {
    const start = lineStart(from, line);
    if (!added) {
      line += value.length;
    }
    if (removed) {
      edits.push({ range: { start, end: lineStart(from, line) }, newText: '' });
    } else if (added) {
      // Lines that come right after removed ones replace them.
      const range = changes[index - 1]?.removed ? edits.pop()?.range : undefined;
      edits.push({ range: range ?? { start, end: start }, newText: value.join('') });
    }
  }
  return edits;
}

/** Lines with their line breaks as the protocol counts them; the last one may lack it. */
function lines(text: string): string[] {
  return text.match(/[^\r\n]*(?:\r\n?|\n)|[^\r\n]+$/g) ?? [];
}

/** Where line `index` starts; after the last line that is where the text ends. */
function lineStart(all: readonly string[], index: number): Position {
  const last = all[all.length - 1];
  if (index < all.length || last === undefined || /[\r\n]$/.test(last)) {
    return { line: index, character: 0 };
  }
  return { line: index - 1, character: last.length };
}
