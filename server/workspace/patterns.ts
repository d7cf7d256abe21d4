import { expression } from './expression.ts';
import { cleanPath } from './paths.ts';

/**
 * Patterns as BuildKit matches them: Go's `path.Match` for COPY sources, and the patterns of ignore files, which are
 * those of github.com/moby/patternmatcher. Both refuse some patterns, and a refused pattern fails the build.
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

interface IgnorePattern {
  readonly text: string;
  readonly exception: boolean;
  /** Throws BadPattern when first asked, as the original compiles late. */
  matches(path: string): boolean;
}

/** What the patterns said of a folder, so that its children need not ask again. */
export type ParentMatches = readonly boolean[];

export interface PatternMatcher {
  readonly patterns: readonly IgnorePattern[];
  readonly hasExceptions: boolean;
  /** Throws BadPattern. Without `parent` the folders above are asked too. */
  matches(path: string, parent?: ParentMatches): { readonly matched: boolean; readonly matches: ParentMatches };
}

/** Compiles a list of patterns; throws BadPattern where BuildKit refuses the list at once. */
export function patternMatcher(list: readonly string[]): PatternMatcher {
  const patterns = list
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .map(ignorePattern);
  return {
    patterns,
    hasExceptions: patterns.some((pattern) => pattern.exception),
    matches: (path, parent) => {
      let matched = false;
      const matches = patterns.map((pattern, index) => {
        let match = parent?.[index] ?? false;
        if (!match) {
          if (pattern.exception !== matched) {
            return false;
          }
          match =
            pattern.matches(path) || (parent === undefined && parentsOf(path).some((above) => pattern.matches(above)));
        }
        if (match) {
          matched = !pattern.exception;
        }
        return match;
      });
      return { matched, matches };
    },
  };
}

function parentsOf(path: string): readonly string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

function ignorePattern(raw: string): IgnorePattern {
  let text = cleanPath(raw);
  const exception = text.startsWith('!');
  if (exception) {
    text = text.slice(1);
    if (text === '') {
      throw new BadPattern('illegal exclusion pattern: "!"');
    }
  }
  // Most patterns are paths.
  if (!/[*?[\]\\]/.test(text)) {
    return { text, exception, matches: (path) => path === text };
  }
  // The original asks filepath.Match about `.`, which looks at the pattern only until it cannot match any more.
  matchesChunks(readChunks([...text]), ['.']);
  let test: ((path: string) => boolean) | undefined;
  return {
    text,
    exception,
    matches: (path) => {
      test ??= compileIgnore(text);
      return test(path);
    },
  };
}

function compileIgnore(pattern: string): (path: string) => boolean {
  let source = '^';
  let kind: 'exact' | 'prefix' | 'suffix' | 'expression' = 'exact';
  const chars = [...pattern];
  for (let at = 0, first = true; at < chars.length; at++, first = false) {
    const char = chars[at] as string;
    if (char === '*' && chars[at + 1] === '*') {
      at++;
      if (chars[at + 1] === '/') {
        at++;
      }
      if (at + 1 >= chars.length) {
        if (kind === 'exact') {
          kind = 'prefix';
        } else {
          source += '.*';
          kind = 'expression';
        }
      } else {
        source += '(.*/)?';
        kind = 'expression';
      }
      if (first) {
        kind = 'suffix';
      }
    } else if (char === '*') {
      source += '[^/]*';
      kind = 'expression';
    } else if (char === '?') {
      source += '[^/]';
      kind = 'expression';
    } else if (char === '\\') {
      const next = chars[++at];
      if (next === undefined) {
        source += '\\';
      } else {
        source += `\\${next}`;
        kind = 'expression';
      }
    } else if (char === '[' || char === ']') {
      source += char;
      kind = 'expression';
    } else {
      source += '.+(){}$'.includes(char) ? `\\${char}` : char;
    }
  }
  if (kind === 'exact') {
    return (path) => path === pattern;
  }
  if (kind === 'prefix') {
    return (path) => path.startsWith(pattern.slice(0, -2));
  }
  if (kind === 'suffix') {
    const suffix = pattern.slice(2);
    return (path) => path.endsWith(suffix) || (suffix.startsWith('/') && path === suffix.slice(1));
  }
  const compiled = expression(`${source}$`);
  if (compiled === undefined) {
    throw new BadPattern('syntax error in pattern');
  }
  return compiled;
}

/** The patterns of an ignore file's text. */
export function ignoreFilePatterns(text: string): readonly string[] {
  return text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const exception = line.startsWith('!');
      let pattern = exception ? line.slice(1).trim() : line;
      if (pattern !== '') {
        pattern = cleanPath(pattern);
      }
      if (pattern.length > 1 && pattern.startsWith('/')) {
        pattern = pattern.slice(1);
      }
      return exception ? `!${pattern}` : pattern;
    });
}
