import { type PythonFault, type PythonToken, pythonTokens } from './tokens.ts';

const compound = new Set(['if', 'for', 'while', 'try', 'with', 'def', 'class']);
const clauses = new Set(['else', 'elif', 'except', 'finally']);
const keywords = new Set(
  'False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield'.split(
    ' ',
  ),
);
/** Keywords at some places, names at others. */
const soft = new Set(['match', 'case', 'type', '_']);

/**
 * The first certain syntax error of a program for Python 3: quotes and brackets that do not match, a block behind `;`, two
 * values without an operator between them. Undefined where it may be right.
 */
export function pythonFault(text: string): PythonFault | undefined {
  const { tokens, fault, unsure } = pythonTokens(text);
  return unsure ? undefined : (firstOf(statementFault(tokens, fault === undefined), valueFault(tokens)) ?? fault);
}

const firstOf = (...faults: readonly (PythonFault | undefined)[]): PythonFault | undefined =>
  faults.filter((fault) => fault !== undefined).sort((a, b) => a.at - b.at)[0];

/** Blocks where only simple statements may stand, and blocks without an end where all of the text is read. */
function statementFault(tokens: readonly PythonToken[], isWhole: boolean): PythonFault | undefined {
  const lasts = lastsOf(tokens);
  let isStart = true;
  /** What stands before on the same line: nothing, a statement, or the head of a block. */
  let before: 'nothing' | 'statement' | 'head' = 'nothing';
  let depth = 0;
  let lambdas = 0;
  let head: PythonToken | undefined;
  for (const [index, token] of tokens.entries()) {
    const { kind, text, at } = token;
    if (kind === 'newline') {
      if (head) {
        return { wrong: `${head.text} has no colon`, at: head.at };
      }
      [isStart, before, lambdas] = [true, 'nothing', 0];
      continue;
    }
    if (isStart && kind === 'name') {
      const word = text === 'async' ? (tokens[index + 1]?.text ?? '') : text;
      const isBlock = compound.has(word);
      if (before !== 'nothing' && (isBlock || clauses.has(word))) {
        return { wrong: `${word} cannot follow on the same line`, at };
      }
      if (index === 0 && clauses.has(word)) {
        return { wrong: `${word} has nothing before it`, at };
      }
      head = isBlock || clauses.has(word) ? token : undefined;
    }
    isStart = false;
    depth += /^[([{]$/.test(text) && kind === 'operator' ? 1 : /^[)\]}]$/.test(text) && kind === 'operator' ? -1 : 0;
    if (text === 'lambda' && kind === 'name') {
      lambdas += depth === 0 ? 1 : 0;
    } else if (depth === 0 && text === ':' && kind === 'operator') {
      if (lambdas > 0) {
        lambdas--;
      } else if (head) {
        const fault = isWhole ? suiteFault(head, index, lasts) : undefined;
        if (fault) {
          return fault;
        }
        [head, isStart, before] = [undefined, true, 'head'];
      }
    } else if (text === ';' && kind === 'operator') {
      if (head) {
        return { wrong: `${head.text} has no colon`, at: head.at };
      }
      [isStart, before, lambdas] = [true, before === 'head' ? 'head' : 'statement', 0];
    }
  }
  return undefined;
}

/** Where the last tokens of a kind stand, by which a block is judged. */
interface Lasts {
  readonly content: number;
  /** `except` or `finally` at the beginning of a line. */
  readonly clause: number;
}

const lastsOf = (tokens: readonly PythonToken[]): Lasts => ({
  content: tokens.findLastIndex(({ kind }) => kind !== 'newline'),
  clause: tokens.findLastIndex(
    ({ kind, text }, at) => kind === 'name' && /^(?:except|finally)$/.test(text) && tokens[at - 1]?.kind === 'newline',
  ),
});

/** A block without content, or a `try` without the clauses that it needs. */
function suiteFault(head: PythonToken, colon: number, { content, clause }: Lasts): PythonFault | undefined {
  if (content <= colon) {
    return { wrong: `${head.text} has no block`, at: head.at };
  }
  return head.text === 'try' && clause <= colon ? { wrong: 'try has no except', at: head.at } : undefined;
}

const isValue = ({ kind, text }: PythonToken): boolean =>
  kind === 'number' || kind === 'string' || (kind === 'name' && !keywords.has(text) && !soft.has(text));

/** Two values next to each other, and `://` outside of a string. */
function valueFault(tokens: readonly PythonToken[]): PythonFault | undefined {
  for (const [index, token] of tokens.entries()) {
    const next = tokens[index + 1];
    if (next === undefined) {
      return undefined;
    }
    if (token.text === ':' && next.text === '//' && token.kind === 'operator') {
      return { wrong: 'an address stands outside of quotes', at: token.at };
    }
    const isStrings = token.kind === 'string' && next.kind === 'string';
    const ends = isValue(token) || (token.kind === 'operator' && /^[)\]}]$/.test(token.text));
    if (ends && isValue(next) && !isStrings) {
      return { wrong: `nothing stands between ${shown(token)} and ${shown(next)}`, at: next.at };
    }
  }
  return undefined;
}

const shown = ({ text }: PythonToken): string => (text.length > 10 ? `${text.slice(0, 9)}…` : text);
