import { isBlank, isSpace } from './characters.ts';

/** A word and where it stands in the text that it was split from. */
export interface Span {
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

const doubleQuote = 0x22;
const singleQuote = 0x27;

/** Words between blanks, as in COPY, EXPOSE and FROM: quotes and escapes are ordinary characters. */
export function blankSeparated(text: string): Span[] {
  const words: Span[] = [];
  let start = 0;
  for (let at = 0; at <= text.length; at++) {
    if (at < text.length && !isBlank(text.charCodeAt(at))) {
      continue;
    }
    words.push({ value: text.slice(start, at), start, end: at });
    while (at + 1 < text.length && isBlank(text.charCodeAt(at + 1))) {
      at++;
    }
    start = at + 1;
  }
  return words;
}

/** The first word, and the rest after one run of blanks. Undefined for a single word. */
export function keyAndRest(text: string): readonly [Span, Span] | undefined {
  let end = 0;
  while (end < text.length && !isBlank(text.charCodeAt(end))) {
    end++;
  }
  if (end === text.length) {
    return undefined;
  }
  let start = end;
  while (start < text.length && isBlank(text.charCodeAt(start))) {
    start++;
  }
  return [
    { value: text.slice(0, end), start: 0, end },
    { value: text.slice(start), start, end: text.length },
  ];
}

/** Words as in ENV, LABEL and ARG: quotes and escapes keep white space inside a word, and stay in it. */
export function quotedWords(text: string, escapeToken: string): Span[] {
  const words: Span[] = [];
  const escapeCode = escapeToken.charCodeAt(0);
  // An escape character at the very end is part of no word.
  let length = text.length;
  let start = -1;
  let quote = 0;
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at);
    if (start < 0) {
      if (isSpace(code)) {
        continue;
      }
      start = at;
    }
    if (quote === 0 && isSpace(code)) {
      words.push({ value: text.slice(start, at), start, end: at });
      start = -1;
    } else if (code === escapeCode && quote !== singleQuote) {
      if (at + 1 === length) {
        length--;
      } else {
        at++;
      }
    } else if (quote !== 0) {
      if (code === quote) {
        quote = 0;
      }
    } else if (code === doubleQuote || code === singleQuote) {
      quote = code;
    }
  }
  if (start >= 0 && start < length) {
    words.push({ value: text.slice(start, length), start, end: text.length });
  }
  return words;
}
