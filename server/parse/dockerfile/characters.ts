/** White space as Go's `unicode.IsSpace` has it, which BuildKit trims and splits by. */
export function isSpace(code: number): boolean {
  if (code < 0x80) {
    return isAsciiSpace(code);
  }
  return (
    code === 0x85 ||
    code === 0xa0 ||
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000
  );
}

export const isAsciiSpace = (code: number): boolean => code === 0x20 || (code >= 0x09 && code <= 0x0d);

/** The white space that separates a keyword from its arguments, and words from each other: ASCII without line feeds. */
export const isBlank = (code: number): boolean => code === 0x20 || code === 0x09 || (code >= 0x0b && code <= 0x0d);

/** The first offset in `start..end` without white space; `end` if there is none. */
export function skipSpace(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && isSpace(text.charCodeAt(at))) {
    at++;
  }
  return at;
}

/** The end of `start..end` without trailing white space. */
export function trimmedEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && isSpace(text.charCodeAt(at - 1))) {
    at--;
  }
  return at;
}

export function trimSpace(text: string): string {
  const start = skipSpace(text, 0, text.length);
  return text.slice(start, trimmedEnd(text, start, text.length));
}

/** The bytes that a code unit adds to a text in UTF-8. The halves of a surrogate pair add two each. */
const bytesOf = (code: number): number => (code < 0x80 ? 1 : code < 0x800 || (code & 0xf800) === 0xd800 ? 2 : 3);

/** Whether `start..end` is longer than `limit` bytes of UTF-8. */
export function exceedsBytes(text: string, start: number, end: number, limit: number): boolean {
  if ((end - start) * 3 <= limit) {
    return false;
  }
  let bytes = 0;
  for (let at = start; at < end; at++) {
    bytes += bytesOf(text.charCodeAt(at));
  }
  return bytes > limit;
}

/** Upper case by single characters, as Go's `strings.ToUpper` does it: a letter never becomes two. */
export function upperCase(text: string): string {
  if (isAscii(text)) {
    return text.toUpperCase();
  }
  const single = (letter: string) => {
    const upper = letter.toUpperCase();
    return [...upper].length === 1 ? upper : letter;
  };
  return [...text].map(single).join('');
}

export function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    if (text.charCodeAt(at) > 0x7f) {
      return false;
    }
  }
  return true;
}
