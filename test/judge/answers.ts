import type { Dockerfile, Instruction } from '../../server/model/dockerfile.ts';
import { isKeyword } from '../../server/parse/dockerfile/instruction.ts';

/** An instruction as both sides can print it. */
export interface Printed {
  readonly keyword: string;
  readonly start: number;
  readonly end: number;
  readonly flags: readonly string[];
  readonly words: readonly string[];
  readonly json: boolean;
  readonly heredocs: readonly { readonly name: string; readonly content: string }[];
}

/** A node of BuildKit's tree as the judges print it. */
export interface JudgedNode {
  readonly instruction: string;
  readonly start: number;
  readonly end: number;
  readonly flags?: readonly string[] | null;
  readonly args?: readonly string[] | null;
  readonly json?: boolean;
  readonly heredocs?: readonly JudgedHeredoc[] | null;
  readonly inner?: JudgedNode;
}

interface JudgedHeredoc {
  readonly name: string;
  readonly content: string;
  readonly expand?: boolean;
  readonly chomp?: boolean;
}

export const printed = (file: Dockerfile): Printed[] => file.instructions.map(print);

export function print(instruction: Instruction): Printed {
  const { keyword, startLine, endLine, flags, words, json, heredocs } = instruction;
  return {
    keyword,
    start: startLine,
    end: endLine,
    flags: flags.map(({ text }) => text),
    words: words.map(({ value }) => value),
    json,
    heredocs: heredocs.map(({ name, content }) => ({ name, content })),
  };
}

export const judged = (nodes: readonly JudgedNode[]): Printed[] => nodes.map(judge);

export function judge({ instruction, start, end, flags, args, json, heredocs }: JudgedNode): Printed {
  // BuildKit keeps the keyword as written; one letter outside ASCII is the lower case of one inside (the Kelvin sign).
  const plain = instruction.toLowerCase().toUpperCase();
  const keyword = isKeyword(plain) ? plain : instruction;
  return {
    keyword,
    start,
    end,
    flags: flags ?? [],
    words: words(keyword, args ?? []),
    json: json ?? false,
    heredocs: (heredocs ?? []).map(({ name, content }) => ({ name, content })),
  };
}

/** Without BuildKit's place-holders: the separator behind each pair, and the empty words of ONBUILD and of unknown instructions. */
function words(keyword: string, args: readonly string[]): readonly string[] {
  if (!isKeyword(keyword) || keyword === 'ONBUILD') {
    return [];
  }
  return keyword === 'ENV' || keyword === 'LABEL' ? args.filter((_, index) => index % 3 < 2) : args;
}

/**
 * BuildKit parts flags and the type of a health check by bytes, which can cut a character in two; what is left of it is
 * no text. Such files are the one thing that is not compared.
 */
export const isCutInsideCharacter = (nodes: readonly JudgedNode[]): boolean => JSON.stringify(nodes).includes('\ufffd');
