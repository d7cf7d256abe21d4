import { lex } from '../expansion/lex.ts';
import type { LexOptions } from '../expansion/lexer.ts';

/** A `<<NAME` on a line. */
export interface HeredocMark {
  readonly name: string;
  readonly stripTabs: boolean;
  readonly expand: boolean;
  readonly spaced: boolean;
  readonly start: number;
  readonly end: number;
}

const mark = /^([0-9]*)<<(-?)([\t\n\f\r ]*)([^<]*)$/;

/** The line of a here-document has one escape character, whatever `# escape=` says, and no variables. */
const options: LexOptions = { escape: '\\', get: () => undefined, keepUnset: true, words: true };

/** The here-documents that a line of RUN, COPY or ADD announces, or why BuildKit refuses the line. */
export function heredocMarks(line: string): readonly HeredocMark[] | { readonly error: string } {
  if (!line.includes('<<')) {
    return [];
  }
  const lexed = lex(line, { ...options, rawQuotes: true, rawEscapes: true });
  // BuildKit leaves a line that it cannot lex to the shell, which may understand more.
  if ('error' in lexed) {
    return [];
  }
  const marks: HeredocMark[] = [];
  for (const { value, start, end } of lexed.words ?? []) {
    const parsed = parseMark(value);
    if (parsed && 'error' in parsed) {
      return parsed;
    }
    if (parsed) {
      marks.push({ ...parsed, start, end });
    }
  }
  return marks;
}

/** Whether a word of COPY or ADD is the mark of a here-document. */
export function isHeredocMark(word: string): boolean {
  const parsed = word.includes('<<') ? parseMark(word) : undefined;
  return parsed !== undefined && !('error' in parsed);
}

function parseMark(word: string): Omit<HeredocMark, 'start' | 'end'> | { readonly error: string } | undefined {
  const [, , dash = '', blanks = '', rest = ''] = mark.exec(word) ?? [];
  if (rest === '') {
    return undefined;
  }
  const plain = lex(rest, options);
  if ('error' in plain) {
    return plain;
  }
  const name = plain.words?.[0]?.value;
  if (name === undefined || plain.words?.length !== 1) {
    return undefined;
  }
  const raw = lex(rest, { ...options, rawQuotes: true });
  if ('error' in raw) {
    return raw;
  }
  if (raw.words?.length !== 1) {
    return { error: `the name of the here-document ${rest} is ambiguous` };
  }
  const expand = quotes(name) === quotes(raw.words[0]?.value ?? '');
  return { name, stripTabs: dash === '-', expand, spaced: blanks !== '' };
}

const quotes = (text: string): number => text.split(/['"]/).length - 1;
