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
    if (char === '\\') at++;
    else if (char === '*' || char === '?' || char === '[') return true;
  }
  return false;
}

/** Splits a clean path before its first part with a wildcard. */
export function splitWildcard(path: string): { readonly fixed: string; readonly pattern: string } {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  const first = parts.findIndex(hasWildcard);
  if (first < 0) return { fixed: parts.join('/') || '.', pattern: '' };
  return { fixed: parts.slice(0, first).join('/') || '.', pattern: parts.slice(first).join('/') };
}

/** Compiles a pattern of Go's `path.Match`. Throws BadPattern where Go does. */
export function globMatcher(pattern: string): (path: string) => boolean {
  let source = '^';
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at] as string;
    if (char === '*') source += '[^/]*';
    else if (char === '?') source += '(?:[\\ud800-\\udbff][\\udc00-\\udfff]|[^/])';
    else if (char === '[') {
      const set = readClass(pattern, at);
      source += set.source;
      at = set.end - 1;
    } else if (char === '\\') {
      at++;
      if (at >= pattern.length) throw new BadPattern('the pattern ends in a backslash');
      source += literal(pattern[at] as string);
    } else source += literal(char);
  }
  const expression = new RegExp(`${source}$`, 's');
  return (path) => expression.test(path);
}

const literal = (char: string): string => char.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

/** Reads `[…]` as Go does: `^` negates, ranges need both ends, an empty or open class is refused. */
function readClass(pattern: string, start: number): { readonly source: string; readonly end: number } {
  let at = start + 1;
  const negated = pattern[at] === '^';
  if (negated) at++;
  const readOne = (): string => {
    let char = pattern[at];
    if (char === undefined || char === '-' || char === ']') throw new BadPattern('a […] is not complete');
    if (char === '\\') {
      at++;
      char = pattern[at];
      if (char === undefined) throw new BadPattern('a […] is not complete');
    }
    at++;
    if (at >= pattern.length) throw new BadPattern('a […] is not closed');
    return char;
  };
  const items: string[] = [];
  for (let count = 0; ; count++) {
    if (pattern[at] === ']' && count > 0) {
      at++;
      break;
    }
    const low = readOne();
    let high = low;
    if (pattern[at] === '-') {
      at++;
      high = readOne();
    }
    // Go accepts a range that runs backwards; it holds nothing.
    if (low <= high) items.push(low === high ? literal(low) : `${literal(low)}-${literal(high)}`);
  }
  // A class never matches `/` in practice: names are compared part by part, and Go's `[^x]` does match it.
  if (items.length === 0) return { source: negated ? '[\\s\\S]' : '[]', end: at };
  return { source: `[${negated ? '^' : ''}${items.join('')}]`, end: at };
}

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
          if (pattern.exception !== matched) return false;
          match =
            pattern.matches(path) || (parent === undefined && parentsOf(path).some((above) => pattern.matches(above)));
        }
        if (match) matched = !pattern.exception;
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
    if (text === '') throw new BadPattern('illegal exclusion pattern: "!"');
  }
  globMatcher(text);
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

/** Go's filepath.Clean. */
export function cleanPath(path: string): string {
  const rooted = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '..' || !rooted) parts.push(part);
  }
  return (rooted ? '/' : '') + parts.join('/') || (rooted ? '/' : '.');
}

/** The letters that may follow a backslash in Go's regular expressions; any other letter is refused. */
const goEscapes: Readonly<Record<string, string>> = {
  a: '\\x07',
  A: '^',
  b: '\\b',
  B: '\\B',
  d: '\\d',
  D: '\\D',
  f: '\\f',
  n: '\\n',
  r: '\\r',
  s: '[\\t\\n\\f\\r ]',
  S: '[^\\t\\n\\f\\r ]',
  t: '\\t',
  v: '\\v',
  w: '\\w',
  W: '\\W',
  z: '$',
};

function compileIgnore(pattern: string): (path: string) => boolean {
  let source = '^';
  let kind: 'exact' | 'prefix' | 'suffix' | 'expression' = 'exact';
  const chars = [...pattern];
  for (let at = 0, first = true; at < chars.length; at++, first = false) {
    const char = chars[at] as string;
    if (char === '*' && chars[at + 1] === '*') {
      at++;
      if (chars[at + 1] === '/') at++;
      if (at + 1 >= chars.length) {
        if (kind === 'exact') kind = 'prefix';
        else {
          source += '.*';
          kind = 'expression';
        }
      } else {
        source += '(.*/)?';
        kind = 'expression';
      }
      if (first) kind = 'suffix';
    } else if (char === '*') {
      source += '[^/]*';
      kind = 'expression';
    } else if (char === '?') {
      source += '[^/]';
      kind = 'expression';
    } else if (char === '\\') {
      const next = chars[++at];
      if (next === undefined) source += '\\';
      else {
        source += goEscape(next);
        kind = 'expression';
      }
    } else if (char === '[' || char === ']') {
      source += char;
      kind = 'expression';
    } else source += '.+()|{}$'.includes(char) ? `\\${char}` : char;
  }
  if (kind === 'exact') return (path) => path === pattern;
  if (kind === 'prefix') return (path) => path.startsWith(pattern.slice(0, -2));
  if (kind === 'suffix') {
    const suffix = pattern.slice(2);
    return (path) => path.endsWith(suffix) || (suffix.startsWith('/') && path === suffix.slice(1));
  }
  let expression: RegExp;
  try {
    expression = new RegExp(`${source}$`);
  } catch {
    throw new BadPattern('syntax error in pattern');
  }
  return (path) => expression.test(path);
}

function goEscape(char: string): string {
  if (/[A-Za-z]/.test(char)) {
    const known = goEscapes[char];
    if (known === undefined) throw new BadPattern('syntax error in pattern');
    return known;
  }
  if (/[0-9]/.test(char)) throw new BadPattern('syntax error in pattern');
  return /[\w\s]/.test(char) || char.charCodeAt(0) > 127 ? char : `\\${char}`;
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
      if (pattern !== '') pattern = cleanPath(pattern);
      if (pattern.length > 1 && pattern.startsWith('/')) pattern = pattern.slice(1);
      return exception ? `!${pattern}` : pattern;
    });
}
