import { type Comments, withoutComments } from '../../context/shipped-texts.ts';
import { computed } from '../../memo.ts';
import type { Isolation } from '../../model/plan.ts';
import type { Range } from '../../model/text.ts';

/** Finds the words of an isolated group in a text. */
export type WordFinder = (text: string) => readonly Range[];

/** More places of one file tell no more. */
const maximumPlaces = 3;

/** The words of a group in a text, and those in sources, by the form of their comments; comments use nothing. */
export const findersOf: (group: Isolation) => { readonly words: WordFinder } & Readonly<Record<Comments, WordFinder>> =
  computed(({ tokens }: Isolation) => {
    const words = finderOf(tokens);
    const inSources =
      (comments: Comments): WordFinder =>
      (text) => {
        const isMeant = (range: Range): boolean => !isVariable(text, range);
        const found = words(text).some(isMeant) ? words(withoutComments(text, comments)) : [];
        return found.filter(isMeant).slice(0, maximumPlaces);
      };
    return { words, hash: inSources('hash'), slash: inSources('slash'), none: inSources('none') };
  });

/** Code calls a transaction `trx`, too: so short a word counts in upper case or in quotes. */
const isVariable = (text: string, { start, end }: Range): boolean =>
  end - start <= 3 &&
  /^[a-z]+$/.test(text.slice(start, end)) &&
  !/^(["'`])[a-z]+\1$/.test(text.slice(start - 1, end + 1));

/** Finds tokens as whole words. Between two letters, a word ends only where camel case starts a new one. */
function finderOf(tokens: readonly string[]): WordFinder {
  const normal = [...new Set(tokens.map((token) => token.toLowerCase().replaceAll('-', '_')))].sort(
    (a, b) => b.length - a.length,
  );
  if (normal.length === 0) {
    return () => [];
  }
  const words = normal.map((token) => token.replace(/[^\w]/g, '\\$&').replaceAll('_', '[-_]'));
  const expression = new RegExp(words.join('|'), 'gi');
  return (text) => {
    const found: Range[] = [];
    for (const match of text.matchAll(expression)) {
      const end = match.index + match[0].length;
      if (isBoundary(text, match.index) && isBoundary(text, end)) {
        found.push({ start: match.index, end });
      }
    }
    return found;
  };
}

function isBoundary(text: string, at: number): boolean {
  const before = text[at - 1] ?? ' ';
  const after = text[at] ?? ' ';
  if (!/[A-Za-z]/.test(before) || !/[A-Za-z]/.test(after)) {
    return true;
  }
  return /[a-z]/.test(before) && /[A-Z]/.test(after);
}
