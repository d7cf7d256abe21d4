import type { Dockerfile, Heredoc, Instruction, Logical, Stage, SyntaxProblem } from '../../model/dockerfile.ts';
import { heredocMarks } from './heredoc.ts';
import { parseInstruction } from './instruction.ts';
import { type LineReader, newLineReader, newlineOf, nextLine, readHeredoc } from './lines.ts';
import { rangeIn } from './logical.ts';
import { refused } from './refused.ts';

/**
 * Reads a Dockerfile as BuildKit's parser does (frontend 1.22, BuildKit 0.29), in time linear in the text and without
 * ever throwing. Where BuildKit refuses the file, a problem says so, and everything else is still there.
 */
export function parseDockerfile(text: string, path: string): Dockerfile {
  const reader = newLineReader(text);
  const problems: SyntaxProblem[] = [];
  const instructions: Instruction[] = [];
  for (let line = nextLine(reader); line; line = nextLine(reader)) {
    const { instruction, refusal } = parseInstruction(line.logical, line, reader.directives.escape);
    if (refusal) {
      problems.push({ message: refusal.message, range: rangeIn(line.logical, refusal.start, refusal.end) });
    }
    const complete = withHeredocs(instruction, line.logical, reader, problems);
    instructions.push(complete);
    if (!refusal) {
      problems.push(...refused(complete));
    }
  }
  const { globalArgs, stages } = arrange(instructions, problems);
  if (stages.length === 0) {
    problems.push(noStage(text, instructions));
  }
  return {
    path,
    text,
    directives: reader.directives.found,
    escape: reader.directives.escape,
    newline: newlineOf(reader),
    instructions,
    globalArgs,
    stages,
    comments: reader.comments,
    problems: [...reader.problems, ...problems].sort((a, b) => a.range.start - b.range.start),
  };
}

function mayHoldHeredocs({ keyword, json, inner }: Instruction): boolean {
  if (keyword === 'ONBUILD' && inner) {
    return inner.keyword !== 'ONBUILD' && mayHoldHeredocs(inner);
  }
  return !json && (keyword === 'RUN' || keyword === 'COPY' || keyword === 'ADD');
}

/** The instruction with the lines of its here-documents, which are read on the way. */
function withHeredocs(
  instruction: Instruction,
  line: Logical,
  reader: LineReader,
  problems: SyntaxProblem[],
): Instruction {
  if (!line.text.includes('<<') || !mayHoldHeredocs(instruction)) {
    return instruction;
  }
  const marks = heredocMarks(line.text);
  if ('error' in marks) {
    problems.push({ message: `This here-document cannot be read: ${marks.error}.`, range: instruction.range });
    return instruction;
  }
  if (marks.length === 0) {
    return instruction;
  }
  const heredocs: Heredoc[] = marks.map((mark) => {
    const body = readHeredoc(reader, mark);
    const range = rangeIn(line, mark.start, mark.end);
    if (!body.terminated) {
      problems.push({ message: `The here-document has no end: a line "${mark.name}" is missing.`, range });
    }
    const { name, stripTabs, expand, spaced } = mark;
    const contentRange = { start: body.start, end: body.start + body.content.length };
    return { name, content: body.content, stripTabs, expand, range, contentRange, spaced };
  });
  const { line: endLine, end } = reader;
  const extended = (one: Instruction): Instruction => ({
    ...one,
    heredocs,
    endLine,
    range: { start: one.range.start, end },
    inner: one.inner && extended(one.inner),
  });
  return extended(instruction);
}

/** Stages in order, and the ARGs before the first. */
function arrange(instructions: readonly Instruction[], problems: SyntaxProblem[]) {
  const globalArgs: Instruction[] = [];
  const stages: (Stage & { readonly instructions: Instruction[] })[] = [];
  for (const instruction of instructions) {
    const stage = stages[stages.length - 1];
    if (instruction.keyword === 'FROM') {
      stages.push({ ...named(instruction), index: stages.length, instructions: [instruction] });
    } else if (stage) {
      stage.instructions.push(instruction);
    } else if (instruction.keyword === 'ARG') {
      globalArgs.push(instruction);
    } else {
      problems.push({
        message: `${instruction.keyword} stands before the first FROM. Only ARG may.`,
        range: instruction.keywordRange,
      });
    }
  }
  return { globalArgs, stages };
}

/** What FROM says, as far as it is typed. */
function named(from: Instruction): Pick<Stage, 'from' | 'base' | 'name'> {
  const [base, as, name] = from.words;
  return { from, base, name: as && isAs(as.value) ? name : undefined };
}

const isAs = (word: string): boolean => /^as$/iu.test(word);

function noStage(text: string, instructions: readonly Instruction[]): SyntaxProblem {
  const last = instructions[instructions.length - 1];
  const message =
    text.trim() === ''
      ? 'The Dockerfile is empty. It needs at least a FROM.'
      : 'No FROM: the Dockerfile describes no image.';
  return { message, range: last?.keywordRange ?? { start: 0, end: 0 } };
}
