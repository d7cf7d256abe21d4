import { graphemesOf, printable, width } from '../terminal.ts';

/** A source line, clipped to what can be read, and the line of carets that belongs under it. */
export interface Snippet {
  readonly source: string;
  readonly carets: string;
}

/** How much of a line is looked at on either side of a range: enough for any terminal, little of a 15,000-character line. */
const reach = 400;

/**
 * Shows `start` to `end` of a line within `columns` columns. Tabs stay tabs in both lines, so that they align wherever the
 * terminal puts its tab stops.
 */
export function snippet(line: string, start: number, end: number, columns: number): Snippet {
  const from = boundary(line, Math.max(0, start - reach));
  const to = boundary(line, Math.min(line.length, Math.max(end, start) + reach, start + 2 * reach));
  const cells = cellsOf(line.slice(from, to));
  const first = indexAt(cells, start - from);
  const last = Math.max(first, indexAt(cells, Math.min(end, to) - from) - 1);
  const widths = cells.map((cell) => cell.width);
  const sum = (a: number, b: number): number => widths.slice(a, b).reduce((total, each) => total + each, 0);

  let left = 0;
  if (from > 0 || sum(0, last + 1) >= columns) {
    left = first;
    for (let room = Math.floor(columns / 3); left > 0 && room >= (widths[left - 1] ?? 0); left--) {
      room -= widths[left - 1] ?? 0;
    }
  }
  const cutLeft = left > 0 || from > 0;
  let right = left;
  for (let room = columns - (cutLeft ? 1 : 0); right < cells.length && room >= (widths[right] ?? 0); right++) {
    room -= widths[right] ?? 0;
  }
  const cutRight = right < cells.length || to < line.length;

  const shown = cells.slice(left, right);
  const lead = shown.slice(0, first - left).map((cell) => (cell.text === '\t' ? '\t' : ' '.repeat(cell.width)));
  return {
    source: `${cutLeft ? '…' : ''}${shown.map((cell) => cell.text).join('')}${cutRight ? '…' : ''}`,
    carets: `${cutLeft ? ' ' : ''}${lead.join('')}${'^'.repeat(Math.max(1, sum(first, Math.min(last + 1, right))))}`,
  };
}

interface Cell {
  readonly text: string;
  /** Offset in the text. */
  readonly at: number;
  readonly width: number;
}

function cellsOf(text: string): readonly Cell[] {
  if (/^[\t\x20-\x7e]*$/.test(text)) {
    return Array.from(text, (character, at) => ({ text: character, at, width: character === '\t' ? 4 : 1 }));
  }
  return Array.from(graphemesOf(text), ({ segment, index }) => {
    const shown = printable(segment);
    return { text: shown, at: index, width: shown === '\t' ? 4 : width(shown) };
  });
}

/** The first cell that ends after an offset. */
function indexAt(cells: readonly Cell[], offset: number): number {
  const found = cells.findIndex((cell) => cell.at + cell.text.length > offset);
  return found < 0 ? cells.length : found;
}

/** An offset that does not stand between the halves of a surrogate pair. */
const boundary = (text: string, at: number): number => (/[\udc00-\udfff]/.test(text[at] ?? '') && at > 0 ? at - 1 : at);
