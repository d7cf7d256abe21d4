import { skipSpace } from './characters.ts';
import type { Span } from './words.ts';

export type JsonWords =
  | { readonly kind: 'strings'; readonly words: readonly Span[] }
  /** A JSON array that holds more than strings: BuildKit refuses the file. */
  | { readonly kind: 'mixed' }
  /** Any other text: BuildKit takes it as it stands. */
  | { readonly kind: 'none' };

const none: JsonWords = { kind: 'none' };
const deepest = 10_000;

/** The exec form: an array of strings, as Go's `encoding/json` accepts it. */
export function jsonWords(text: string): JsonWords {
  const start = skipSpace(text, 0, text.length);
  // Most texts that begin with a bracket are shell tests, and throwing is slow.
  if (text[start] !== '[' || !text.endsWith(']')) {
    return none;
  }
  const values = parseArray(text.slice(start));
  if (!values) {
    return none;
  }
  if (!values.every((value) => typeof value === 'string')) {
    return isGoJson(values) ? { kind: 'mixed' } : none;
  }
  return { kind: 'strings', words: spans(text, start + 1, values) };
}

function parseArray(text: string): readonly unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    // Any other text is an answer here, not a failure.
    return undefined;
  }
}

/** Go refuses numbers beyond a float64, and nesting that is too deep. */
function isGoJson(values: readonly unknown[]): boolean {
  const open: { readonly value: unknown; readonly depth: number }[] = [{ value: values, depth: 1 }];
  for (let item = open.pop(); item; item = open.pop()) {
    const { value, depth } = item;
    if (depth > deepest || (typeof value === 'number' && !Number.isFinite(value))) {
      return false;
    }
    if (typeof value === 'object' && value !== null) {
      for (const inner of Object.values(value)) {
        open.push({ value: inner, depth: depth + (typeof inner === 'object' ? 1 : 0) });
      }
    }
  }
  return true;
}

/** Where the strings of a valid array stand, quotes included. */
function spans(text: string, from: number, values: readonly string[]): Span[] {
  let at = from;
  return values.map((value) => {
    const start = text.indexOf('"', at);
    at = start + 1;
    while (text[at] !== '"') {
      at += text[at] === '\\' ? 2 : 1;
    }
    at++;
    return { value: wellFormed(value), start, end: at };
  });
}

/** Halves of surrogate pairs become U+FFFD, as in Go. */
const wellFormed = (value: string): string =>
  /[\ud800-\udfff]/.test(value) ? value.replace(/\p{Surrogate}/gu, '\ufffd') : value;
