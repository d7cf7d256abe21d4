/**
 * Go's regular expressions, as far as the patterns of ignore files lead to them: characters, classes, escapes, `X*` and
 * `(.*\/)?`. All states are followed at once, so that the time is the product of both lengths and no pattern can hang.
 * JavaScript's own engine judges single characters only.
 */

type One = (character: string) => boolean;

type PatternStep =
  | { readonly one: One }
  | { readonly many: One }
  /** A place without a length, by the characters around it. */
  | { readonly place: Place }
  /** As many of the steps that follow may be left out. */
  | { readonly optional: number };

/** Compiles an expression; undefined where Go refuses it. What has no `^` and no `$` matches anywhere in a text. */
export function expression(source: string): ((text: string) => boolean) | undefined {
  const alternatives = read(source);
  return (
    alternatives &&
    ((text) => {
      const characters = [...text];
      return alternatives.some((steps) => run(steps, characters));
    })
  );
}

function run(steps: readonly PatternStep[], text: readonly string[]): boolean {
  const first = steps[0];
  const anchored = first !== undefined && 'place' in first && first.place === begins;
  let active = new Uint8Array(steps.length + 1);
  active[0] = 1;
  for (let at = 0; at <= text.length; at++) {
    const character = text[at];
    const next = new Uint8Array(steps.length + 1);
    if (!anchored) {
      next[0] = 1;
    }
    let alive = !anchored;
    // Steps without a length lead forward only, so one pass in order follows them all.
    for (let state = 0; state < steps.length; state++) {
      if (active[state] === 0) {
        continue;
      }
      const step = steps[state] as PatternStep;
      if ('many' in step) {
        active[state + 1] = 1;
      } else if ('optional' in step) {
        active[state + 1] = active[state + 1 + step.optional] = 1;
      } else if ('place' in step && step.place(text[at - 1], character)) {
        active[state + 1] = 1;
      }
      if (character === undefined) {
        continue;
      }
      const reached =
        'one' in step && step.one(character) ? state + 1 : 'many' in step && step.many(character) ? state : -1;
      if (reached >= 0) {
        next[reached] = 1;
        alive = true;
      }
    }
    if (active[steps.length] === 1) {
      return true;
    }
    if (!alive) {
      return false;
    }
    active = next;
  }
  return false;
}

type Place = (before: string | undefined, after: string | undefined) => boolean;

const begins: Place = (before) => before === undefined;
const ends: Place = (_, after) => after === undefined;

const isWord = (character: string | undefined): boolean => character !== undefined && /^\w$/.test(character);
const notNewline: One = (character) => character !== '\n';

const places: Readonly<Record<string, Place>> = {
  '^': begins,
  $: ends,
  '\\A': begins,
  '\\b': (before, after) => isWord(before) !== isWord(after),
  '\\B': (before, after) => isWord(before) === isWord(after),
  '\\z': ends,
};

function read(source: string): readonly (readonly PatternStep[])[] | undefined {
  const alternatives: PatternStep[][] = [[]];
  for (let at = 0; at < source.length; ) {
    const steps = alternatives.at(-1) as PatternStep[];
    const part = partAt(source, at);
    const place = places[part];
    if (part === '|') {
      alternatives.push([]);
      at++;
    } else if (part === '(') {
      // Only `(.*/)?` has parentheses.
      steps.push({ optional: 2 }, { many: notNewline }, { one: (one) => one === '/' });
      at += '(.*/)?'.length;
    } else if (place) {
      steps.push({ place });
      at += part.length;
    } else {
      const single = part.startsWith('[') ? readClass(source, at) : readOne(part, at);
      if (single === undefined) {
        return undefined;
      }
      const many = source[single.end] === '*';
      steps.push(many ? { many: single.one } : { one: single.one });
      at = single.end + (many ? 1 : 0);
    }
  }
  return alternatives;
}

/** What stands for itself in an expression or a class: `[:alpha:]`, an escape, or one character. */
const part = /\[:[\s\S]*?:\]|\\(?:x\{[0-9A-Fa-f]{1,8}\}|x[0-9A-Fa-f]{2}|0[0-7]{0,2}|[1-7][0-7]{1,2}|[\s\S]|$)|[\s\S]/uy;

function partAt(source: string, at: number): string {
  part.lastIndex = at;
  return part.exec(source)?.[0] ?? '';
}

interface Single {
  readonly one: One;
  readonly end: number;
}

function readOne(written: string, at: number): Single | undefined {
  const end = at + written.length;
  if (written === '.') {
    return { one: notNewline, end };
  }
  const group = groupOf(written);
  const code = group === undefined ? codeOf(written) : undefined;
  if (group === undefined && code === undefined) {
    return undefined;
  }
  return { one: group === undefined ? (one) => one.codePointAt(0) === code : oneOf(group), end };
}

/** Reads `[…]`: a `]` directly behind the bracket is a character, and so is a `-` at either end. */
function readClass(source: string, start: number): Single | undefined {
  const negated = source[start + 1] === '^';
  let set = '';
  let at = start + (negated ? 2 : 1);
  for (let first = true; source[at] !== ']' || first; first = false) {
    const written = partAt(source, at);
    at += written.length;
    const group = groupOf(written);
    if (group !== undefined) {
      set += group;
      continue;
    }
    const low = codeOf(written);
    let high = low;
    if (source[at] === '-' && source[at + 1] !== undefined && source[at + 1] !== ']') {
      const bound = partAt(source, at + 1);
      high = codeOf(bound);
      at += 1 + bound.length;
    }
    if (low === undefined || high === undefined || high < low) {
      return undefined;
    }
    set += `\\u{${low.toString(16)}}-\\u{${high.toString(16)}}`;
  }
  return { one: oneOf(`[${negated ? '^' : ''}${set}]`), end: at + 1 };
}

function oneOf(set: string): One {
  const test = new RegExp(`^${set}$`, 'v');
  return (character) => test.test(character);
}

/** What `[:name:]` stands for, as JavaScript writes it in a class. */
const named: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  ascii: '\\0-\\x7f',
  blank: '\\t ',
  cntrl: '\\0-\\x1f\\x7f',
  digit: '0-9',
  graph: '!-\\x7e',
  lower: 'a-z',
  print: ' -\\x7e',
  punct: '!-\\x2f:-@\\x5b-`\\x7b-\\x7e',
  space: '\\t-\\r ',
  upper: 'A-Z',
  word: '\\w',
  xdigit: '0-9A-Fa-f',
};

/** The class that `\d`, `\D`, `[:alpha:]` or `[:^alpha:]` stands for; undefined for any other part. */
function groupOf(written: string): string | undefined {
  if (/^\\[DSWdsw]$/.test(written)) {
    // Go's `\s` is narrower than JavaScript's.
    return { '\\s': '[\\t\\n\\f\\r ]', '\\S': '[^\\t\\n\\f\\r ]' }[written] ?? written;
  }
  const [, negated = '', name = ''] = /^\[:(\^?)(\w+):\]$/.exec(written) ?? [];
  return Object.hasOwn(named, name) ? `[${negated}${named[name]}]` : undefined;
}

const controls: Readonly<Record<string, number>> = { a: 7, t: 9, n: 10, v: 11, f: 12, r: 13 };

/** The character that a part stands for; undefined where Go refuses it. */
function codeOf(written: string): number | undefined {
  if (!written.startsWith('\\')) {
    return [...written].length === 1 ? written.codePointAt(0) : undefined;
  }
  const escaped = written.slice(1);
  const [, hexadecimal, octal] = /^(?:x\{?([0-9A-Fa-f]+)\}?|(0[0-7]{0,2}|[1-7][0-7]{1,2}))$/.exec(escaped) ?? [];
  if (hexadecimal !== undefined || octal !== undefined) {
    const code = hexadecimal === undefined ? Number.parseInt(octal as string, 8) : Number.parseInt(hexadecimal, 16);
    return code > 0x10ffff ? undefined : code;
  }
  // Other letters, digits and what is not ASCII mean nothing behind a backslash.
  return controls[escaped] ?? (/^[\0-\x2f:-@[-`{-\x7f]$/.test(escaped) ? escaped.charCodeAt(0) : undefined);
}
