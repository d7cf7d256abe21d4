/**
 * The patterns of COPY and ADD, which are those of Go's `path.Match`. It refuses some patterns, and a refused pattern fails
 * the build.
 */

/** A pattern that BuildKit refuses. */
export class BadPattern extends Error {}

/** True where BuildKit treats a path as a pattern. A backslash takes away the meaning of what follows. */
export function hasWildcard(path: string): boolean {
  for (let at = 0; at < path.length; at++) {
    const char = path[at];
    if (char === '\\') {
      at++;
    } else if (char === '*' || char === '?' || char === '[') {
      return true;
    }
  }
  return false;
}

/** Splits a clean path before its first part with a wildcard. */
export function splitWildcard(path: string): { readonly fixed: string; readonly pattern: string } {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  const first = parts.findIndex(hasWildcard);
  if (first < 0) {
    return { fixed: parts.join('/') || '.', pattern: '' };
  }
  return { fixed: parts.slice(0, first).join('/') || '.', pattern: parts.slice(first).join('/') };
}

type One = (character: string) => boolean;

/** What stands before the next star or the end: so many single characters, behind a star or not. */
interface Chunk {
  readonly star: boolean;
  readonly ones: readonly One[];
  readonly last: boolean;
}

/** Compiles a pattern of Go's `path.Match`. Throws BadPattern where Go does. */
export function globMatcher(pattern: string): (path: string) => boolean {
  const chunks = [...readChunks([...pattern])];
  return (path) => matchesChunks(chunks, [...path]);
}

/** Throws BadPattern when it comes to a chunk that is malformed. */
function* readChunks(pattern: readonly string[]): Generator<Chunk> {
  for (let at = 0; at < pattern.length; ) {
    const star = pattern[at] === '*';
    while (pattern[at] === '*') {
      at++;
    }
    const ones: One[] = [];
    while (at < pattern.length && pattern[at] !== '*') {
      const next = readSingle(pattern, at);
      ones.push(next.one);
      at = next.end;
    }
    yield { star, ones, last: at >= pattern.length };
  }
}

/**
 * As Go does it: each chunk takes the first place where it fits, and the last one must reach the end. Nothing is tried
 * again, so the time is the product of both lengths.
 */
function matchesChunks(chunks: Iterable<Chunk>, path: readonly string[]): boolean {
  let at = 0;
  for (const { star, ones, last } of chunks) {
    if (last && star && ones.length === 0) {
      return path.indexOf('/', at) < 0;
    }
    const fits = (from: number): boolean => {
      const end = from + ones.length;
      if (last ? end !== path.length : end > path.length) {
        return false;
      }
      return ones.every((one, offset) => one(path[from + offset] as string));
    };
    let from = at;
    while (!fits(from)) {
      if (!star || from >= path.length || path[from] === '/') {
        return false;
      }
      from++;
    }
    at = from + ones.length;
  }
  return at === path.length;
}

interface Single {
  readonly one: One;
  readonly end: number;
}

function readSingle(pattern: readonly string[], at: number): Single {
  const character = pattern[at] as string;
  if (character === '?') {
    return { one: (one) => one !== '/', end: at + 1 };
  }
  if (character === '[') {
    return readClass(pattern, at);
  }
  if (character !== '\\') {
    return { one: (one) => one === character, end: at + 1 };
  }
  const escaped = pattern[at + 1];
  if (escaped === undefined) {
    throw new BadPattern('the pattern ends in a backslash');
  }
  return { one: (one) => one === escaped, end: at + 2 };
}

/** Reads `[…]` as Go does: `^` negates, ranges need both ends, an empty or open class is refused. */
function readClass(pattern: readonly string[], start: number): Single {
  let at = start + 1;
  const negated = pattern[at] === '^';
  if (negated) {
    at++;
  }
  const readBound = (): number => {
    let character = pattern[at];
    if (character === undefined || character === '-' || character === ']') {
      throw new BadPattern('a […] is not complete');
    }
    if (character === '\\') {
      character = pattern[++at];
    }
    if (character === undefined) {
      throw new BadPattern('a […] is not complete');
    }
    if (++at >= pattern.length) {
      throw new BadPattern('a […] is not closed');
    }
    return codeOf(character);
  };
  const ranges: (readonly [number, number])[] = [];
  while (pattern[at] !== ']' || ranges.length === 0) {
    const low = readBound();
    if (pattern[at] === '-') {
      at++;
      // Go accepts a range that runs backwards; it holds nothing.
      ranges.push([low, readBound()]);
    } else {
      ranges.push([low, low]);
    }
  }
  const has = (code: number): boolean => ranges.some(([low, high]) => low <= code && code <= high);
  // Go's classes match `/` too.
  return { one: (one) => has(codeOf(one)) !== negated, end: at + 1 };
}

const codeOf = (character: string): number => character.codePointAt(0) as number;

/** Throws BadPattern where Go's `path.Match` does for this path: it looks at a pattern only until it cannot match. */
export function refuseBadGlob(pattern: string, path: string): void {
  matchesChunks(readChunks([...pattern]), [...path]);
}
