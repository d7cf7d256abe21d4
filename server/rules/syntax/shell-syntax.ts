import { readsAsWell } from '../../edits/readable.ts';
import type { StageView } from '../../image/target.ts';
import type { Dockerfile, Instruction, Word } from '../../model/dockerfile.ts';
import { lineStart, type Range } from '../../model/text.ts';
import { keywords } from '../../parse/dockerfile/instruction.ts';
import { brokenArray } from '../../parse/dockerfile/json-array.ts';
import { basename, isShell } from '../../parse/shell/commands.ts';
import {
  type LackingOperator,
  lackingOperators,
  openEnd,
  runCommands,
  type ShellCommand,
} from '../../parse/shell/shell.ts';
import type { Finding, Fix, Rule } from '../rule.ts';
import { isStray } from './stray-lines.ts';

export const rule: Rule = {
  id: 'shell-syntax',
  severity: 'error',
  aboutForm: true,
  speaksFor: ['NoEmptyContinuation'],
  title: 'A shell cannot read a command, or a command swallows the next instruction',
  fix: 'remove the doubled operator, or the `&& \\` that swallows an instruction (safe)',
  why: `A shell refuses a text with an operator that lacks a command: \`&& \\\` at the end of a line and \`&&\` at the beginning of the
next, an operator before the first command, or one after the last. The build fails with
\`syntax error near unexpected token\` or \`Syntax error: "&&" unexpected\`, and runs no command of the text at all. The parser
of BuildKit does not look at it.

So does a text in which a quote, a bracket, \`if\` or a loop is not closed: \`RUN echo it's fine\`. An \`if\` needs its
\`then\`, a loop its \`do\`.

A backslash after the last command of a RUN makes the next instruction a part of it, across empty lines and comments:
\`RUN make && \\\` above \`EXPOSE 80\` runs a program with the name \`EXPOSE\`.

The rule reads what \`sh\`, \`bash\` and the like run. It ignores other shells, and text inside quotes and backquotes.`,
  dockerfile: (target) =>
    target.stages.flatMap((stage) =>
      stage.instructions.flatMap((instruction, index, all) =>
        isRead(instruction, stage) ? read(instruction, all[index + 1], stage) : [],
      ),
    ),
};

const outcomes: Readonly<Record<string, string>> = {
  RUN: 'the build fails',
  CMD: 'the container does not start',
  ENTRYPOINT: 'the container does not start',
};

function isRead(instruction: Instruction, stage: StageView): boolean {
  const { keyword, json } = instruction;
  if (!(keyword in outcomes) || json || brokenArray(instruction)) {
    return false;
  }
  const [shell] = stage.imageBefore(instruction).shell ?? [];
  return stage.target.file.escape === '\\' && (shell === undefined || isShell(basename(shell)));
}

function read(instruction: Instruction, next: Instruction | undefined, stage: StageView): readonly Finding[] {
  const { file } = stage.target;
  const [first, ...more] = lackingOperators(instruction);
  const swallowed = instruction.keyword === 'RUN' ? swallowedIn(instruction, file) : undefined;
  // With an instruction inside, an operator without a command follows from it.
  if (swallowed) {
    return [swallows(swallowed, instruction, stage)];
  }
  // Where the backslash below an operator is missing, `dockerfile-syntax` names that.
  if (first?.kind === 'trailing' && next !== undefined && isStray(next)) {
    return [];
  }
  return first ? [lacks(first, more, instruction, stage)] : unclosed(instruction, next, stage);
}

/** A quote, a bracket or a keyword that is open at the end. */
function unclosed(instruction: Instruction, next: Instruction | undefined, stage: StageView): readonly Finding[] {
  // Where a quote ends on a later line, `dockerfile-syntax` names that.
  const isTold = next !== undefined && isStray(next);
  const fault = instruction.heredocs.length > 0 || isTold ? undefined : openEnd(instruction);
  if (fault === undefined) {
    return [];
  }
  const what = `${fault.wrong.slice(0, 1).toUpperCase()}${fault.wrong.slice(1)}`;
  return [
    {
      range: fault.range,
      severity: weigh(stage),
      message: `${what}: ${outcomes[instruction.keyword]}, since the shell cannot read the text. ${fault.remedy}`,
    },
  ];
}

function lacks(
  fault: LackingOperator,
  more: readonly LackingOperator[],
  { keyword }: Instruction,
  stage: StageView,
): Finding {
  const { file } = stage.target;
  const { kind, operator, before } = fault;
  const what = {
    doubled: `"${operator.text}" follows "${before?.text}" with no command between them`,
    leading: `"${operator.text}" has no command before it`,
    trailing: `"${operator.text}" has no command behind it`,
  }[kind];
  return {
    range: operator.range,
    severity: weigh(stage),
    message: `${what}: ${outcomes[keyword]}, since the shell cannot read the text. ${remedy(fault)}`,
    related: [
      ...(before && kind === 'doubled'
        ? [{ path: file.path, range: before.range, message: 'The first operator.' }]
        : []),
      ...more.map(({ operator: { range } }) => ({ path: file.path, range, message: 'Another one in the same text.' })),
    ],
    fixes: lackFixes([fault, ...more], file),
  };
}

const remedy = ({ kind, operator, before }: LackingOperator): string =>
  kind === 'doubled' && operator.text === before?.text
    ? 'Remove one of them.'
    : 'Remove it, or write the command that is missing.';

/** Removes the second of two equal operators, everywhere in the text: with one left, the shell would still refuse it. */
function lackFixes(faults: readonly LackingOperator[], file: Dockerfile): readonly Fix[] {
  if (!faults.every(({ kind, operator, before }) => kind === 'doubled' && operator.text === before?.text)) {
    return [];
  }
  const edits = faults.flatMap(({ operator: { range } }) => {
    const [text = '', next] = /[ \t]*(.)?/y.exec(file.text.slice(range.end, range.end + 100)) ?? [];
    const blanks = text.length - (next?.length ?? 0);
    // At the beginning of a line, a `#` would begin a comment of the Dockerfile.
    return next === undefined || next === '#' || next === '\\'
      ? []
      : [{ range: { start: range.start, end: range.end + blanks }, text: '' }];
  });
  if (edits.length < faults.length) {
    return [];
  }
  return [{ title: 'Remove the doubled operator', edits: { [file.path]: edits }, safe: true }];
}

/** A word of a RUN that begins a line, looks like an instruction and is none. */
interface Swallowed {
  readonly word: Word;
  /** Undefined where the word is an argument of the command above. */
  readonly command: ShellCommand | undefined;
}

const names: ReadonlySet<string> = new Set(keywords);

function swallowedIn(run: Instruction, file: Dockerfile): Swallowed | undefined {
  // Inside a here-document, lines belong to the script.
  if (run.endLine === run.startLine || run.heredocs.length > 0) {
    return undefined;
  }
  for (const command of runCommands(run)) {
    for (const word of command.words) {
      if (names.has(word.value) && beginsLine(word.range, file) && hasArguments(word, file)) {
        return { word, command: command.words[0] === word ? command : undefined };
      }
    }
  }
  return undefined;
}

function beginsLine({ start, end }: Range, { text }: Dockerfile): boolean {
  const from = lineStart(text, start);
  return text.slice(from, start).trim() === '' && text.slice(start, end) === text.slice(start, end).toUpperCase();
}

const hasArguments = ({ range }: Word, { text }: Dockerfile): boolean =>
  /^[ \t]+[^\s\\]/.test(text.slice(range.end, range.end + 40));

function swallows({ word, command }: Swallowed, { keyword, startLine }: Instruction, stage: StageView): Finding {
  const { file } = stage.target;
  const isSure = command !== undefined && command.nesting === undefined && command.after?.text !== '||';
  return {
    range: word.range,
    severity: isSure ? weigh(stage) : 'warning',
    message: `${word.value} belongs to the ${keyword} of line ${startLine}, since a "\\" above continues it: ${isSure ? 'the build fails' : 'the instruction has no effect'}. Remove that "\\"${command?.before ? ` and the "${command.before.text}" before it` : ''}.`,
    fixes: isSure && command.before ? endFix(command.before.range, word, file) : backslashFix(word, file),
  };
}

/** Removes the backslash above. With an empty line between, nobody means the line as an argument. */
function backslashFix(word: Word, file: Dockerfile): readonly Fix[] {
  const before = file.text.slice(0, word.range.start);
  const [, blanks = '', lines] =
    /([ \t]*\\)[ \t]*\r?\n((?:[ \t]*(?:#.*)?\r?\n)*)[ \t]*$/.exec(before.slice(-2000)) ?? [];
  if (lines === undefined) {
    return [];
  }
  const start = before.lastIndexOf(blanks);
  const edit = { range: { start, end: start + blanks.length }, text: '' };
  if (!readsAsWell(file, [edit], file.instructions.length + 1)) {
    return [];
  }
  const isApart = lines
    .split('\n')
    .slice(0, -1)
    .some((line) => line.trim() === '');
  return [{ title: 'End the RUN above', edits: { [file.path]: [edit] }, safe: isApart }];
}

/** Removes `&& \` at the end of the line above, where nothing but empty lines and comments follows it. */
function endFix(operator: Range, word: Word, file: Dockerfile): readonly Fix[] {
  const { text } = file;
  const [rest = ''] = /^[ \t]*\\[ \t]*/.exec(text.slice(operator.end, word.range.start)) ?? [];
  const between = text.slice(operator.end + rest.length, word.range.start);
  if (rest === '' || between.split(/\r?\n/).some((line) => !/^[ \t]*(?:#.*)?$/.test(line))) {
    return [];
  }
  let { start } = operator;
  while (text[start - 1] === ' ' || text[start - 1] === '\t') {
    start--;
  }
  const edit = { range: { start, end: operator.end + rest.length }, text: '' };
  if (!readsAsWell(file, [edit], file.instructions.length + 1)) {
    return [];
  }
  return [{ title: 'End the RUN above', edits: { [file.path]: [edit] }, safe: true }];
}

const weigh = ({ isReached }: StageView): 'error' | 'warning' => (isReached ? 'error' : 'warning');
