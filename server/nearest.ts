/** The candidate that `word` is most likely a misspelling of; undefined where none is close. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const wanted = word.toLowerCase();
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - wanted.length) >= bestDistance) {
      continue;
    }
    const distance = editDistance(wanted, candidate.toLowerCase(), bestDistance);
    if (distance < bestDistance) {
      [best, bestDistance] = [candidate, distance];
    }
  }
  return best;
}

/** Levenshtein distance in which two swapped neighbours count as one edit; `limit` where it is not less. */
export function editDistance(a: string, b: string, limit: number): number {
  // Common beginnings and ends need no edit.
  let start = 0;
  let [endA, endB] = [a.length, b.length];
  while (start < endA && start < endB && a.charCodeAt(start) === b.charCodeAt(start)) {
    start++;
  }
  while (endA > start && endB > start && a.charCodeAt(endA - 1) === b.charCodeAt(endB - 1)) {
    [endA, endB] = [endA - 1, endB - 1];
  }
  const [restA, restB] = [a.slice(start, endA), b.slice(start, endB)];
  const [lettersA, lettersB] = [lettersOf(restA), lettersOf(restB)];
  // Every letter that only one of them has costs an edit: this tells most words apart without the table.
  const isFar = bits(lettersA & ~lettersB) >= limit || bits(lettersB & ~lettersA) >= limit;
  return isFar ? limit : between(restA, restB, limit);
}

/** The letters of a word as bits; some share one. */
function lettersOf(word: string): number {
  let letters = 0;
  for (let i = 0; i < word.length; i++) {
    letters |= 1 << (word.charCodeAt(i) & 31);
  }
  return letters;
}

function bits(set: number): number {
  let count = 0;
  for (let rest = set; rest !== 0; rest &= rest - 1) {
    count++;
  }
  return count;
}

function between(a: string, b: string, limit: number): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  let row = [...last];
  for (let i = 1; i <= a.length; i++) {
    row[0] = i;
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const change = (last[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let cost = Math.min(change, (last[j] as number) + 1, (row[j - 1] as number) + 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) {
        cost = Math.min(cost, (before[j - 2] as number) + 1);
      }
      row[j] = cost;
      if (cost < least) {
        least = cost;
      }
    }
    // A swap reaches back two rows, and costs no less than this row's least.
    if (least >= limit) {
      return limit;
    }
    [before, last, row] = [last, row, before];
  }
  return last[b.length] as number;
}
