import type { SyntaxProblem } from '../../model/dockerfile.ts';
import type { Range } from '../../model/text.ts';

/** A problem says what is wrong first, then what follows and what to do: the Problems panel cuts long messages. */
export const buildFails = (wrong: string, remedy: string): string => `${wrong}: the build fails. ${remedy}`;

export const problem = (range: Range, wrong: string, remedy: string): SyntaxProblem => ({
  message: buildFails(wrong, remedy),
  range,
});

const longest = 40;

/** A word of the file as a message shows it. Long ones are cut. */
export function shown(word: string): string {
  const characters = [...word.slice(0, 2 * longest + 2)];
  return characters.length > longest ? `${characters.slice(0, longest - 1).join('')}…` : word;
}
