import type { ImageStep, StageView } from '../../image/target.ts';
import type { TextEdit } from '../../model/text.ts';
import { basename, innerWords } from '../../parse/shell/commands.ts';
import { runCommands, type ShellCommand } from '../../parse/shell/shell.ts';
import type { Finding, Rule } from '../rule.ts';
import { shellOf } from './official-shell.ts';

export const rule: Rule = {
  id: 'sudo-missing',
  severity: 'error',
  title: 'sudo is not in the image',
  fix: 'without sudo (safe where the step runs as root)',
  why: `The official images of Debian, Ubuntu, Alpine and the languages on top of them have no sudo: \`/bin/sh: 1: sudo: not found\`,
and the build fails. They run as root, so that sudo is not needed. To become another user, write USER.

The rule stays silent as soon as an earlier step may have installed sudo: by a package, a script or a COPY.`,
  dockerfile: ({ stages }) => stages.filter((stage) => stage.isReached).flatMap(missingIn),
};

/** All of one stage at once: one sudo is missing. */
function missingIn(stage: StageView): readonly Finding[] {
  const { steps, lineage } = stage;
  if (shellOf(lineage.base) === undefined) {
    return [];
  }
  const calls: ShellCommand[] = [];
  let asRoot = true;
  for (const step of steps) {
    const commands = step.instruction.keyword === 'RUN' ? runCommands(step.instruction) : [];
    if (step.stage === stage) {
      calls.push(...callsIn(commands));
      asRoot &&= calls.length === 0 || isRoot(step);
    }
    if (mayInstall(step, commands)) {
      break;
    }
  }
  const [first, ...more] = calls;
  if (!first) {
    return [];
  }
  const { path } = stage.target.file;
  const edits = calls.flatMap((call) => withoutSudo(call) ?? []);
  const isPlain = asRoot && edits.length === calls.length;
  return [
    {
      range: first.words[0]?.range ?? first.range,
      message: `sudo is not in this image: the build fails. ${isPlain ? 'The step runs as root, so leave sudo out' : 'Change the user by USER instead'}.`,
      fixes: isPlain ? [{ title: 'Leave sudo out', edits: { [path]: edits }, safe: true }] : [],
      related: more.map(({ words, range }) => ({
        path,
        range: words[0]?.range ?? range,
        message: 'sudo stands here, too.',
      })),
    },
  ];
}

/** The commands that call sudo, up to the first one that may install it. */
function callsIn(commands: readonly ShellCommand[]): readonly ShellCommand[] {
  const end = commands.findIndex(installs);
  const known = end < 0 ? commands : commands.slice(0, end + 1);
  return known.filter(({ words, nesting }) => words[0]?.value === 'sudo' && nesting === undefined);
}

const isRoot = ({ before: { user } }: ImageStep): boolean => user === undefined || /^(?:0|root)(?::|$)/.test(user);

const harmless = new Set('adduser addgroup chmod chown echo groupadd ln mkdir rm touch useradd usermod'.split(' '));

/** Whether a command may bring sudo: anything but a few that are known. */
function installs({ words }: ShellCommand): boolean {
  const [program, ...rest] = innerWords(words);
  const name = basename(program?.value ?? '');
  return (
    program !== undefined &&
    !harmless.has(name) &&
    !(/^(?:apt|apt-get|apk)$/.test(name) && rest.some(({ value }) => value === 'update'))
  );
}

function mayInstall({ instruction: { keyword }, before }: ImageStep, commands: readonly ShellCommand[]): boolean {
  // SHELL names another program that reads the commands.
  return keyword === 'RUN'
    ? commands.length === 0 || commands.some(installs)
    : keyword === 'COPY' || keyword === 'ADD' || before.shell !== undefined;
}

/** Only a plain \`sudo program\`: an option may ask for another user. */
function withoutSudo({ words: [sudo, next] }: ShellCommand): TextEdit | undefined {
  return sudo && next && !/^-|=/.test(next.value)
    ? { range: { start: sudo.range.start, end: next.range.start }, text: '' }
    : undefined;
}
