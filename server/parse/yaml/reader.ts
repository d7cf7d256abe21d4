import type { YamlNode } from './tree.ts';

/** How far a YAML text has been read. */
export interface YamlReader {
  readonly text: string;
  /** Where reading goes on. Between values: the first character that is neither blank nor part of a comment. */
  at: number;
  /** Where the line of `at` begins. */
  line: number;
  readonly anchors: Map<string, YamlNode>;
}

/** The library reads deeper documents, and longer keys. */
export const deepest = 60;
export const longestKey = 1000;

export const column = (reader: YamlReader): number => reader.at - reader.line;
export const isEnd = (char: string | undefined): boolean => char === undefined || char === '\n' || char === '\r';
export const isGap = (char: string | undefined): boolean => char === ' ' || isEnd(char);

function skipSpaces(reader: YamlReader): void {
  while (reader.text[reader.at] === ' ') {
    reader.at += 1;
  }
}

/** Goes over spaces, comments and line breaks to the next content. A comment begins a line or follows a space. */
export function nextContent(reader: YamlReader): void {
  const { text } = reader;
  for (;;) {
    skipSpaces(reader);
    const char = text[reader.at];
    const isComment = char === '#' && (reader.at === reader.line || text[reader.at - 1] === ' ');
    if (char !== undefined && !isComment && !isEnd(char)) {
      return;
    }
    const end = text.indexOf('\n', reader.at);
    if (end < 0) {
      reader.at = text.length;
      reader.line = reader.at;
      return;
    }
    reader.at = end + 1;
    reader.line = reader.at;
  }
}

/** Goes on behind a value. False where more than a comment follows on its line. */
export function endLine(reader: YamlReader): boolean {
  const line = reader.line;
  nextContent(reader);
  return reader.line !== line || reader.at >= reader.text.length;
}
