import type { Dockerfile, Instruction } from '../../model/dockerfile.ts';
import { copyWords } from '../../parse/dockerfile/copy-words.ts';
import { brokenArray } from '../../parse/dockerfile/json-array.ts';
import type { Finding, Rule } from '../rule.ts';
import { refusedValues } from './refused-values.ts';
import { type RefusedWord, refusedWords } from './refused-words.ts';
import { type StrayLines, sortProblems } from './stray-lines.ts';

export const rule: Rule = {
  id: 'dockerfile-syntax',
  severity: 'error',
  aboutForm: true,
  suppressible: false,
  title: 'BuildKit cannot parse the Dockerfile',
  fix: 'the backslash that is missing before or behind `&&` and `|` (safe)',
  why: `BuildKit refuses the whole file at the first mistake: an unknown instruction or flag, a here-document without its
end, an instruction without its arguments. Lucid still checks the rest of the file. Lines that were meant to belong to the
instruction above are one finding, which names the cause: the missing backslash, or the quotes that end on a later line.

In ADD, ARG, COPY, ENV, EXPOSE, LABEL, STOPSIGNAL, USER, VOLUME and WORKDIR, BuildKit also reads quotes and variables
itself, as a shell does. It stops at a quote or a brace that is not closed: \`ENV NOTE=it's\` fails with
\`unexpected end of statement while looking for matching single-quote\`. In COPY and ADD, quotes do not keep the words of a
name together: names with spaces need the array form. The rule ignores quotes in other instructions, and in stages that are
not built.`,
  *dockerfile(target) {
    const { file } = target;
    // `json-form` reports a SHELL in single quotes, with a fix.
    const told = new Set(file.instructions.filter(brokenArray).map(({ words }) => words[0]?.range.start));
    for (const one of sortProblems(file)) {
      if ('more' in one) {
        yield stray(one, file);
      } else if (!told.has(one.range.start)) {
        yield { message: one.message, range: one.range, cause: one.message };
      }
    }
    // `copy-shell-syntax` reports the words of a shell, of which quotes are a part.
    yield* refusedWords(target)
      .filter(({ instruction, word }) => !isShellWord(instruction, word.range.start))
      .map(refused);
    yield* refusedValues(target);
  },
};

function isShellWord(instruction: Instruction, start: number): boolean {
  const isCopy = instruction.keyword === 'COPY' || instruction.keyword === 'ADD';
  const [first] = isCopy ? copyWords(instruction).shell : [];
  return first !== undefined && start >= first.range.start;
}

/** Lines of one text are one mistake, named by its cause. */
function stray({ first, more, cause }: StrayLines, file: Dockerfile): Finding {
  const { range, message } = first;
  const word = file.text.slice(range.start, range.end).split(/\s/, 1)[0] ?? '';
  const related = more.map((one) => ({
    path: file.path,
    range: one.range,
    message: 'This follows from the same mistake.',
  }));
  switch (cause.kind) {
    case 'backslash': {
      const { endLine } = cause.above;
      const edits = cause.edits && { [file.path]: cause.edits };
      return {
        range,
        message: `Line ${endLine} ends without a backslash, so that "${word}" begins a new instruction: the build fails. Write " \\" at the end of line ${endLine}.`,
        related,
        fixes: edits ? [{ title: `Continue line ${endLine}: " \\"`, edits, safe: true }] : [],
      };
    }
    case 'quote':
      return {
        range,
        message: `The quotes of ${cause.above.keyword} in line ${cause.above.startLine} end on a later line, and BuildKit reads "${word}" as an instruction: the build fails. Use a here-document, as in RUN python3 <<EOF.`,
        related,
      };
    case 'text':
      return { range, message, related };
  }
}

function refused({ instruction, word, error }: RefusedWord): Finding {
  return {
    range: word.range,
    message: `BuildKit cannot read the quotes or variables here: the build fails. It says "${error}".${remedy(instruction, error)}`,
  };
}

function remedy({ keyword }: RefusedWord['instruction'], error: string): string {
  if (!error.endsWith('-quote')) {
    return '';
  }
  if (keyword === 'COPY' || keyword === 'ADD') {
    return ` For a name with spaces, write ${keyword} ["name", "/folder/"].`;
  }
  return ' Close the quote. If the value contains a quote, put the other kind of quotes around the value.';
}
