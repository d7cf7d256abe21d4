import type { Dockerfile, Heredoc, Instruction, Logical, Stage, SyntaxProblem } from '../../model/dockerfile.ts';
import { problem, shown } from '../refused/messages.ts';
import { refused } from '../refused/refused.ts';
import { checkDirective, readCheckOptions } from './check-options.ts';
import { heredocMarks } from './heredoc.ts';
import { parseInstruction } from './instruction.ts';
import { type LineReader, newLineReader, newlineOf, nextLine, readHeredoc } from './lines.ts';
import { rangeIn } from './logical.ts';

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
    const fault = refusal ? undefined : refused(complete);
    if (fault) {
      problems.push(fault);
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
    problems: [...reader.problems, ...checkProblems(reader), ...problems].sort((a, b) => a.range.start - b.range.start),
  };
}

/** BuildKit refuses a file whose `# check=` it cannot read. It looks for it only in lines without indentation. */
function checkProblems({ text, directives: { found } }: LineReader): readonly SyntaxProblem[] {
  const directive = checkDirective(text, found);
  const options = directive && readCheckOptions(directive.value);
  return directive && options && 'refused' in options
    ? [
        problem(
          directive.valueRange,
          `BuildKit says "${options.refused}"`,
          'Write skip=<checks>, or error=true behind a ;.',
        ),
      ]
    : [];
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
    problems.push(problem(instruction.range, 'The here-document cannot be read', `BuildKit says: ${marks.error}.`));
    return instruction;
  }
  if (marks.length === 0) {
    return instruction;
  }
  const heredocs: Heredoc[] = marks.map((mark) => {
    const body = readHeredoc(reader, mark);
    const range = rangeIn(line, mark.start, mark.end);
    if (!body.terminated) {
      const wrong = `The here-document ${shown(mark.name)} has no end`;
      problems.push(problem(range, wrong, `Add a line that holds "${mark.name}" alone.`));
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
    if (instruction.keyword === 'FROM' && !isImport(instruction)) {
      stages.push({ ...named(instruction), index: stages.length, instructions: [instruction] });
    } else if (stage) {
      stage.instructions.push(instruction);
    } else if (instruction.keyword === 'ARG') {
      globalArgs.push(instruction);
    } else {
      const wrong = `${shown(instruction.keyword)} stands before the first FROM`;
      problems.push(problem(instruction.keywordRange, wrong, 'Only ARG may stand there.'));
    }
  }
  return { globalArgs, stages };
}

/** `from x import y`: a line of Python that BuildKit refuses, and no stage that anything could be said about. */
const isImport = ({ words }: Instruction): boolean => words[1]?.value === 'import';

/** The base and the name of a stage, as far as they are typed. */
function named(from: Instruction): Pick<Stage, 'from' | 'base' | 'name'> {
  const [base, as, name] = from.words;
  return { from, base, name: as && isAs(as.value) ? name : undefined };
}

const isAs = (word: string): boolean => /^as$/iu.test(word);

function noStage(text: string, instructions: readonly Instruction[]): SyntaxProblem {
  const last = instructions[instructions.length - 1];
  const wrong = text.trim() === '' ? 'The Dockerfile is empty' : 'No FROM in the Dockerfile';
  return problem(last?.keywordRange ?? { start: 0, end: 0 }, wrong, 'Begin with FROM <image>.');
}
