import { isAscii, isSpace } from './characters.ts';

/** A flag and where it stands in the text after the keyword. */
export interface FlagSpan {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Where the value begins, after the first `=`. */
  readonly valueStart: number | undefined;
}

export interface Flags {
  readonly flags: readonly FlagSpan[];
  /** Where the arguments begin. */
  readonly rest: number;
}

const dash = 0x2d;
const equals = 0x3d;
const doubleQuote = 0x22;
const singleQuote = 0x27;
const encoder = new TextEncoder();

/** The `--flags` at the beginning of an instruction's arguments. */
export function splitFlags(text: string, escapeToken: string): Flags {
  if (text.charCodeAt(0) !== dash || text.charCodeAt(1) !== dash) {
    return { flags: [], rest: 0 };
  }
  return isAscii(text) ? scan(text, escapeToken) : scanBytes(text, escapeToken);
}

/** BuildKit scans flags by bytes: characters beyond ASCII come out as Latin-1, and some of their bytes separate words. */
function scanBytes(text: string, escapeToken: string): Flags {
  const letters: string[] = [];
  /** The offset of each byte. Bytes inside a character have the offset of the next one. */
  const offsets: number[] = [];
  let offset = 0;
  for (const character of text) {
    const bytes = encoder.encode(character);
    for (const [index, byte] of bytes.entries()) {
      letters.push(String.fromCharCode(byte));
      offsets.push(index === 0 ? offset : offset + character.length);
    }
    offset += character.length;
  }
  offsets.push(offset);
  const { flags, rest } = scan(letters.join(''), escapeToken);
  const original = (byte: number): number => offsets[byte] ?? offset;
  return {
    flags: flags.map((flag) => ({
      text: flag.text,
      start: original(flag.start),
      end: original(flag.end),
      valueStart: flag.valueStart === undefined ? undefined : original(flag.valueStart),
    })),
    rest: original(rest),
  };
}

function scan(text: string, escapeToken: string): Flags {
  const flags: FlagSpan[] = [];
  const escapeCode = escapeToken.charCodeAt(0);
  let at = 0;
  for (;;) {
    while (at < text.length && isSpace(text.charCodeAt(at))) {
      at++;
    }
    if (text.charCodeAt(at) !== dash || text.charCodeAt(at + 1) !== dash) {
      return { flags, rest: at };
    }
    const start = at;
    let value = '';
    let valueStart: number | undefined;
    let quote = 0;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (quote === 0 && isSpace(code)) {
        break;
      }
      if (quote === 0 && (code === doubleQuote || code === singleQuote)) {
        quote = code;
      } else if (quote !== 0 && code === quote) {
        quote = 0;
      } else {
        // An escape character at the very end is dropped.
        if (code === escapeCode && ++at === text.length) {
          break;
        }
        value += text[at];
        if (valueStart === undefined && text.charCodeAt(at) === equals) {
          valueStart = at + 1;
        }
      }
    }
    if (value === '--') {
      return { flags, rest: at };
    }
    flags.push({ text: value, start, end: at, valueStart });
  }
}
