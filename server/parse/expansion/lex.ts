import { isSpace } from '../dockerfile/characters.ts';
import type { Span } from '../dockerfile/words.ts';
import { endWord, type LexedWords, newWords, write, writeValue } from './lexed-words.ts';
import {
  concat,
  fail,
  known,
  LexError,
  type Lexer,
  type LexOptions,
  lookUp,
  newLexer,
  type Piece,
  takeCharacter,
  takeName,
} from './lexer.ts';
import { refuseOperator, replace, substitute, writtenOperator } from './substitution.ts';

interface Lexed {
  /** Undefined where it depends on an unknown value, and where it is absurdly long. */
  readonly text: Piece;
  /** The text split at white space outside quotes. Undefined without `words` in the options, and where `text` is. */
  readonly words: readonly Span[] | undefined;
  /** Unknown variables in the text. */
  readonly unknownNames: readonly string[];
  /** Variables in the text that are not set. */
  readonly unsetNames: readonly string[];
}

export type LexResult = Lexed | { readonly error: string };

/** `${A:-${B:-…}}`: deeper than a person writes, shallower than the stack. */
const deepest = 500;
const unclosed = "syntax error: missing '}'";

/** BuildKit's shell lexer: variables, quotes and escapes of one text. Errors are BuildKit's own words. */
export function lex(text: string, options: LexOptions): LexResult {
  const lexer = newLexer(text, options);
  try {
    const result = level(lexer, undefined, lexer.rawEscapes);
    return { ...result, unknownNames: [...lexer.unknownNames], unsetNames: [...lexer.unsetNames] };
  } catch (error) {
    if (error instanceof LexError) {
      return { error: error.message };
    }
    throw error;
  }
}

/** The text to `stop`, or to the end. */
function level(lexer: Lexer, stop: string | undefined, rawEscapes: boolean): Pick<Lexed, 'text' | 'words'> {
  if (++lexer.depth > deepest) {
    fail('the expression is nested too deeply');
  }
  const outerRaw = lexer.rawEscapes;
  lexer.rawEscapes = rawEscapes;
  lexer.buffer = '';
  const words = newWords(lexer);
  const text = tokensUntil(lexer, words, stop);
  if (lexer.buffer !== '') {
    endWord(lexer, words, lexer.at);
  }
  lexer.rawEscapes = outerRaw;
  lexer.depth--;
  return { text, words: words.found };
}

function tokensUntil(lexer: Lexer, words: LexedWords, stop: string | undefined): Piece {
  const { text } = lexer;
  let result: Piece = '';
  while (lexer.at < text.length) {
    const character = text.charAt(lexer.at);
    if (character === stop) {
      lexer.at++;
      return result;
    }
    result = concat(lexer, result, token(lexer, words, character));
  }
  return stop === undefined ? result : fail(`unexpected end of statement while looking for matching ${stop}`);
}

/** A variable, a quoted text, an escape or a character: what stands for it in the result. */
function token(lexer: Lexer, words: LexedWords, character: string): Piece {
  const from = lexer.at;
  if (character === '$') {
    const value = dollar(lexer);
    writeValue(lexer, words, value, from);
    return value;
  }
  if (character === '<' || (!lexer.skipQuotes && (character === '"' || character === "'"))) {
    const piece = character === '<' ? angle(lexer) : character === '"' ? doubleQuoted(lexer) : singleQuoted(lexer);
    write(lexer, words, piece, from);
    return piece;
  }
  lexer.at++;
  if (character === lexer.escape) {
    const next = lexer.text.charAt(lexer.at);
    const piece = lexer.rawEscapes ? character + next : next;
    lexer.at += next.length;
    if (piece !== '') {
      write(lexer, words, piece, from);
    }
    return piece;
  }
  if (!isSpace(character.charCodeAt(0))) {
    write(lexer, words, character, from);
  } else if (words.inWord && lexer.buffer !== '') {
    endWord(lexer, words, from);
  }
  return character;
}

function singleQuoted(lexer: Lexer): string {
  const { text, at, rawQuotes } = lexer;
  const end = text.indexOf("'", at + 1);
  if (end < 0) {
    lexer.at = text.length;
    fail('unexpected end of statement while looking for matching single-quote');
  }
  lexer.at = end + 1;
  return rawQuotes ? text.slice(at, end + 1) : text.slice(at + 1, end);
}

function doubleQuoted(lexer: Lexer): Piece {
  const { text, rawQuotes } = lexer;
  let result: Piece = rawQuotes ? '"' : '';
  lexer.at++;
  while (lexer.at < text.length) {
    const character = text.charAt(lexer.at);
    if (character === '"') {
      lexer.at++;
      return rawQuotes ? concat(lexer, result, '"') : result;
    }
    result = concat(lexer, result, quotedToken(lexer, character));
  }
  return fail('unexpected end of statement while looking for matching double-quote');
}

/** Inside double quotes, an escape character counts before `"`, `$` and itself only. */
function quotedToken(lexer: Lexer, character: string): Piece {
  if (character === '$') {
    return dollar(lexer);
  }
  lexer.at++;
  if (character !== lexer.escape) {
    return character;
  }
  const raw = lexer.rawEscapes ? character : '';
  if (lexer.at >= lexer.text.length) {
    return raw;
  }
  const next = lexer.text.charAt(lexer.at);
  if (next !== '"' && next !== '$' && next !== lexer.escape) {
    return raw + character;
  }
  lexer.at++;
  return raw + next;
}

/** `<`, or `<<` with the blanks behind it, which belong to the word of a here-document. */
function angle(lexer: Lexer): string {
  const { text } = lexer;
  const start = lexer.at++;
  if (text[lexer.at] !== '<') {
    return '<';
  }
  lexer.at++;
  while (text[lexer.at] === ' ' || text[lexer.at] === '\t' || text[lexer.at] === '\r') {
    lexer.at++;
  }
  return text.slice(start, lexer.at);
}

function dollar(lexer: Lexer): Piece {
  lexer.at++;
  if (lexer.text[lexer.at] === '{') {
    return braces(lexer);
  }
  const variable = takeName(lexer);
  return variable === '' ? '$' : known(lookUp(lexer, variable), lexer.keepUnset ? `$${variable}` : '');
}

function braces(lexer: Lexer): Piece {
  lexer.at++;
  if (lexer.at >= lexer.text.length) {
    fail(unclosed);
  }
  if ('{}:'.includes(lexer.text.charAt(lexer.at))) {
    fail('syntax error: bad substitution');
  }
  const variable = takeName(lexer);
  const sign = takeCharacter(lexer);
  switch (sign) {
    case '':
      return fail(unclosed);
    case '}':
      return known(lookUp(lexer, variable), lexer.keepUnset ? `\${${variable}}` : '');
    case '/':
      return replacement(lexer, variable);
    case ':':
      return modified(lexer, variable, { operator: takeCharacter(lexer), emptyIsUnset: true });
    default:
      return modified(lexer, variable, { operator: sign, emptyIsUnset: false });
  }
}

interface Modifier {
  readonly operator: string;
  readonly emptyIsUnset: boolean;
}

/** `${NAME:-word}` from the word on. */
function modified(lexer: Lexer, variable: string, modifier: Modifier): Piece {
  const { operator, emptyIsUnset } = modifier;
  const takesPattern = operator === '#' || operator === '%';
  if (emptyIsUnset ? takesPattern : !'+-?#%'.includes(operator)) {
    refuseOperator(writtenOperator(modifier));
  }
  const word = nested(lexer, '}', takesPattern, unclosed);
  return substitute(lexer, { variable, operator, emptyIsUnset, word });
}

/** `${NAME/pattern/text}` from behind the first slash on. */
function replacement(lexer: Lexer, variable: string): Piece {
  const all = lexer.text[lexer.at] === '/';
  if (all) {
    lexer.at++;
  }
  const pattern = nested(lexer, '/', true, `syntax error: missing '/' in \${}`);
  const text = nested(lexer, '}', true, unclosed);
  return replace(lexer, { variable, pattern, text, all });
}

/** The text to `stop` inside `${…}`. */
function nested(lexer: Lexer, stop: string, rawEscapes: boolean, missing: string): Piece {
  try {
    return level(lexer, stop, rawEscapes).text;
  } catch (error) {
    if (error instanceof LexError && lexer.at >= lexer.text.length) {
      fail(missing);
    }
    throw error;
  }
}
