import type { TextEdit } from 'vscode-languageserver/node';

/** Beyond so many changed lines one replacement of everything between the first and the last change is made. */
const limit = 400;

/** Whole-line edits that turn one text into another; lines that both share stay untouched. */
export function lineEdits(before: string, after: string): TextEdit[] {
  const a = lines(before);
  const b = lines(after);
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) {
    head += 1;
  }
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) {
    tail += 1;
  }
  const middleA = a.slice(head, a.length - tail);
  const middleB = b.slice(head, b.length - tail);
  return hunks(middleA, middleB).map(({ from, to, text }) => ({
    range: { start: end(a, head + from), end: end(a, head + to) },
    newText: text,
  }));
}

/** Lines with their line breaks as the protocol counts them; the last one may lack it. */
function lines(text: string): string[] {
  return text.match(/[^\r\n]*(?:\r\n?|\n)|[^\r\n]+$/g) ?? [];
}

/** The position before line `index`; after the last line that is where the text ends. */
function end(all: readonly string[], index: number): { line: number; character: number } {
  const last = all[all.length - 1];
  if (index < all.length || last === undefined || /[\r\n]$/.test(last)) {
    return { line: index, character: 0 };
  }
  return { line: index - 1, character: last.length };
}

interface Hunk {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** Myers' greedy comparison; its work is bounded by `limit`. */
function hunks(a: readonly string[], b: readonly string[]): Hunk[] {
  if (a.length === 0 && b.length === 0) {
    return [];
  }
  const trace = shortest(a, b);
  if (!trace) {
    return [{ from: 0, to: a.length, text: b.join('') }];
  }
  const found: { from: number; to: number; at: number; until: number }[] = [];
  let x = a.length;
  let y = b.length;
  for (let depth = trace.length - 1; depth >= 0; depth -= 1) {
    const reach = trace[depth] as ReadonlyMap<number, number>;
    const k = x - y;
    const down = k === -depth || (k !== depth && (reach.get(k - 1) ?? -1) < (reach.get(k + 1) ?? -1));
    const fromK = down ? k + 1 : k - 1;
    const fromX = depth === 0 ? 0 : (reach.get(fromK) ?? 0);
    const fromY = depth === 0 ? 0 : fromX - fromK;
    while (x > fromX && y > fromY && a[x - 1] === b[y - 1]) {
      x -= 1;
      y -= 1;
    }
    if (depth === 0) {
      break;
    }
    const last = found[found.length - 1];
    if (last && last.from === x && last.at === y) {
      last.from = fromX;
      last.at = fromY;
    } else {
      found.push({ from: fromX, to: x, at: fromY, until: y });
    }
    x = fromX;
    y = fromY;
  }
  return found.reverse().map(({ from, to, at, until }) => ({ from, to, text: b.slice(at, until).join('') }));
}

/** How far every diagonal reached before each step; undefined where the texts differ in more than `limit` lines. */
function shortest(a: readonly string[], b: readonly string[]): ReadonlyMap<number, number>[] | undefined {
  const trace: Map<number, number>[] = [];
  let reach = new Map<number, number>([[1, 0]]);
  for (let depth = 0; depth <= Math.min(limit, a.length + b.length); depth += 1) {
    trace.push(reach);
    reach = new Map(reach);
    for (let k = -depth; k <= depth; k += 2) {
      const down = k === -depth || (k !== depth && (reach.get(k - 1) ?? -1) < (reach.get(k + 1) ?? -1));
      let x = down ? (reach.get(k + 1) ?? 0) : (reach.get(k - 1) ?? 0) + 1;
      let y = x - k;
      while (x < a.length && y < b.length && a[x] === b[y]) {
        x += 1;
        y += 1;
      }
      reach.set(k, x);
      if (x >= a.length && y >= b.length) {
        return trace;
      }
    }
  }
  return undefined;
}
