import { randomBytes } from 'node:crypto';
import { styleText } from 'node:util';
import stringWidth from 'fast-string-width';
import { once } from './memo.ts';

/** Where a command writes, and what the receiving end can show. What it gets passes `clean`. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** Colour on standard output. */
  readonly colour: boolean;
  /** Width of the terminal; undefined where standard output is a file or a pipe. */
  readonly columns: number | undefined;
}

type Style = Parameters<typeof styleText>[0];

/**
 * Stands for ESC in what Lucid itself writes, until the terminal gets it. No foreign text can hold it, so an ESC of a
 * Dockerfile, a file name or a log is never taken for one of ours.
 */
export const escapeMark: string = `\u0001${randomBytes(9).toString('base64url')}`;

/** Foreign control characters made visible; our own marks and line breaks stay. `as` is what a mark becomes. */
const neutral = (text: string, as: string): string =>
  text
    .split(escapeMark)
    .map((part) =>
      part
        .split('\n')
        .map((line) => printable(line))
        .join('\n'),
    )
    .join(as);

/** Colours text where colour is wanted. */
export const painter =
  (colour: boolean) =>
  (style: Style, text: string): string =>
    colour
      ? styleText(style, neutral(text, escapeMark), { validateStream: false }).replaceAll('\x1b', escapeMark)
      : text;

/** What a terminal may get: our own escape codes, tabs, line breaks and printable characters. */
export const clean = (text: string): string => neutral(text, '\x1b');

/** JSON in which control and direction characters are written as `\\u202e`, so that it can be shown as it is. */
export const json = (value: unknown, indent?: number): string =>
  JSON.stringify(value, undefined, indent).replace(foreign, (character) =>
    character === '\n' || character === '\t'
      ? character
      : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/**
 * The terminal of this process. A reader that has gone away (`lucid check | head`) changes nothing: the exit code still
 * says what was found, and a build goes on.
 */
export function processTerminal(): Terminal {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') {
        return;
      }
      if (stream === process.stdout) {
        process.stderr.write(clean(`lucid: the output cannot be written: ${error.message}\n`));
      }
      process.exit(2);
    });
  }
  const { stdout, env } = process;
  const tty = stdout.isTTY === true;
  return {
    out: (text) => void stdout.write(clean(text)),
    err: (text) => void process.stderr.write(clean(text)),
    colour: tty && !env.NO_COLOR && env.TERM !== 'dumb',
    columns: tty ? stdout.columns || 80 : undefined,
  };
}

/** A mistake in the command that was typed or in the workspace: shown without a stack, exit code 2. */
export class UsageError extends Error {}

/**
 * Foreign text as it may be shown: tabs stay, other control and direction characters become `instead`. A file or a
 * program could otherwise move the cursor and write in the name of Lucid.
 */
export const printable = (text: string, instead = '\ufffd'): string =>
  text.replace(foreign, (character) => (character === '\t' ? character : instead));

const foreign = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;

/** The columns that a terminal gives to text without tabs. */
export const width = (text: string): number => stringWidth(text);

/** Made when it is first needed: it takes ten milliseconds. */
const graphemes = once(() => new Intl.Segmenter(undefined, { granularity: 'grapheme' }));

/** What a person sees as one character each, with its offset in the text. */
export const graphemesOf = (text: string): Iterable<{ readonly segment: string; readonly index: number }> =>
  graphemes().segment(text);

/** The beginning of a text that fits into so many columns, with `…` where it was cut. */
export function fit(text: string, columns: number): string {
  let used = 0;
  let kept = 0;
  for (const { segment, index } of graphemesOf(text)) {
    used += width(segment);
    if (used > columns) {
      return `${text.slice(0, kept)}…`;
    }
    if (used < columns) {
      kept = index + segment.length;
    }
  }
  return text;
}

/** "1 file", "2 files". */
export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number} ${number === 1 ? one : many}`;
