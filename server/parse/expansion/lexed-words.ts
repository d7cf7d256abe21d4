import { isSpace } from '../dockerfile/characters.ts';
import type { Span } from '../dockerfile/words.ts';
import { concat, type Lexer, type Piece } from './lexer.ts';

/** The words of one level of a text: the whole text, or what stands inside `${…}`. */
export interface LexedWords {
  /** Undefined where the words are not asked for, or depend on an unknown value. */
  found: Span[] | undefined;
  /** Where the current word begins. */
  start: number;
  /** A quoted empty text is in a word, too. */
  inWord: boolean;
}

export const newWords = ({ splitsWords, at }: Lexer): LexedWords => ({
  found: splitsWords ? [] : undefined,
  start: at,
  inWord: false,
});

/** Adds to the current word. */
export function write(lexer: Lexer, words: LexedWords, piece: Piece, from: number): void {
  if (!words.found) {
    return;
  }
  if (lexer.buffer === '') {
    words.start = from;
  }
  lexer.buffer = concat(lexer, lexer.buffer, piece);
  words.inWord = true;
}

/** Ends the current word. */
export function endWord(lexer: Lexer, words: LexedWords, end: number): void {
  if (!words.found) {
    return;
  }
  const { buffer } = lexer;
  if (buffer === undefined) {
    words.found = undefined;
  } else if (buffer !== '') {
    words.found.push({ value: buffer, start: words.start, end });
  }
  lexer.buffer = '';
  words.inWord = false;
}

/** Adds the value of a variable, whose white space separates words. */
export function writeValue(lexer: Lexer, words: LexedWords, piece: Piece, from: number): void {
  if (!words.found || piece === undefined) {
    write(lexer, words, piece, from);
    return;
  }
  let begin = 0;
  for (let i = 0; i <= piece.length; i++) {
    if (i < piece.length && !isSpace(piece.charCodeAt(i))) {
      continue;
    }
    if (i > begin) {
      write(lexer, words, piece.slice(begin, i), from);
    }
    if (i < piece.length && words.inWord && lexer.buffer !== '') {
      endWord(lexer, words, i === 0 ? from : lexer.at);
    }
    begin = i + 1;
  }
}
