import { readsAsWell } from '../../edits/readable.ts';
import { lineStart, nextLine } from '../../edits/replace.ts';
import type { Comment, Dockerfile } from '../../model/dockerfile.ts';
import type { Finding, Fix, Rule } from '../rule.ts';
import { frontendVersion } from './frontend.ts';

export const rule: Rule = {
  id: 'syntax-directive-inert',
  severity: 'warning',
  aboutForm: true,
  title: 'A parser directive where BuildKit takes it for a comment',
  fix: 'move it to the first line (safe for `# syntax=`)',
  why: `\`# syntax=\`, \`# escape=\` and \`# check=\` are directives only at the very top: before any other comment, empty line or
instruction. Anywhere else they are comments, silently: the file is read by whatever frontend the builder brings, with \`\\\` as its
escape character.

Moving \`# escape=\` or \`# check=\` up changes what the file means, or whether it passes, so these fixes are not safe; nor is that of a
\`# syntax=\` that pins a frontend too old for what the file uses.`,
  unmasks: [
    { why: 'An older frontend reads less, another escape character reads other words; neither fix is a safe one.' },
  ],
  *dockerfile({ file }) {
    if (/^\ufeff?#!/.test(file.text)) {
      return;
    }
    const taken = new Set(file.directives.map(({ name }) => name));
    for (const comment of file.comments) {
      const directive = read(comment);
      if (!directive || taken.has(directive.name)) {
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
  check: /^(?:skip|error)=\S+$/,
};

function read({ text }: Comment): Inert | undefined {
  const [, name = '', value = ''] = /^(syntax|escape|check)[ \t]*=[ \t]*(\S+)$/i.exec(text) ?? [];
  const key = name.toLowerCase();
  return values[key]?.test(value) ? { name: key, value } : undefined;
}

function finding(comment: Comment, { name, value }: Inert, file: Dockerfile): Finding {
  return {
    range: comment.range,
    message: `This is a comment to BuildKit, since a directive stands before every other comment, empty line and instruction: "# ${name}=${value}" is not in force.`,
    fixes: moveUp(comment, name === 'syntax' && !isTooOld(value, file), file).filter(
      ({ edits }) => name !== 'escape' || readsAsWell(file, edits[file.path] ?? []),
    ),
  };
}

/** Whether a pinned frontend may lack something that the file uses: activating it would break the build. */
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
  // A second byte-order mark is white space to BuildKit, and would part from the first one.
  if (text.startsWith('\ufeff\ufeff')) {
    return [];
  }
  const edits = [
    { range: { start: top, end: top }, text: text.slice(range.start, range.end) + newline },
    { range: line, text: '' },
  ];
  return [{ title: 'Move it to the first line', edits: { [file.path]: edits }, safe }];
}
