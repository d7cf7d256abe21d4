import type { Instruction } from '../../model/dockerfile.ts';
import type { TextEdit } from '../../model/text.ts';
import { jsonWords } from './json.ts';
import { rangeIn } from './logical.ts';

/** What was meant as a JSON array and is none, so that BuildKit takes it for a shell command or for paths. */
export interface BrokenArray {
  /** What keeps it from being JSON, for a sentence: `single quotes`. */
  readonly fault: string;
  /** What makes it JSON; undefined where that is not plain to see. */
  readonly edits: readonly TextEdit[] | undefined;
}

interface Change {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const keywords = new Set(['ADD', 'CMD', 'COPY', 'ENTRYPOINT', 'RUN', 'SHELL', 'VOLUME']);
const closing: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  '“': '”',
  '”': '”',
  '‘': '’',
  '’': '’',
  '`': '`',
};

/** The array that an instruction tries to be. `[ -f x ]` and other tests of the shell are none. */
export function brokenArray({ keyword, json, body, heredocs }: Instruction): BrokenArray | undefined {
  const { text } = body;
  if (json || heredocs.length > 0 || !keywords.has(keyword) || !text.startsWith('[')) {
    return undefined;
  }
  if (jsonWords(text).kind !== 'none') {
    return undefined;
  }
  // `RUN [ 'a' ]` asks the shell whether a text is empty.
  if (keyword === 'RUN' && /^\[[ \t][^,]*$/.test(text)) {
    return undefined;
  }
  const read = readArray(text);
  if (read === undefined) {
    return undefined;
  }
  const repaired = jsonWords(repair(text, read.changes));
  const edits = repaired.kind === 'strings' && isAccepted(keyword, repaired.words) ? read.changes : undefined;
  return {
    fault: read.fault,
    edits: edits?.map(({ start, end, text: wanted }) => ({ range: rangeIn(body, start, end), text: wanted })),
  };
}

/** Whether the instruction takes such an array. */
function isAccepted(keyword: string, words: readonly { readonly value: string }[]): boolean {
  if (keyword === 'COPY' || keyword === 'ADD') {
    return words.length > 1;
  }
  return keyword !== 'VOLUME' || words.every(({ value }) => value.trim() !== '');
}

function repair(text: string, changes: readonly Change[]): string {
  let result = '';
  let at = 0;
  for (const change of changes) {
    result += text.slice(at, change.start) + change.text;
    at = change.end;
  }
  return result + text.slice(at);
}

/** Reads quoted strings with commas between them; undefined for anything else that begins with a bracket. */
function readArray(text: string): { readonly fault: string; readonly changes: readonly Change[] } | undefined {
  const changes: Change[] = [];
  const faults: string[] = [];
  const skip = (from: number): number => {
    let at = from;
    while (text[at] === ' ' || text[at] === '\t') {
      at++;
    }
    return at;
  };
  let at = skip(1);
  for (let count = 0; ; count++) {
    const close = closing[text[at] ?? ''];
    if (close === undefined) {
      return undefined;
    }
    const end = stringEnd(text, at, close);
    if (end === undefined) {
      return undefined;
    }
    if (close !== '"') {
      faults.push(close === "'" ? 'single quotes' : `quotes like ${text[at]}`);
    }
    const content = text.slice(at + 1, end);
    const wanted = close === '"' ? content.replace(/\\(?!["\\/bfnrtu])/g, '\\\\') : escaped(content);
    if (close === '"' && wanted !== content) {
      faults.push('a backslash that stands alone');
    }
    // Quotes and content change apart, so that what is right stays as it is.
    if (close !== '"') {
      changes.push({ start: at, end: at + 1, text: '"' });
    }
    if (wanted !== content) {
      changes.push({ start: at + 1, end, text: wanted });
    }
    if (close !== '"') {
      changes.push({ start: end, end: end + 1, text: '"' });
    }
    at = skip(end + 1);
    if (text[at] === ',') {
      const next = skip(at + 1);
      if (text[next] !== ']') {
        at = next;
        continue;
      }
      faults.push('a comma behind the last word');
      changes.push({ start: at, end: at + 1, text: '' });
      at = next;
    }
    if (text[at] === ']' && skip(at + 1) === text.length) {
      break;
    }
    // A test of the shell, such as [ "$a" = b ], or `["a", "b"] && c`.
    if (count === 0 || text[at] !== undefined) {
      return undefined;
    }
    faults.push('no bracket at its end');
    changes.push({ start: text.length, end: text.length, text: ']' });
    break;
  }
  return faults[0] === undefined ? undefined : { fault: [...new Set(faults)].join(' and '), changes };
}

function stringEnd(text: string, open: number, close: string): number | undefined {
  for (let at = open + 1; at < text.length; at++) {
    if (text[at] === '\\' && close === '"') {
      at++;
    } else if (text[at] === close) {
      return at;
    }
  }
  return undefined;
}

/** The content of a string in other quotes, taken literally. */
const escaped = (content: string): string => content.replace(/["\\]/g, '\\$&');
