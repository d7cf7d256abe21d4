import { asksForAccount } from '../image/users/commands.ts';
import type { Dockerfile, Instruction } from '../model/dockerfile.ts';
import { lineStart, nextLine, type Range, type TextEdit } from '../model/text.ts';
import { basename } from '../parse/shell/commands.ts';
import { runCommands, type Separator, type ShellCommand } from '../parse/shell/shell.ts';

/** Takes a whole instruction away with its lines; comments above it stay. */
export function withoutInstruction(file: Dockerfile, { range }: Instruction): TextEdit {
  return { range: { start: lineStart(file.text, range.start), end: nextLine(file.text, range.end) }, text: '' };
}

/**
 * Takes the commands that begin at `starts` out of a RUN. The others do what they did before, as long as the removed ones
 * succeed. Comments stay. `true` replaces a command that cannot simply go: inside `if`, in a pipe. Where only here-document
 * marks and options of the shell would remain, the whole instruction goes.
 */
export function withoutCommands(file: Dockerfile, run: Instruction, starts: ReadonlySet<number>): readonly TextEdit[] {
  const commands = runCommands(run);
  const plan = planRemoval(commands, new Set(commands.filter(({ range }) => starts.has(range.start))));
  const replaced = new Set(plan.replaced);
  const remaining = commands.filter((command) => !plan.dropped.has(command) && !replaced.has(command));
  if (remaining.every(doesNothing)) {
    return [withoutInstruction(file, run)];
  }
  const removed = [...plan.dropped].map(({ range }) => range);
  const separators = [...plan.separators.values()].filter(({ text }) => text !== '\n').map(({ range }) => range);
  return [
    ...deletions(file, run, [...removed, ...separators]),
    ...plan.replaced.map(({ range }) => ({ range, text: 'true' })),
  ].sort((a, b) => a.range.start - b.range.start);
}

/** Whether a command only sets options of the shell, or asks whether the removed account exists. */
const doesNothing = (command: ShellCommand): boolean =>
  command.words.length === 0 ||
  /^(?:set|true|:)$/.test(command.words[0]?.value ?? '') ||
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
    const between = command.nesting === undefined ? separatorToDrop(command.range, head, tail) : 'none';
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

/** Deletes stretches of an instruction: whole lines where nothing else is on them, and a continuation that would dangle. */
function deletions(file: Dockerfile, run: Instruction, stretches: readonly Range[]): readonly TextEdit[] {
  const { text } = file;
  const from = lineStart(text, run.range.start);
  const until = nextLine(text, run.range.end);
  const isGone = (at: number) => masked[at - from] !== 0;
  const masked = new Uint8Array(until - from);
  for (const { start, end } of stretches) {
    masked.fill(1, start - from, end - from);
  }
  const comments = new Set(
    file.comments.filter(({ range }) => range.start >= from && range.end <= until).map(({ range }) => range.start),
  );
  const lines = readLines(text, from, until, file.escape).map((line) => {
    const first = firstVisible(text, line.start, line.end);
    const isComment = comments.has(first) || (first < line.end && text[first] === '#' && isInHeredoc(run, first));
    // Comments and empty lines inside a removed command stay where they are.
    if (isComment) {
      masked.fill(0, line.start - from, line.end - from);
    }
    const kept = isComment || someVisible(text, line.start, line.bodyEnd, (at) => !isGone(at));
    const hit = !isComment && someVisible(text, line.start, line.bodyEnd, isGone);
    return { ...line, isComment, kept, hit };
  });
  const removal: Range[] = [];
  for (const line of lines) {
    if (!line.hit) {
      continue;
    }
    if (!line.kept) {
      removal.push({ start: line.start, end: line.next });
    } else {
      removal.push(...gaps(text, line, isGone));
    }
  }
  const content = lines.filter((line) => line.kept && !line.isComment && line.start < instructionEnd(run));
  const last = content.at(-1);
  const original = lines.filter((line) => (line.kept || line.hit) && !line.isComment).at(-1);
  // The new last line must not continue into the next instruction.
  if (last?.continued && original !== last) {
    removal.push({ start: trimmedEnd(text, last.start, last.bodyEnd, isGone), end: last.end });
  }
  return merge(joinFirstLine(file, run, lines, merge(removal))).map((range) => ({ range, text: '' }));
}

const instructionEnd = (run: Instruction): number => run.heredocs[0]?.contentRange.end ?? run.range.end;
const isInHeredoc = (run: Instruction, at: number): boolean =>
  run.heredocs.some(({ contentRange }) => at >= contentRange.start && at < contentRange.end);

interface Line {
  readonly start: number;
  /** Without the continuation and the blanks before it. */
  readonly bodyEnd: number;
  /** Without the line break. */
  readonly end: number;
  readonly next: number;
  readonly continued: boolean;
}

function readLines(text: string, from: number, until: number, escapeToken: string): readonly Line[] {
  const lines: Line[] = [];
  for (let start = from; start < until; ) {
    const next = Math.min(nextLine(text, start), until);
    let end = next;
    while (end > start && (text[end - 1] === '\n' || text[end - 1] === '\r')) {
      end--;
    }
    let last = end;
    while (last > start && isBlank(text[last - 1])) {
      last--;
    }
    const continued = last > start && text[last - 1] === escapeToken;
    lines.push({ start, bodyEnd: continued ? last - 1 : end, end, next, continued });
    start = next;
  }
  return lines;
}

const isBlank = (character: string | undefined): boolean => character === ' ' || character === '\t';

function firstVisible(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && isBlank(text[at])) {
    at++;
  }
  return at;
}

function someVisible(text: string, start: number, end: number, test: (at: number) => boolean): boolean {
  for (let at = start; at < end; at++) {
    if (!isBlank(text[at]) && test(at)) {
      return true;
    }
  }
  return false;
}

/** The end of what stays on a line. */
function trimmedEnd(text: string, start: number, end: number, isGone: (at: number) => boolean): number {
  let at = end;
  while (at > start && (isBlank(text[at - 1]) || isGone(at - 1))) {
    at--;
  }
  return at;
}

/** What goes of a line that stays, with the blanks on one side of it. */
function gaps(text: string, line: Line, isGone: (at: number) => boolean): readonly Range[] {
  const found: Range[] = [];
  for (let at = line.start; at < line.bodyEnd; at++) {
    if (!isGone(at)) {
      continue;
    }
    let end = at;
    for (let next = at; next < line.bodyEnd && (isGone(next) || isBlank(text[next])); next++) {
      if (isGone(next)) {
        end = next + 1;
      }
    }
    let start = at;
    let stop = end;
    while (stop < line.bodyEnd && isBlank(text[stop])) {
      stop++;
    }
    if (stop === line.bodyEnd || text[stop] === ';') {
      // Nothing or a semicolon follows: the blanks before it go, those before a continuation stay.
      if (line.continued || stop < line.bodyEnd) {
        stop = end;
      }
      while (start > line.start && isBlank(text[start - 1])) {
        start--;
      }
    }
    found.push({ start, end: stop });
    at = stop;
  }
  return found;
}

/** `RUN \` and the first command on the next line: they are joined when no comment stands between them. */
function joinFirstLine(
  { text }: Dockerfile,
  run: Instruction,
  lines: readonly (Line & { readonly kept: boolean; readonly hit: boolean; readonly isComment: boolean })[],
  removal: readonly Range[],
): readonly Range[] {
  const [first, ...others] = lines;
  const head = removal[0];
  const bodyStart = run.flags.at(-1)?.range.end ?? run.keywordRange.end;
  if (!first?.hit || !first.continued || !head || text.slice(bodyStart, head.start).trim() !== '') {
    return removal;
  }
  if (text.slice(head.end, first.bodyEnd).trim() !== '') {
    return removal;
  }
  const next = others.find((line) => line.kept || line.isComment);
  if (!next || next.isComment) {
    return removal;
  }
  const start = firstVisible(text, bodyStart, head.end);
  const begin = firstVisible(text, next.start, next.end);
  const end = removal.find((range) => range.start <= begin && range.end > begin)?.end ?? begin;
  return [{ start, end }, ...removal.slice(1)];
}

function merge(ranges: readonly Range[]): readonly Range[] {
  const merged: Range[] = [];
  for (const range of [...ranges].sort((a, b) => a.start - b.start || a.end - b.end)) {
    const last = merged.at(-1);
    if (last && range.start <= last.end) {
      merged[merged.length - 1] = { ...last, end: Math.max(last.end, range.end) };
    } else {
      merged.push(range);
    }
  }
  return merged;
}
