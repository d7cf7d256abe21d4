import { posix } from 'node:path';
import { withoutInstructions } from '../../edits/lines.ts';
import { groupBy } from '../../groups.ts';
import type { Dockerfile, Instruction, Word } from '../../model/dockerfile.ts';
import type { TextEdit } from '../../model/text.ts';
import { copyWords } from '../../parse/dockerfile/copy-words.ts';
import type { Fix } from '../rule.ts';
import type { Leak } from './leaks.ts';

/** `fresh` are the leaks of a finding, `leak` is the one that it names; `all` are those of their files in the build. */
export function copySecretFixes(leak: Leak, fresh: readonly Leak[], all: readonly Leak[]): readonly Fix[] {
  return leak.entrance.isNamed ? namedFixes(leak, all) : ignoreFix(leak, fresh);
}

/** Takes the file away at every place that names it, those that would take it from another stage too. */
function namedFixes(leak: Leak, all: readonly Leak[]): readonly Fix[] {
  const { stage, instruction } = leak.entrance;
  const { file } = stage.target;
  const same = all.filter((other) => other.file.path === leak.file.path);
  // Something else brings the file along: removing this place is no fix.
  if (same.some(({ entrance }) => !entrance.isNamed)) {
    return [];
  }
  const name = posix.basename(leak.file.path);
  const passages = same.flatMap(({ by }) => by.filter(({ word }) => posix.basename(word.value) === name));
  const removal = without([...same.map(({ entrance }) => entrance), ...passages], file);
  if (removal === undefined) {
    return [];
  }
  const drop: Fix = {
    title: 'Do not copy it: pass it when the container starts',
    edits: { [file.path]: removal },
    safe: false,
  };
  const run = stage.instructions
    .slice(stage.instructions.indexOf(instruction) + 1)
    .find(({ keyword }) => keyword === 'RUN');
  const target = run && passages.length === 0 ? targetOf(leak) : undefined;
  if (!run || target === undefined) {
    return [drop];
  }
  const id =
    posix
      .basename(target)
      .replace(/^\.+/, '')
      .replace(/[^\w.-]/g, '_') || 'secret';
  const at = run.keywordRange.end;
  const mount = { range: { start: at, end: at }, text: ` --mount=type=secret,id=${id},target=${target}` };
  const give: Fix = {
    title: `Give it to the next RUN as a secret (build with --secret id=${id},src=…)`,
    edits: { [file.path]: [...removal, mount].sort((a, b) => a.range.start - b.range.start) },
    safe: false,
  };
  return [give, drop];
}

/** Leaves the files out of the build context, where there is an ignore file to add them to. */
function ignoreFix(leak: Leak, fresh: readonly Leak[]): readonly Fix[] {
  const { stage } = leak.entrance;
  const ignoreFile = leak.brought?.shipped.judged.view?.ignoreFile;
  const read = ignoreFile === undefined ? undefined : stage.target.project.workspace.read(ignoreFile);
  const paths = [...new Set(fresh.flatMap(({ brought }) => brought?.path ?? []))];
  // Other characters mean more than themselves in a pattern.
  if (
    ignoreFile === undefined ||
    read === undefined ||
    !('text' in read) ||
    !paths.every((path) => /^[\w./-]+$/.test(path))
  ) {
    return [];
  }
  const { text } = read;
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = `${text === '' || text.endsWith('\n') ? '' : newline}${paths.join(newline)}${newline}`;
  const range = { start: text.length, end: text.length };
  return [
    {
      title: `Leave it out of the build context (${ignoreFile})`,
      edits: { [ignoreFile]: [{ range, text: lines }] },
      safe: false,
    },
  ];
}

/** The absolute path of the file in the image. Undefined for folders, patterns and unknown destinations. */
function targetOf({ entrance: { instruction, stage }, name, file }: Leak): string | undefined {
  const { target } = stage;
  const { sources, destination } = copyWords(instruction);
  const value = target.value(destination?.value, instruction);
  if (value === undefined || /[*?[,]/.test(name) || target.project.workspace.kind(file.path) === 'directory') {
    return undefined;
  }
  const workdir = stage.imageBefore(instruction).workdir;
  if (!value.startsWith('/') && workdir === undefined) {
    return undefined;
  }
  const isFolder = sources.length > 1 || /(?:^|\/)\.?$/.test(value);
  const folder = posix.resolve(workdir ?? '/', value);
  return isFolder ? posix.join(folder, posix.basename(name)) : folder;
}

/** Removes sources from COPYs, or whole instructions that have no other source. Undefined where one cannot be removed. */
function without(
  places: readonly { readonly instruction: Instruction; readonly word: Word }[],
  file: Dockerfile,
): readonly TextEdit[] | undefined {
  const edits: TextEdit[] = [];
  const whole: Instruction[] = [];
  for (const [instruction, found] of groupBy(places, (place) => place.instruction)) {
    const words = new Set(found.map(({ word }) => word));
    const { sources } = copyWords(instruction);
    if (sources.every((word) => words.has(word))) {
      whole.push(instruction);
    } else if (instruction.json) {
      return undefined;
    } else {
      for (const { range } of words) {
        edits.push({ range: { start: blanksBefore(file.text, range.start, instruction), end: range.end }, text: '' });
      }
    }
  }
  return [...edits, ...withoutInstructions(file, whole)].sort((a, b) => a.range.start - b.range.start);
}

function blanksBefore(text: string, at: number, { keywordRange }: Instruction): number {
  let start = at;
  while (start > keywordRange.end && /[ \t]/.test(text[start - 1] as string)) {
    start--;
  }
  return start;
}
