import type { Word } from '../../model/dockerfile.ts';
import type { Range } from '../../model/text.ts';

/** First words of a command that only a shell understands. */
const builtins = new Set(
  'alias bg break case cd command continue do done elif else esac eval exit export fg fi for function getopts hash if in jobs local read readonly return set shift source time times trap type ulimit umask unalias unset until wait while . : [ [['.split(
    ' ',
  ),
);

/** Characters with a meaning to a shell, outside quotes and inside double quotes. */
const special = /[|&;<>()$`\\*?[\]{}#~!\r\n]/;
const specialInQuotes = /[$`\\]/;

/** A word and where it stands in the text. */
export interface PlainWord {
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The words of a shell text that works without a shell: one command with quotes around literal text, without variables and
 * patterns. Undefined for any other text. A leading `exec` is dropped, since the exec form starts the program itself.
 */
export function plainWords(text: string): readonly PlainWord[] | undefined {
  const words: PlainWord[] = [];
  let start = -1;
  let value = '';
  let quote = '';
  for (let at = 0; at <= text.length; at++) {
    const character = text[at] ?? '';
    if (quote !== '') {
      if (character === '' || (quote === '"' && specialInQuotes.test(character))) {
        return undefined;
      }
      if (character === quote) {
        quote = '';
      } else {
        value += character;
      }
    } else if (character === '' || character === ' ' || character === '\t') {
      if (start >= 0) {
        words.push({ value, start, end: at });
      }
      start = -1;
      value = '';
    } else {
      if (special.test(character)) {
        return undefined;
      }
      if (start < 0) {
        start = at;
      }
      if (character === '"' || character === "'") {
        quote = character;
      } else {
        value += character;
      }
    }
  }
  const command = words[0]?.value === 'exec' ? words.slice(1) : words;
  const first = command[0]?.value ?? '';
  return first === '' || first.includes('=') || builtins.has(first) ? undefined : command;
}

/** Words as a JSON array, the way people write the exec form. */
export const execForm = (words: readonly string[]): string =>
  `[${words.map((word) => JSON.stringify(word)).join(', ')}]`;

const wrappers = new Set(['command', 'env', 'exec', 'nohup', 'sudo', 'time']);

/** The words of a command behind `exec`, `env A=b`, `nohup`, `sudo` and the like. */
export function innerWords(words: readonly Word[]): readonly Word[] {
  let first = 0;
  while (wrappers.has(words[first]?.value ?? '')) {
    let next = first + 1;
    while (next < words.length && isOption(words[next] as Word)) {
      next++;
    }
    if (next === words.length) {
      break;
    }
    first = next;
  }
  return first === 0 ? words : words.slice(first);
}

/** An option or an assignment of a wrapper. */
const isOption = ({ value }: Word): boolean => value.startsWith('-') || /^\w+=/.test(value);

/** The program that each command starts, where its name is written out. */
export const programsOf = (commands: readonly { readonly words: readonly Word[] }[]): readonly Word[] =>
  commands.flatMap(({ words }) => innerWords(words).slice(0, 1)).filter(({ value }) => !/[$`]/.test(value));

/** `sh`, `/bin/bash`, `/busybox/sh`. */
export const isShell = (program: string): boolean => /(?:^|\/)(?:ba|da|a|z|k)?sh$/.test(program);

/** The last part of a path. */
export const basename = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** From the first word to the last. */
export const wordsRange = (words: readonly Word[]): Range => ({
  start: words[0]?.range.start ?? 0,
  end: words.at(-1)?.range.end ?? 0,
});
