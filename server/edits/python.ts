import { lastEnv } from '../image/last-env.ts';
import type { PackageCopy } from '../image/python/copies.ts';
import type { PythonRuntime } from '../image/python/path.ts';
import type { Dockerfile, Instruction } from '../model/dockerfile.ts';
import type { Range, TextEdit } from '../model/text.ts';
import { insertAfterGroup, insertEnv } from './insert.ts';

/**
 * Puts a folder on PYTHONPATH: at the end of its value, or in an ENV of its own behind the last COPY of packages. The place
 * is always the same, so that two fixes never set the variable twice. Undefined where the folder cannot be written there.
 */
export function addToPythonPath(
  folder: string,
  copies: readonly PackageCopy[],
  runtime: PythonRuntime,
): TextEdit | undefined {
  const { steps, stage } = runtime;
  const { target } = stage;
  const { file } = target;
  const instruction = copies.at(-1)?.step.instruction ?? stage.from;
  if (/[\s"'$\\:]/.test(folder)) {
    return undefined;
  }
  const set = lastEnv(steps, 'PYTHONPATH');
  if (set && set.step.stage.target === target) {
    return appended(folder, set.word.range, file);
  }
  if (set) {
    return insertAfterGroup(file, instruction, `ENV PYTHONPATH=$PYTHONPATH:${folder}`);
  }
  const asked = target.build.image?.env.PYTHONPATH;
  if (asked === undefined || /[\s"'$\\]/.test(asked)) {
    return insertAfterGroup(file, instruction, `ENV PYTHONPATH=${folder}`);
  }
  // The fix of `env-missing` inserts here too. Only one of the two is applied; the next round finds its PYTHONPATH.
  return insertEnv(file, stage, `ENV PYTHONPATH=${asked}:${folder}`);
}

/** Inside the quotes, where there are some. */
function appended(folder: string, range: Range, file: Dockerfile): TextEdit {
  const text = file.text.slice(range.start, range.end);
  const isQuoted = text.length > 1 && /^["']/.test(text) && text.endsWith(text.charAt(0));
  const at = isQuoted ? range.end - 1 : range.end;
  const before = text.slice(isQuoted ? 1 : 0, at - range.start);
  const colon = before === '' || before.endsWith(':') ? '' : ':';
  return { range: { start: at, end: at }, text: `${colon}${folder}` };
}

const commands = new Set(['ENV', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK']);

/** Replaces the name of a folder in the environment and the commands of a stage. */
export function renameFolder(file: Dockerfile, instructions: readonly Instruction[], from: string, to: string) {
  const ranges = instructions
    .filter(({ keyword }) => commands.has(keyword))
    .flatMap((instruction) => {
      const inner = instruction.inner ?? instruction;
      return inner.keyword === 'ENV' || inner.json ? inner.words.map(({ range }) => range) : [];
    });
  const name = new RegExp(`(?<![\\w./-])${from.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}(?=[/:"'\\s]|$)`, 'g');
  return ranges.flatMap((range) => replaced(file, range, name, to));
}

/** `python3.12` becomes `python3.11` everywhere in some instructions, comments left out. */
export function renameVersion(file: Dockerfile, instructions: readonly Instruction[], from: string, to: string) {
  const name = new RegExp(`(?<=\\bpython)${from.replace('.', '\\.')}(?![\\d])`, 'g');
  return instructions
    .flatMap(({ range }) => replaced(file, range, name, to))
    .filter(({ range }) => !file.comments.some((comment) => overlaps(comment.range, range)));
}

function replaced(file: Dockerfile, { start, end }: Range, pattern: RegExp, text: string): readonly TextEdit[] {
  return [...file.text.slice(start, end).matchAll(pattern)].map((match) => ({
    range: { start: start + match.index, end: start + match.index + match[0].length },
    text,
  }));
}

const overlaps = (a: Range, b: Range): boolean => a.start < b.end && b.start < a.end;
