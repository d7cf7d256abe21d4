import { asksForAccount } from '../image/users/commands.ts';
import type { Dockerfile, Instruction } from '../model/dockerfile.ts';
import type { Range, TextEdit } from '../model/text.ts';
import { basename } from '../parse/shell/commands.ts';
import { runCommands, type Separator, type ShellCommand } from '../parse/shell/shell.ts';
import { deletions } from './deletions.ts';
import { type Describes, withoutDescription, withoutInstructions } from './lines.ts';

/**
 * Takes commands out of RUNs, for each RUN those that begin at some offsets, with the comments inside them and those above
 * that only describe them. The other commands do what they did before, as long as the removed ones succeed. `true` replaces a
 * command that cannot simply go: inside `if`, in a pipe. Where only here-document marks and options of the shell would remain,
 * the whole instruction goes.
 */
export function withoutCommands(
  file: Dockerfile,
  removed: ReadonlyMap<Instruction, ReadonlySet<number>>,
  describes?: Describes,
): readonly TextEdit[] {
  const whole: Instruction[] = [];
  const edits: TextEdit[] = [];
  for (const [run, starts] of removed) {
    const within = withoutSome(file, run, starts, describes);
    if (within === 'all') {
      whole.push(run);
    } else {
      edits.push(...within);
    }
  }
  return [...withoutInstructions(file, whole, describes), ...edits].sort((a, b) => a.range.start - b.range.start);
}

function withoutSome(
  file: Dockerfile,
  run: Instruction,
  starts: ReadonlySet<number>,
  describes: Describes = () => false,
): readonly TextEdit[] | 'all' {
  const commands = runCommands(run);
  const plan = planRemoval(commands, new Set(commands.filter(({ range }) => starts.has(range.start))));
  const replaced = new Set(plan.replaced);
  const remaining = commands.filter((command) => !plan.dropped.has(command) && !replaced.has(command));
  if (remaining.every(doesNothing)) {
    return 'all';
  }
  const gone = [...plan.dropped].map(({ range }) => range);
  const separators = [...plan.separators.values()].filter(({ text }) => text !== '\n').map(({ range }) => range);
  const isFirst = plan.dropped.has(commands.find((command) => !doesNothing(command)) as ShellCommand);
  return [
    ...(isFirst ? withoutDescription(file, run, describes) : []),
    ...deletions(file, run, [...gone, ...separators], describes),
    ...plan.replaced.map(({ range }) => ({ range, text: 'true' })),
  ];
}

/** Whether a command only changes its own shell, which ends with the RUN, or asks whether the removed account exists. */
const doesNothing = (command: ShellCommand): boolean =>
  command.words.length === 0 ||
  /^(?:alias|cd|export|set|true|umask|unset|:)$/.test(command.words[0]?.value ?? '') ||
  (command.nesting?.kind === 'if' && asksForAccount(command));

interface Removal {
  readonly dropped: ReadonlySet<ShellCommand>;
  readonly separators: ReadonlyMap<number, Separator>;
  readonly replaced: readonly ShellCommand[];
}

/** Which commands and separators go. */
function planRemoval(commands: readonly ShellCommand[], gone: ReadonlySet<ShellCommand>): Removal {
  const dropped = new Set<ShellCommand>();
  const separators = new Map<number, Separator>();
  const replaced: ShellCommand[] = [];
  const chain = commands.filter(({ nesting }) => nesting === undefined);
  const byAfter = new Map(chain.flatMap((command) => (command.after ? [[command.after.range.start, command]] : [])));
  const byBefore = new Map(chain.flatMap((command) => (command.before ? [[command.before.range.start, command]] : [])));
  /** The separator before a command, without those that are removed already. */
  const before = (command: ShellCommand): Separator | undefined => {
    let found = command.before;
    while (found && separators.has(found.range.start)) {
      found = byAfter.get(found.range.start)?.before;
    }
    return found;
  };
  for (const command of commands) {
    if (!gone.has(command) || dropped.has(command)) {
      continue;
    }
    const unit = [command];
    let head = before(command);
    let tail = command.after;
    const inner: Separator[] = [];
    // `getent passwd x || useradd x`: without the second half the question is useless, and would fail the build.
    const question = head?.text === '||' ? byAfter.get(head.range.start) : undefined;
    if (question && asksForAccount(question) && before(question)?.text !== '||') {
      unit.unshift(question);
      inner.push(head as Separator);
      head = before(question);
    }
    // `useradd x || true`: the second half answers a failure that can no longer happen.
    while (tail?.text === '||' && head?.text !== '&&') {
      const answer = byBefore.get(tail.range.start);
      if (!answer || !(gone.has(answer) || isAnswer(answer))) {
        break;
      }
      unit.push(answer);
      inner.push(tail);
      tail = answer.after;
    }
    const between = command.nesting === undefined ? separatorToDrop(around(unit), head, tail) : 'none';
    if (between === 'none') {
      replaced.push(command);
      continue;
    }
    for (const one of unit) {
      dropped.add(one);
    }
    for (const one of [...inner, ...(between ? [between] : [])]) {
      separators.set(one.range.start, one);
    }
  }
  return { dropped, separators, replaced };
}

/** From the first of some commands to the last. */
const around = (commands: readonly ShellCommand[]): Range => ({
  start: Math.min(...commands.map(({ range }) => range.start)),
  end: Math.max(...commands.map(({ range }) => range.end)),
});

const isList = (separator: Separator | undefined): boolean =>
  separator === undefined || /^(?:&&|;|\n)$/.test(separator.text);

/** The separator that goes with a command between two others; `none` where the command cannot simply go. */
function separatorToDrop(
  range: Range,
  head: Separator | undefined,
  tail: Separator | undefined,
): Separator | undefined | 'none' {
  if (tail?.text === '||' && head?.text === '&&') {
    return head;
  }
  if (!isList(head) || !isList(tail)) {
    return 'none';
  }
  if (!head || !tail) {
    return head ?? tail;
  }
  // A line break stays with the line; `&&` binds closer than `;`.
  if (head.text === '\n' || tail.text === '\n') {
    return head.text === '\n' ? tail : head;
  }
  if (head.text !== tail.text) {
    return head.text === '&&' ? head : tail;
  }
  return tail.range.start - range.end < range.start - head.range.end ? tail : head;
}

const isAnswer = ({ words }: ShellCommand): boolean =>
  /^(?:true|:|echo|printf|exit)$/.test(basename(words[0]?.value ?? ''));
