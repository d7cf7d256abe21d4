import { readsAsWell } from '../../edits/readable.ts';
import type { Dockerfile, Instruction, SyntaxProblem } from '../../model/dockerfile.ts';
import type { TextEdit } from '../../model/text.ts';
import { nearest } from '../../nearest.ts';
import { isKeyword, keywords } from '../../parse/dockerfile/instruction.ts';

/** Why lines are no instructions. */
type Cause =
  /** The line above ends without a backslash. `edits` add it, where that is certainly what is meant. */
  | { readonly kind: 'backslash'; readonly above: Instruction; readonly edits: readonly TextEdit[] | undefined }
  /** The quotes of the instruction above end on a later line. */
  | { readonly kind: 'quote'; readonly above: Instruction }
  /** Nothing says where they belong. */
  | { readonly kind: 'text' };

/** Lines in a row that BuildKit takes for instructions of their own, and that are none. */
export interface StrayLines {
  /** The problem of the first line, where BuildKit stops. */
  readonly first: SyntaxProblem;
  readonly more: readonly SyntaxProblem[];
  readonly cause: Cause;
}

/** The problems of a file: each by itself, or as the lines of one stray text. */
export function sortProblems(file: Dockerfile): readonly (SyntaxProblem | StrayLines)[] {
  const { instructions, problems } = file;
  const sorted: (SyntaxProblem | StrayLines)[] = [];
  let at = 0;
  for (let next = 0; next < problems.length; ) {
    const first = problems[next] as SyntaxProblem;
    while (at + 1 < instructions.length && (instructions[at] as Instruction).range.end < first.range.start) {
      at++;
    }
    const instruction = instructions[at];
    next++;
    if (!instruction || !isStray(instruction)) {
      sorted.push(first);
      continue;
    }
    const cause = causeOf(at, file);
    const end = cause.kind === 'quote' ? (quoteEnd(cause.above, file) ?? 0) : 0;
    const more: SyntaxProblem[] = [];
    let last = instruction;
    for (let one = problems[next]; one; one = problems[next]) {
      const from = one.range.start;
      while (at + 1 < instructions.length && (instructions[at] as Instruction).range.end < from) {
        at++;
      }
      const here = instructions[at] as Instruction;
      if (from > end && (here.startLine > last.endLine + 1 || (here !== last && !isStray(here)))) {
        break;
      }
      more.push(one);
      last = here;
      next++;
    }
    sorted.push({ first, more, cause });
  }
  return sorted;
}

/** No instruction, and no misspelt one: `import os`, `git \`, `from x import y`. */
export const isStray = ({ keyword, words }: Instruction): boolean =>
  isKeyword(keyword) ? keyword === 'FROM' && words[1]?.value === 'import' : nearest(keyword, keywords) === undefined;

const operatorFirst = /^(?:&&|\|)/;
const operatorLast = /(?:&&|\|)[ \t]*$/;

function causeOf(at: number, file: Dockerfile): Cause {
  const above = file.instructions[at - 1];
  const stray = file.instructions[at] as Instruction;
  if (!above || above.heredocs.length > 0 || above.json) {
    return { kind: 'text' };
  }
  if (openQuote(above.body.text) !== undefined && quoteEnd(above, file) !== undefined) {
    return { kind: 'quote', above };
  }
  const isNext = above.endLine + 1 === stray.startLine;
  const isIndented = /[ \t]/.test(file.text[stray.range.start - 1] ?? '');
  const isContinued = above.endLine > above.startLine;
  const isOperator = operatorFirst.test(stray.keyword) || operatorLast.test(above.body.text);
  // Only a shell knows operators.
  const isSure = isOperator && /^(?:RUN|CMD|ENTRYPOINT)$/.test(above.keyword);
  if (isOperator && !isSure) {
    return { kind: 'text' };
  }
  if (!isNext || !(isIndented || isContinued || isSure)) {
    return { kind: 'text' };
  }
  const edits = [{ range: { start: above.range.end, end: above.range.end }, text: ' \\' }];
  const isWhole = isSure && file.escape === '\\' && !above.body.text.includes('#') && readsAsWell(file, edits);
  return { kind: 'backslash', above, edits: isWhole ? edits : undefined };
}

/** The quote that a shell text leaves open. */
function openQuote(text: string, open?: string): string | undefined {
  let quote = open;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] as string;
    if (character === '\\' && quote !== "'") {
      at++;
    } else if (quote === undefined ? character === '"' || character === "'" : character === quote) {
      quote = quote === undefined ? character : undefined;
    }
  }
  return quote;
}

/** Texts in quotes are not longer. */
const longestText = 20_000;

/** Where the quote that an instruction leaves open is closed in the lines below. */
function quoteEnd({ body, range }: Instruction, { text }: Dockerfile): number | undefined {
  const quote = openQuote(body.text);
  const rest = quote === undefined ? '' : text.slice(range.end, range.end + longestText);
  const close = quote === '"' ? /(?<!\\)"/.exec(rest)?.index : rest.indexOf("'");
  return close === undefined || close < 0 || rest === '' ? undefined : range.end + close;
}
