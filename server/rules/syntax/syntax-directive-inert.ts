import { readsAsWell } from '../../edits/readable.ts';
import { optionsAbove } from '../../image/check-settings.ts';
import type { Comment, Dockerfile, Instruction } from '../../model/dockerfile.ts';
import { lineStart, nextLine } from '../../model/text.ts';
import { readCheckOptions } from '../../parse/dockerfile/check-options.ts';
import type { Finding, Fix, Rule } from '../rule.ts';
import { frontendVersion } from './frontend.ts';

export const rule: Rule = {
  id: 'syntax-directive-inert',
  severity: 'warning',
  aboutForm: true,
  title: 'A parser directive has no effect, because it is not at the top of the file',
  fix: 'move it to the first line (safe for `# syntax=`)',
  why: `\`# syntax=\`, \`# escape=\` and \`# check=\` are directives only at the top of the file: before any other comment, empty
line or instruction. In any other place they are comments, and BuildKit does not warn: it reads the file with its default
frontend, and with \`\\\` as the escape character.

Since its Dockerfile frontend 1.21 (BuildKit 0.27), BuildKit also reads \`# check=skip=…\` right above an instruction, for that
instruction alone; \`error=true\` counts only at the top. The rule says nothing there, unless it is the first instruction, where
the whole file is meant, or \`# syntax=\` pins an older frontend.

Moving \`# escape=\` or \`# check=\` up changes the meaning of the file, or whether its checks pass, so these fixes are not safe.
The fix for \`# syntax=\` is not safe if the pinned frontend is too old for the file.`,
  *dockerfile({ file }) {
    if (/^\ufeff?#!/.test(file.text)) {
      return;
    }
    const taken = new Set(file.directives.map(({ name }) => name));
    for (const comment of file.comments) {
      const directive = read(comment);
      if (!directive || taken.has(directive.name) || countsForInstruction(comment, directive, file)) {
        continue;
      }
      taken.add(directive.name);
      yield finding(comment, directive, file);
    }
  },
};

interface Inert {
  readonly name: string;
  readonly value: string;
}

const values: Readonly<Record<string, RegExp>> = {
  syntax: /^[a-z0-9][\w./-]*(?:\/[\w.-]+)(?::[\w.-]+)?(?:@sha256:[0-9a-f]+)?$/,
  escape: /^[\\`]$/,
  check: /^(?:skip|error|experimental)=\S+$/,
};

function read({ text }: Comment): Inert | undefined {
  const [, name = '', value = ''] = /^(syntax|escape|check)[ \t]*=[ \t]*(\S+)$/i.exec(text) ?? [];
  const key = name.toLowerCase();
  // Moved up, options that BuildKit cannot read would fail the build.
  const isReadable = key !== 'check' || !('refused' in readCheckOptions(value));
  return isReadable && values[key]?.test(value) ? { name: key, value } : undefined;
}

/** Whether BuildKit reads a `# check=` for the instruction below it. */
function countsForInstruction({ range }: Comment, { name, value }: Inert, file: Dockerfile): boolean {
  const version = frontendVersion(file.directives.find((one) => one.name === 'syntax')?.value ?? '');
  const below = file.instructions.findIndex((one) => one.range.start > range.start);
  const before = file.instructions[below - 1];
  return (
    name === 'check' &&
    (version === undefined || version >= 21) &&
    before !== undefined &&
    before.range.end < range.start &&
    optionsAbove(file).has(file.instructions[below] as Instruction) &&
    !value.includes('error=')
  );
}

function finding(comment: Comment, { name, value }: Inert, file: Dockerfile): Finding {
  return {
    range: comment.range,
    message: `"# ${name}=${value}" has no effect: BuildKit reads it as a comment. A directive must come before every other comment, empty line and instruction. Move it up.`,
    fixes: moveUp(comment, name === 'syntax' && !isTooOld(value, file), file).filter(
      ({ edits }) => name !== 'escape' || readsAsWell(file, edits[file.path] ?? []),
    ),
  };
}

/** Whether a pinned frontend may be too old for the file: with the directive, the build would fail. */
function isTooOld(value: string, file: Dockerfile): boolean {
  const version = frontendVersion(value);
  if (version === undefined || version >= 20) {
    return false;
  }
  const newer =
    /^(?:mount|link|parents|exclude|checksum|start-interval|keep-git-dir|chmod|unpack|device|network|security)$/;
  return file.instructions.some(
    ({ heredocs, flags, inner }) =>
      heredocs.length > 0 || [...flags, ...(inner?.flags ?? [])].some((flag) => newer.test(flag.name)),
  );
}

function moveUp({ range }: Comment, safe: boolean, file: Dockerfile): readonly Fix[] {
  const { text, newline } = file;
  const top = text.startsWith('\ufeff') ? 1 : 0;
  const line = { start: Math.max(top, lineStart(text, range.start)), end: nextLine(text, range.end) };
  // BuildKit reads a second byte order mark as white space. The edit would separate it from the first one.
  if (text.startsWith('\ufeff\ufeff')) {
    return [];
  }
  const edits = [
    { range: { start: top, end: top }, text: text.slice(range.start, range.end) + newline },
    { range: line, text: '' },
  ];
  return [{ title: 'Move it to the first line', edits: { [file.path]: edits }, safe }];
}
