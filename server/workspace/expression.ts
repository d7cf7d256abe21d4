/**
 * Go's regular expressions, as far as the patterns of ignore files lead to them: characters, classes, escapes, `X*` and
 * `(.*\/)?`. All states are followed at once, so that the time is the product of both lengths and no pattern can hang.
 */

type One = (character: string) => boolean;

type Step =
  | { readonly one: One }
  | { readonly many: One }
  /** A place without a length, by the characters around it. */
  | { readonly place: Place }
  /** As many of the steps that follow may be left out. */
  | { readonly optional: number };

/** Compiles an expression; undefined where Go refuses it. What has no `^` and no `$` matches anywhere in a text. */
export function expression(source: string): ((text: string) => boolean) | undefined {
  const alternatives = read([...source]);
  return (
    alternatives &&
    ((text) => {
      const characters = [...text];
      return alternatives.some((steps) => run(steps, characters));
    })
  );
}

function run(steps: readonly Step[], text: readonly string[]): boolean {
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
      const step = steps[state] as Step;
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

const word: One = (character) => /^\w$/.test(character);
const isWord = (character: string | undefined): boolean => character !== undefined && word(character);
const notNewline: One = (character) => character !== '\n';

const places: Readonly<Record<string, Place>> = {
  A: begins,
  b: (before, after) => isWord(before) !== isWord(after),
  B: (before, after) => isWord(before) === isWord(after),
  z: ends,
};

const classes: Readonly<Record<string, One>> = {
  d: (character) => /^[0-9]$/.test(character),
  D: (character) => !/^[0-9]$/.test(character),
  s: (character) => /^[\t\n\f\r ]$/.test(character),
  S: (character) => !/^[\t\n\f\r ]$/.test(character),
  w: word,
  W: (character) => !word(character),
};

const named: Readonly<Record<string, RegExp>> = {
  alnum: /[0-9A-Za-z]/,
  alpha: /[A-Za-z]/,
  ascii: /\p{ASCII}/u,
  blank: /[\t ]/,
  cntrl: /\p{Cc}/u,
  digit: /[0-9]/,
  graph: /[!-~]/,
  lower: /[a-z]/,
  print: /[ -~]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[\t\n\v\f\r ]/,
  upper: /[A-Z]/,
  word: /\w/,
  xdigit: /[0-9A-Fa-f]/,
};

const controls: Readonly<Record<string, string>> = { a: '\x07', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

function read(source: readonly string[]): readonly (readonly Step[])[] | undefined {
  const alternatives: Step[][] = [[]];
  for (let at = 0; at < source.length; ) {
    const steps = alternatives.at(-1) as Step[];
    const character = source[at] as string;
    const place = character === '\\' ? places[source[at + 1] ?? ''] : undefined;
    if (character === '|') {
      alternatives.push([]);
      at++;
    } else if (character === '^' || character === '$') {
      steps.push({ place: character === '^' ? begins : ends });
      at++;
    } else if (character === '(') {
      // Only `(.*/)?` has parentheses.
      steps.push({ optional: 2 }, { many: notNewline }, { one: (one) => one === '/' });
      at += '(.*/)?'.length;
    } else if (place) {
      steps.push({ place });
      at += 2;
    } else {
      const single = character === '[' ? readClass(source, at) : readOne(source, at);
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

interface Single {
  readonly one: One;
  readonly end: number;
}

function readOne(source: readonly string[], at: number): Single | undefined {
  const character = source[at] as string;
  if (character === '.') {
    return { one: notNewline, end: at + 1 };
  }
  if (character !== '\\') {
    return { one: (one) => one === character, end: at + 1 };
  }
  const group = classes[source[at + 1] ?? ''];
  if (group) {
    return { one: group, end: at + 2 };
  }
  const escaped = readEscape(source, at);
  return escaped && { one: (one) => one === escaped.character, end: escaped.end };
}

/** One character behind a backslash: letters, digits and what is not ASCII have a meaning of their own or none. */
function readEscape(source: readonly string[], at: number): { character: string; end: number } | undefined {
  const character = source[at + 1];
  if (character === undefined) {
    return undefined;
  }
  const control = controls[character];
  if (control !== undefined) {
    return { character: control, end: at + 2 };
  }
  const rest = source.slice(at + 1, at + 12).join('');
  const number = /^(?:x\{([0-9A-Fa-f]{1,8})\}|x([0-9A-Fa-f]{2})|(0[0-7]{0,2}|[1-7][0-7]{1,2}))/.exec(rest);
  if (number) {
    const hexadecimal = number[1] ?? number[2];
    const code = hexadecimal === undefined ? Number.parseInt(number[3] as string, 8) : Number.parseInt(hexadecimal, 16);
    return code > 0x10ffff ? undefined : { character: String.fromCodePoint(code), end: at + 1 + number[0].length };
  }
  return /^[\0-\x7f]$/.test(character) && !/^[0-9A-Za-z]$/.test(character) ? { character, end: at + 2 } : undefined;
}

function readClass(source: readonly string[], start: number): Single | undefined {
  const negated = source[start + 1] === '^';
  const items: One[] = [];
  let at = start + (negated ? 2 : 1);
  for (let first = true; source[at] !== ']' || first; first = false) {
    const character = source[at];
    if (character === undefined) {
      return undefined;
    }
    if (character === '[' && source[at + 1] === ':') {
      const rest = source.slice(at + 2).join('');
      const close = rest.indexOf(':]');
      if (close >= 0) {
        const name = rest.slice(0, close);
        const group = named[name.replace(/^\^/, '')];
        if (group === undefined) {
          return undefined;
        }
        items.push(name.startsWith('^') ? (one) => !group.test(one) : (one) => group.test(one));
        at += 2 + [...name].length + 2;
        continue;
      }
    }
    const group = character === '\\' ? classes[source[at + 1] ?? ''] : undefined;
    if (group) {
      items.push(group);
      at += 2;
      continue;
    }
    const low = readBound(source, at);
    if (low === undefined) {
      return undefined;
    }
    at = low.end;
    let high = low.code;
    if (source[at] === '-' && source[at + 1] !== undefined && source[at + 1] !== ']') {
      const bound = readBound(source, at + 1);
      if (bound === undefined || bound.code < low.code) {
        return undefined;
      }
      high = bound.code;
      at = bound.end;
    }
    items.push((one) => codeOf(one) >= low.code && codeOf(one) <= high);
  }
  return { one: (one) => items.some((item) => item(one)) !== negated, end: at + 1 };
}

function readBound(source: readonly string[], at: number): { code: number; end: number } | undefined {
  const character = source[at];
  if (character === undefined) {
    return undefined;
  }
  if (character !== '\\') {
    return { code: codeOf(character), end: at + 1 };
  }
  const escaped = readEscape(source, at);
  return escaped && { code: codeOf(escaped.character), end: escaped.end };
}

const codeOf = (character: string): number => character.codePointAt(0) as number;
