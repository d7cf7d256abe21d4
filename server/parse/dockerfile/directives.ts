import type { Directive, SyntaxProblem } from '../../model/dockerfile.ts';
import type { Range } from '../../model/text.ts';
import { skipSpace } from './characters.ts';

export interface DirectiveReader {
  /** Looks at a line without its indentation. Once a line is no directive, no later one is. */
  read(text: string, start: number, end: number): { directive?: Directive; problem?: SyntaxProblem } | undefined;
  readonly found: readonly Directive[];
  escape(): string;
}

const key = /^[a-zA-Z][a-zA-Z0-9]*/;
const known = new Set(['syntax', 'escape', 'check']);

export function directiveReader(): DirectiveReader {
  const found: Directive[] = [];
  let escapeToken = '\\';
  let done = false;

  function read(text: string, start: number, end: number) {
    if (done) {
      return undefined;
    }
    const assignment =
      text[start] === '#' && start < end ? assigned(text, skipSpace(text, start + 1, end), end) : undefined;
    if (!assignment || !known.has(assignment.name)) {
      done = true;
      return undefined;
    }
    const { name, valueRange } = assignment;
    const range = { start, end };
    const value = text.slice(valueRange.start, valueRange.end);
    if (found.some((directive) => directive.name === name)) {
      return { problem: { message: `Only one \`# ${name}=\` directive is allowed. Remove this one.`, range } };
    }
    if (name === 'escape' && value !== '\\' && value !== '`') {
      return { problem: { message: `The escape character must be \\ or \`, not "${value}".`, range: valueRange } };
    }
    const directive = { name, value, range, valueRange };
    found.push(directive);
    if (name === 'escape') {
      escapeToken = value;
    }
    return { directive };
  }

  return { read, found, escape: () => escapeToken };
}

/** Go's `\s`, which knows neither vertical tabs nor Unicode. */
const isDirectiveSpace = (code: number): boolean => code === 0x20 || code === 0x09 || code === 0x0c || code === 0x0d;

function skipDirectiveSpace(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && isDirectiveSpace(text.charCodeAt(at))) {
    at++;
  }
  return at;
}

/** `name = value`; a value of blanks alone is its last blank. */
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
