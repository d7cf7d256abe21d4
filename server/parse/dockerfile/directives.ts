import type { Directive, SyntaxProblem } from '../../model/dockerfile.ts';
import type { Range } from '../../model/text.ts';
import { problem, shown } from '../refused/messages.ts';
import { skipSpace } from './characters.ts';

/** The directives at the top of a Dockerfile. */
export interface DirectiveReader {
  readonly found: Directive[];
  /** The escape character in force. */
  escape: string;
  /** A line that is no directive ends them. */
  done: boolean;
}

const key = /^[a-zA-Z][a-zA-Z0-9]*/;
const known = new Set(['syntax', 'escape', 'check']);

export const newDirectiveReader = (): DirectiveReader => ({ found: [], escape: '\\', done: false });

/** Reads a line, without its indentation, as a directive. Undefined for any other line, and for all lines behind one. */
export function readDirective(
  reader: DirectiveReader,
  text: string,
  start: number,
  end: number,
): { readonly directive?: Directive; readonly problem?: SyntaxProblem } | undefined {
  if (reader.done) {
    return undefined;
  }
  const isComment = text[start] === '#' && start < end;
  const assignment = isComment ? assigned(text, skipSpace(text, start + 1, end), end) : undefined;
  if (!assignment || !known.has(assignment.name)) {
    reader.done = true;
    return undefined;
  }
  const { name, valueRange } = assignment;
  const range = { start, end };
  const value = text.slice(valueRange.start, valueRange.end);
  if (reader.found.some((directive) => directive.name === name)) {
    return { problem: problem(range, `A second \`# ${name}=\` directive`, 'Remove it.') };
  }
  if (name === 'escape' && value !== '\\' && value !== '`') {
    const wrong = `The escape character "${shown(value)}" is neither \\ nor \``;
    return { problem: problem(valueRange, wrong, 'Write one of the two.') };
  }
  const directive = { name, value, range, valueRange };
  reader.found.push(directive);
  if (name === 'escape') {
    reader.escape = value;
  }
  return { directive };
}

/** White space as Go's `\s` has it, without vertical tabs and Unicode. */
const isDirectiveSpace = (code: number): boolean => code === 0x20 || code === 0x09 || code === 0x0c || code === 0x0d;

function skipDirectiveSpace(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && isDirectiveSpace(text.charCodeAt(at))) {
    at++;
  }
  return at;
}

/** `name = value`. Of a value of blanks alone, the last blank counts. */
function assigned(text: string, start: number, end: number): { name: string; valueRange: Range } | undefined {
  const name = key.exec(text.slice(start, end))?.[0] ?? '';
  const equals = skipDirectiveSpace(text, start + name.length, end);
  if (name === '' || text[equals] !== '=' || equals + 1 >= end) {
    return undefined;
  }
  const valueStart = Math.min(skipDirectiveSpace(text, equals + 1, end), end - 1);
  let valueEnd = end;
  while (valueEnd > valueStart + 1 && isDirectiveSpace(text.charCodeAt(valueEnd - 1))) {
    valueEnd--;
  }
  return { name: name.toLowerCase(), valueRange: { start: valueStart, end: valueEnd } };
}
