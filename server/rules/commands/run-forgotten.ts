import { userPrograms } from '../../facts/programs.ts';
import type { StageView } from '../../image/target.ts';
import { asksForAccount } from '../../image/users/commands.ts';
import type { Instruction, Word } from '../../model/dockerfile.ts';
import { basename, innerWords, wordsRange } from '../../parse/shell/commands.ts';
import { runCommands, type ShellCommand } from '../../parse/shell/shell.ts';
import type { Finding, Fix, Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'run-forgotten',
  severity: 'warning',
  title: 'A RUN ends with a change of its own shell, which is forgotten',
  fix: 'WORKDIR or ENV, where the RUN has nothing else',
  why: `Each RUN starts a shell of its own. What \`cd\`, \`export\`, \`alias\`, \`umask\`, \`unset\` and \`source …/activate\` change ends
with it: after \`RUN cd /app\`, the next instruction runs where the last WORKDIR says. The build passes. WORKDIR and ENV last.

The rule looks at the last command of a RUN. It ignores \`cd -\`, \`cd ..\`, \`cd /\` and \`cd\` behind other commands, by which people
go back to where they came from.`,
  dockerfile: (target) =>
    target.stages
      .filter((stage) => stage.isReached)
      .flatMap((stage) =>
        stage.instructions.filter(({ keyword }) => keyword === 'RUN').flatMap((run) => forgotten(run, stage) ?? []),
      ),
};

const lasting: Readonly<Record<string, string>> = {
  cd: 'WORKDIR sets the folder of the instructions below',
  export: 'ENV sets variables for the instructions below',
  unset: 'An ENV without a value clears a variable below',
  alias: 'A script in a folder of PATH is there for the instructions below',
  umask: 'Put it in front of the commands that it is meant for',
  source: 'Put the bin folder of the environment on PATH by ENV',
};

function forgotten(run: Instruction, stage: StageView): Finding | undefined {
  const commands = runCommands(run);
  // Commands about accounts do not ask where they run: a change before them is forgotten as well.
  const last = commands.findLast((one) => !isAboutAccounts(one));
  if (
    !last ||
    last.nesting ||
    !changesShell(last, commands.length === 1) ||
    /^(?:\|\|?|\|&|&)$/.test(last.before?.text ?? '')
  ) {
    return undefined;
  }
  const [program] = last.words;
  const name = program?.value === '.' ? 'source' : (program?.value ?? '');
  return {
    range: wordsRange(last.words),
    message: `"${name}" at the end of a RUN has no effect: each RUN starts a shell of its own. ${lasting[name]}.`,
    fixes:
      commands.length === 1 && run.flags.length === 0 && run.heredocs.length === 0 ? fixesOf(run, last, stage) : [],
  };
}

const isAboutAccounts = (command: ShellCommand): boolean =>
  userPrograms.has(basename(innerWords(command.words)[0]?.value ?? '')) || asksForAccount(command);

function changesShell({ words, after }: ShellCommand, isOnly: boolean): boolean {
  const [program, first] = words.map(({ value }) => value);
  if (program === undefined || after?.text === '&' || words.length < 2) {
    return false;
  }
  if (program === '.' || program === 'source') {
    return /\/activate$/.test(first ?? '');
  }
  return (
    Object.hasOwn(lasting, program) &&
    (program !== 'cd' || isOnly || !/^(?:-|\.\.(?:\/\.\.)*\/?|\/|~)$/.test(first ?? ''))
  );
}

function fixesOf(
  run: Instruction,
  { words: [program, first, ...more] }: ShellCommand,
  { target: { file } }: StageView,
): readonly Fix[] {
  const text = textFor(program as Word, first, more);
  if (text === undefined) {
    return [];
  }
  const title = `Write it as ${text.split(' ')[0]}`;
  return [{ title, edits: { [file.path]: [{ range: run.range, text }] }, safe: false }];
}

function textFor({ value: program }: Word, first: Word | undefined, more: readonly Word[]): string | undefined {
  const value = first?.value ?? '';
  if (more.length > 0 || !/^[\w./=:-]+$/.test(value)) {
    return undefined;
  }
  if (program === 'cd' && !value.startsWith('-')) {
    return `WORKDIR ${value}`;
  }
  return program === 'export' && /^\w+=./.test(value) ? `ENV ${value}` : undefined;
}
