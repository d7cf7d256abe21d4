import { styleText } from 'node:util';

/** Where a command writes, and what the receiving end can show. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** Colour on standard output. */
  readonly colour: boolean;
  /** Width of the terminal; undefined where standard output is none. */
  readonly columns: number | undefined;
}

type Style = Parameters<typeof styleText>[0];

/** Colours text where colour is wanted. */
export const painter =
  (colour: boolean) =>
  (style: Style, text: string): string =>
    colour ? styleText(style, text, { validateStream: false }) : text;

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
        process.stderr.write(`lucid: the output cannot be written: ${error.message}\n`);
      }
      process.exit(2);
    });
  }
  const { stdout, env } = process;
  const tty = stdout.isTTY === true;
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void process.stderr.write(text),
    colour: tty && !env.NO_COLOR && env.TERM !== 'dumb',
    columns: tty ? stdout.columns || 80 : undefined,
  };
}

/** Something that the person who typed the command can put right: no stack, exit code 2. */
export class UsageError extends Error {}

/**
 * Text of a file as it may be shown. A control or direction character in it would let the file write to the terminal in
 * our name.
 */
export const printable = (text: string): string =>
  text.replace(/[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu, (character) =>
    character === '\t' ? character : '\ufffd',
  );

/** "1 file", "2 files". */
export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number} ${number === 1 ? one : many}`;
