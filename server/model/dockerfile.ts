import type { Range } from './text.ts';

/** A word as BuildKit reads it (`value`) and where it stands (`range`; continuations and comments inside it included). */
export interface Word {
  readonly value: string;
  readonly range: Range;
}

/** `--name=value`, or `--name` with `value` undefined. */
export interface Flag {
  readonly name: string;
  readonly value: string | undefined;
  /** The flag as BuildKit reads it, dashes included. */
  readonly text: string;
  readonly range: Range;
  /** Of the value alone; present when `value` is. */
  readonly valueRange: Range | undefined;
}

/** A here-document of RUN, COPY or ADD. */
export interface Heredoc {
  readonly name: string;
  readonly content: string;
  /** `<<-`: leading tabs are dropped from the content. */
  readonly stripTabs: boolean;
  /** False where the name was quoted: variables in the content stay as they are. */
  readonly expand: boolean;
  /** The `<<NAME` on the instruction's line. */
  readonly range: Range;
  /** The lines of the content, without the terminator. */
  readonly contentRange: Range;
  /** `<< NAME`: a here-document only since Dockerfile frontend 1.16. */
  readonly spaced: boolean;
}

/**
 * A text whose continuations are joined and whose comment lines are dropped, with the offsets of its parts in the source.
 * `segments` are ordered: logical offset `at` stands at source offset `source`, and so on until the next segment.
 */
export interface Logical {
  readonly text: string;
  readonly segments: readonly { readonly at: number; readonly source: number }[];
}

export interface Instruction {
  /** In upper case. */
  readonly keyword: string;
  readonly keywordRange: Range;
  readonly flags: readonly Flag[];
  /**
   * The arguments as BuildKit's parser gives them: for COPY, ADD, EXPOSE, … one word each; for shell-form RUN, CMD and
   * ENTRYPOINT one word that is the whole command; for exec form the JSON strings; for ENV and LABEL name and value alternate.
   */
  readonly words: readonly Word[];
  /** The arguments are a JSON array (exec form). */
  readonly json: boolean;
  readonly heredocs: readonly Heredoc[];
  /** Everything after the keyword and the flags, joined to one line. */
  readonly body: Logical;
  /** From the keyword to the end of the last line, here-documents included, without the line break. */
  readonly range: Range;
  /** First and last line, from 1, as BuildKit counts them. */
  readonly startLine: number;
  readonly endLine: number;
  /** The instruction inside ONBUILD, or the CMD inside HEALTHCHECK. */
  readonly inner: Instruction | undefined;
}

export interface Comment {
  /** After the `#`, trimmed. */
  readonly text: string;
  readonly range: Range;
}

/** `# syntax=…`, `# escape=…`, `# check=…` where they are in force. */
export interface Directive {
  readonly name: string;
  readonly value: string;
  readonly range: Range;
  readonly valueRange: Range;
}

export interface Stage {
  readonly index: number;
  /** As written; names compare without case. */
  readonly name: Word | undefined;
  readonly from: Instruction;
  /** The image or stage that FROM names, as written; undefined in a half-typed FROM. */
  readonly base: Word | undefined;
  /** FROM included. */
  readonly instructions: readonly Instruction[];
}

/** Something that BuildKit refuses. */
export interface SyntaxProblem {
  readonly message: string;
  readonly range: Range;
}

export interface Dockerfile {
  /** From the workspace root, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly directives: readonly Directive[];
  /** `\` or `` ` ``. */
  readonly escape: string;
  readonly newline: '\n' | '\r\n';
  readonly instructions: readonly Instruction[];
  /** ARGs before the first FROM. */
  readonly globalArgs: readonly Instruction[];
  readonly stages: readonly Stage[];
  /** Every comment outside here-documents, those inside continued instructions included, in order. */
  readonly comments: readonly Comment[];
  readonly problems: readonly SyntaxProblem[];
}

/** Where logical offset `at` stands in the source. */
export function sourceOffset(logical: Logical, at: number): number {
  let low = 0;
  let high = logical.segments.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((logical.segments[middle]?.at ?? 0) <= at) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  const segment = logical.segments[low];
  return segment ? segment.source + (at - segment.at) : at;
}

/** The source range of a stretch of a logical text. An empty stretch is an empty range. */
export function sourceRange(logical: Logical, start: number, end: number): Range {
  const from = sourceOffset(logical, start);
  return { start: from, end: end > start ? sourceOffset(logical, end - 1) + 1 : from };
}

/** A flag of an instruction; undefined where it is not given. */
export const flagNamed = ({ flags }: Instruction, name: string): Flag | undefined =>
  flags.find((flag) => flag.name === name);

/** What `--from` of a COPY names, as written; undefined without one. BuildKit expands no variables in it. */
export function fromOf(instruction: Instruction): Word | undefined {
  const flag = flagNamed(instruction, 'from');
  return flag?.value && flag.valueRange ? { value: flag.value, range: flag.valueRange } : undefined;
}

/** A variable that ENV sets. */
export interface EnvPair {
  readonly name: Word;
  readonly value: Word;
}

/** The variables that an instruction sets, where it is ENV, in the order in which they stand. */
export function envPairs({ keyword, words }: Instruction): readonly EnvPair[] {
  const pairs: EnvPair[] = [];
  for (let at = 0; keyword === 'ENV' && at + 1 < words.length; at += 2) {
    pairs.push({ name: words[at] as Word, value: words[at + 1] as Word });
  }
  return pairs;
}
