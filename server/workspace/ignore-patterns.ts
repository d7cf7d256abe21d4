import { expression } from './expression.ts';
import { cleanPath } from './paths.ts';
import { BadPattern, refuseBadGlob } from './patterns.ts';

/**
 * The patterns of ignore files, which are those of github.com/moby/patternmatcher. It refuses some patterns, and a refused
 * pattern fails the build.
 */

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
  // The original asks filepath.Match about `.` first.
  refuseBadGlob(text, '.');
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
