import type { Mark, Nesting } from './levels.ts';
import { type OpenEnd, readShell, readText } from './read.ts';

/** Something that every shell refuses before it runs anything. */
export interface ShellFault {
  /** As a clause of a sentence. */
  readonly wrong: string;
  readonly at: number;
  /** As a sentence. */
  readonly remedy: string;
}

const remedy = 'Close it, or quote it.';

/** The first certain fault of a shell text; undefined where it may be right. */
export const shellFault = (text: string): ShellFault | undefined =>
  openFault(text, readText(text).open) ?? (isKnown(text) ? strayOperator(text) : undefined);

/** Shells read these in different ways. */
const isKnown = (text: string): boolean => !/\$['$]|\(\(|=\(|\[\[|\$\{[^}]*\$\(/.test(text);

/** A quote, a bracket or a keyword that is certainly open at the end. */
export function openFault(text: string, { fault, inDoubleQuotes, bracket, clause }: OpenEnd): ShellFault | undefined {
  if (!(fault || inDoubleQuotes || bracket !== undefined || clause) || !isKnown(text)) {
    return undefined;
  }
  if (fault?.text === '(') {
    return { wrong: 'a bracket stands in the middle of a command', at: fault.start, remedy };
  }
  if (fault?.text === 'then' || fault?.text === 'do') {
    const [end, opener] = fault.text === 'then' ? ['fi', 'if'] : ['done', 'the loop'];
    return { wrong: `"${end}" ends ${opener} without "${fault.text}"`, at: fault.start, remedy: 'Write it.' };
  }
  if (fault || inDoubleQuotes) {
    return { wrong: 'a quote is not closed', at: fault?.start ?? text.indexOf('"'), remedy };
  }
  if (bracket !== undefined) {
    return { wrong: 'a bracket is not closed', at: bracket, remedy };
  }
  return clause && { wrong: `${openers[clause]} is not closed`, at: 0, remedy };
}

const openers: Readonly<Record<Nesting['kind'], string>> = {
  subshell: '(',
  substitution: '$(',
  group: '{',
  if: 'if',
  loop: 'a loop',
  case: 'case',
};

const blanks = /\s*/y;
const operators = new Set(['&&', '||', '|']);

/** `&&` and the like at the beginning, at the end, or behind another operator. */
function strayOperator(text: string): ShellFault | undefined {
  const end = text.trimEnd().length;
  const isEmpty = (from: number, to: number): boolean => {
    blanks.lastIndex = from;
    return from + (blanks.exec(text)?.[0].length ?? 0) >= to;
  };
  const stray = ({ text: operator, start }: Mark): ShellFault => ({
    wrong: `no command stands before or behind ${operator}`,
    at: start,
    remedy: 'Remove it.',
  });
  const found = readShell(text);
  for (const [index, { before, after }] of found.entries()) {
    if (before && operators.has(before.text)) {
      const previous = index === 0 ? undefined : found[index - 1]?.after;
      const start = previous ? previous.start + previous.text.length : 0;
      const isDoubled = previous === undefined ? index === 0 : previous.start < before.start && previous.text !== '\n';
      if (isDoubled && isEmpty(start, before.start)) {
        return stray(before);
      }
    }
    if (after && operators.has(after.text) && after.start + after.text.length >= end) {
      return stray(after);
    }
  }
  return undefined;
}
