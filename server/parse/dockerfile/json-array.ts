import type { Instruction, Word } from '../../model/dockerfile.ts';
import type { TextEdit } from '../../model/text.ts';
import { jsonWords } from './json.ts';
import { rangeIn } from './logical.ts';

/** A text that was meant as a JSON array. BuildKit takes it for a shell command or for paths. */
export interface BrokenArray {
  /** What keeps it from being JSON, for a sentence: `single quotes`. */
  readonly fault: string;
  /** The edits that make it JSON. Undefined where they are not plain to see. */
  readonly edits: readonly TextEdit[] | undefined;
  /** The strings of the array that the edits make, and where they stand now; undefined where the edits are. */
  readonly words: readonly Word[] | undefined;
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

/** The array that an instruction tries to write. Undefined for `[ -f x ]` and other tests of the shell. */
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
  const words = repaired.kind === 'strings' && isAccepted(keyword, repaired.words) ? repaired.words : undefined;
  const edits = read.changes.map(({ start, end, text: wanted }) => ({
    range: rangeIn(body, start, end),
    text: wanted,
  }));
  return {
    fault: [...new Set(read.faults)].join(' and '),
    edits: words && edits,
    words: words?.map(({ value }, index) => {
      const { start, end } = read.strings[index] ?? { start: 0, end: text.length };
      return { value, range: rangeIn(body, start, end) };
    }),
  };
}

/** An instruction as its author means it: an array that is almost JSON is read as JSON. `json-form` reports it. */
export function intended(instruction: Instruction): Instruction {
  const words = brokenArray(instruction)?.words;
  return words ? { ...instruction, json: true, words } : instruction;
}

/** Whether the instruction accepts the words. */
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

/** How far an array has been read, and what is wrong with it so far. */
interface ArrayReader {
  readonly text: string;
  at: number;
  readonly faults: string[];
  readonly changes: Change[];
  /** Where each string stands, quotes included. */
  readonly strings: { readonly start: number; readonly end: number }[];
}

/** Reads quoted strings with commas between them. Undefined for a good array, and for other texts in brackets. */
function readArray(text: string): Pick<ArrayReader, 'faults' | 'changes' | 'strings'> | undefined {
  const reader: ArrayReader = { text, at: 1, faults: [], changes: [], strings: [] };
  let count = 0;
  do {
    if (!readString(reader)) {
      return undefined;
    }
    count++;
  } while (readComma(reader));
  return readEnd(reader, count) && reader.faults.length > 0 ? reader : undefined;
}

function skipBlanks(reader: ArrayReader): void {
  while (reader.text[reader.at] === ' ' || reader.text[reader.at] === '\t') {
    reader.at++;
  }
}

/** False where no quoted string stands here. */
function readString(reader: ArrayReader): boolean {
  skipBlanks(reader);
  const { text, at: open, faults, changes, strings } = reader;
  const quote = text[open] ?? '';
  const close = closing[quote];
  const end = close === undefined ? undefined : stringEnd(text, open, close);
  if (end === undefined) {
    return false;
  }
  const isDouble = close === '"';
  const content = text.slice(open + 1, end);
  const wanted = isDouble ? content.replace(/\\(?!["\\/bfnrtu])/g, '\\\\') : escaped(content);
  if (!isDouble) {
    faults.push(quote === "'" ? 'single quotes' : `quotes like ${quote}`);
  } else if (wanted !== content) {
    faults.push('a single backslash');
  }
  // Quotes and content change apart, so that what is right stays as it is.
  if (!isDouble) {
    changes.push({ start: open, end: open + 1, text: '"' });
  }
  if (wanted !== content) {
    changes.push({ start: open + 1, end, text: wanted });
  }
  if (!isDouble) {
    changes.push({ start: end, end: end + 1, text: '"' });
  }
  strings.push({ start: open, end: end + 1 });
  reader.at = end + 1;
  return true;
}

/** Whether another string is to follow. */
function readComma(reader: ArrayReader): boolean {
  skipBlanks(reader);
  const { text, at: comma, faults, changes } = reader;
  if (text[comma] !== ',') {
    return false;
  }
  reader.at++;
  skipBlanks(reader);
  if (text[reader.at] !== ']') {
    return true;
  }
  faults.push('a comma after the last word');
  changes.push({ start: comma, end: comma + 1, text: '' });
  return false;
}

/** The closing bracket, which may be missing behind several strings. False for a test such as `[ "$a" = b ]`. */
function readEnd(reader: ArrayReader, count: number): boolean {
  const { text, faults, changes } = reader;
  if (text[reader.at] === ']') {
    reader.at++;
    skipBlanks(reader);
    return reader.at === text.length;
  }
  if (reader.at < text.length || count === 1) {
    return false;
  }
  faults.push('no closing bracket');
  changes.push({ start: text.length, end: text.length, text: ']' });
  return true;
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
