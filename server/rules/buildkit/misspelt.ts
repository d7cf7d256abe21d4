/** The name that BuildKit takes a misspelt one for: the first of those that differ in fewest letters, two at most. */
export function didYouMean(name: string, names: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = 3;
  for (const candidate of names) {
    if (Math.abs(candidate.length - name.length) < least) {
      const distance = distanceBetween(name, candidate);
      if (distance < least) {
        [best, least] = [candidate, distance];
      }
    }
  }
  return best;
}

/** Letters to put in, to take out or to exchange. */
function distanceBetween(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const exchanged = (above[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(exchanged, (above[j] as number) + 1, (row[j - 1] as number) + 1));
    }
    above = row;
  }
  return above[b.length] as number;
}
