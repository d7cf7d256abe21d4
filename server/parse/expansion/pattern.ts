/**
 * Shell patterns as BuildKit's `${NAME#pattern}`, `${NAME%pattern}` and `${NAME/pattern/text}` know them: `*` and `?`
 * stand for anything but a line break, a backslash makes them literal, and there are no brackets.
 * No regular expressions, so that no pattern takes more than the product of both lengths.
 */
type Token = { readonly literal: string } | 'any' | 'star';

/** The tokens of a pattern by characters; undefined where it has an escape that BuildKit refuses. */
function tokens(pattern: readonly string[]): Token[] | undefined {
  const result: Token[] = [];
  // Go's scanner drops a byte-order mark.
  for (let at = pattern[0] === '\ufeff' ? 1 : 0; at < pattern.length; at++) {
    const character = pattern[at] as string;
    if (character === '*') {
      result.push('star');
    } else if (character === '?') {
      result.push('any');
    } else if (character !== '\\') {
      result.push({ literal: character });
    } else {
      const next = pattern[at + 1];
      if (next === '}' || next === '/') {
        continue;
      }
      if (next !== '*' && next !== '?' && next !== '\\') {
        return undefined;
      }
      result.push({ literal: next });
      at++;
    }
  }
  return result;
}

/** The parts of a pattern between its stars. */
function parts(list: readonly Token[]): (readonly Token[])[] {
  const result: Token[][] = [[]];
  for (const token of list) {
    if (token === 'star') {
      result.push([]);
    } else {
      result[result.length - 1]?.push(token);
    }
  }
  return result;
}

function matchesAt(text: readonly string[], at: number, part: readonly Token[]): boolean {
  if (at + part.length > text.length) {
    return false;
  }
  return part.every((token, i) =>
    token === 'any' ? text[at + i] !== '\n' : token !== 'star' && text[at + i] === token.literal,
  );
}

/** The first place from `from` on, without a line break in between, where `part` matches. */
function first(text: readonly string[], from: number, part: readonly Token[]): number {
  for (let at = from; at + part.length <= text.length; at++) {
    if (matchesAt(text, at, part)) {
      return at;
    }
    if (text[at] === '\n') {
      return -1;
    }
  }
  return -1;
}

function last(text: readonly string[], from: number, part: readonly Token[]): number {
  let end = text.indexOf('\n', from);
  if (end < 0) {
    end = text.length;
  }
  for (let at = Math.min(end, text.length - part.length); at >= from; at--) {
    if (matchesAt(text, at, part)) {
      return at;
    }
  }
  return -1;
}

/** Where a match that begins at `start` ends: the longest or the shortest; -1 where there is none. */
function matchEnd(
  text: readonly string[],
  start: number,
  list: readonly (readonly Token[])[],
  longest: boolean,
): number {
  const head = list[0] ?? [];
  if (!matchesAt(text, start, head)) {
    return -1;
  }
  let at = start + head.length;
  for (let i = 1; i < list.length; i++) {
    const part = list[i] ?? [];
    const found = longest && i === list.length - 1 ? last(text, at, part) : first(text, at, part);
    if (found < 0) {
      return -1;
    }
    at = found + part.length;
  }
  return at;
}

/** The value without what the pattern matches at its beginning; undefined where the pattern is invalid. */
export function trimPrefix(value: string, pattern: string, longest: boolean): string | undefined {
  const list = tokens([...pattern]);
  return list && trim([...value], list, longest).join('');
}

/** The value without what the pattern matches at its end; undefined where the pattern is invalid. */
export function trimSuffix(value: string, pattern: string, longest: boolean): string | undefined {
  const list = tokens(reversed([...pattern]));
  return (
    list &&
    trim([...value].reverse(), list, longest)
      .reverse()
      .join('')
  );
}

function trim(value: string[], list: readonly Token[], longest: boolean): string[] {
  const end = matchEnd(value, 0, parts(list), longest);
  return end < 0 ? value : value.slice(end);
}

/** Backwards, but for escapes, which stay before what they escape. */
function reversed(pattern: readonly string[]): string[] {
  const result: string[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] as string;
    const next = pattern[at + 1];
    if (character === '\\' && next !== undefined) {
      result.push(next, character);
      at++;
    } else {
      result.push(character);
    }
  }
  return result.reverse();
}

/** The value with the first match, or all of them, replaced; undefined where the pattern is invalid. */
export function replacePattern(value: string, pattern: string, by: string, all: boolean): string | undefined {
  const list = tokens([...pattern]);
  if (!list) {
    return undefined;
  }
  const text = [...value];
  const between = parts(list);
  const result: string[] = [];
  let copied = 0;
  let lastEnd = -1;
  for (let at = 0; at <= text.length; ) {
    const end = matchEnd(text, at, between, true);
    // An empty match right behind another one does not count.
    if (end < 0 || (end === at && at === lastEnd)) {
      // Where the beginning matches and the rest does not, no later place of the same line can do better.
      if (end < 0 && between.length > 1 && matchesAt(text, at, between[0] ?? [])) {
        const line = text.indexOf('\n', at);
        if (line < 0) {
          break;
        }
        at = line + 1;
      } else {
        at++;
      }
      continue;
    }
    result.push(text.slice(copied, at).join(''), all ? template(by, text.slice(at, end).join('')) : by);
    copied = lastEnd = end;
    if (!all) {
      break;
    }
    at = end > at ? end : at + 1;
  }
  result.push(text.slice(copied).join(''));
  return result.join('');
}

/** `//` takes the replacement as a template of Go's regular expressions: `$0` is the match, other names are empty. */
function template(by: string, match: string): string {
  return by.replace(/\$(?:\$|([\p{L}\p{Nd}_]+)|\{([\p{L}\p{Nd}_]+)\})/gu, (whole, bare?: string, braced?: string) => {
    if (whole === '$$') {
      return '$';
    }
    return /^0+$/.test(bare ?? braced ?? '') ? match : '';
  });
}
