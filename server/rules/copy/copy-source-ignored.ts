import { judgeSources } from '../../context/verdict.ts';
import { describeContext } from '../../model/build.ts';
import type { Project } from '../../model/project.ts';
import { lineStarts } from '../../model/text.ts';
import type { Fix, Related, Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'copy-source-ignored',
  speaksFor: ['CopyIgnoredFile'],
  severity: 'error',
  title: 'The ignore file excludes a source from the build context',
  fix: 'add a `!` pattern',
  why: `BuildKit does not get what \`.dockerignore\` excludes, so a COPY of it fails with \`not found\` although the file exists.
If \`<Dockerfile>.dockerignore\` exists beside the Dockerfile, BuildKit reads it instead of \`.dockerignore\`. Patterns match from
the root of the build context (\`.env\` does not match \`nested/.env\`, \`**/.env\` does), and a later \`!pattern\` includes a path
again. A pattern that BuildKit cannot read, such as \`\\empty\`, fails every build that sends the context.

If the patterns exclude everything in a folder but not the folder itself, as \`data/*\` does, the build passes and copies an
empty folder. That is a warning.`,
  *dockerfile(target) {
    const { project, build } = target;
    const refused = new Set<string>();
    for (const { source, verdict, view } of judgeSources(target)) {
      if (verdict.kind === 'ignore-refused' && !refused.has(verdict.ignoreFile)) {
        refused.add(verdict.ignoreFile);
        yield {
          range: source.word.range,
          message: `${verdict.ignoreFile} has a pattern that BuildKit cannot read: the build fails. No file of the build context is sent. Reason: ${verdict.reason}.`,
          related: [{ path: verdict.ignoreFile, range: { start: 0, end: 0 }, message: 'This is the ignore file.' }],
        };
      }
      const emptied = verdict.kind === 'emptied';
      if (verdict.kind !== 'ignored' && !emptied) {
        continue;
      }
      const by = view?.excludedBy(emptied ? verdict.first : verdict.path);
      const line = by ? `line ${by.line} of ${by.file}` : (view?.ignoreFile ?? 'the ignore file');
      const cause = by ? ` The pattern is "${by.text}".` : '';
      const where = describeContext(build, source.contextName);
      const pattern = emptied ? `${verdict.path}/**` : verdict.path;
      yield {
        range: source.word.range,
        severity: source.stage.isReached && !emptied ? 'error' : 'warning',
        message: emptied
          ? `No files are copied from ${verdict.path === '.' ? where : `"${verdict.path}"`}: ${line} excludes them. The build passes and copies an empty folder.${cause}`
          : `"${verdict.path}" is excluded by ${line}: the build fails with "not found". The file exists in ${where}.${cause}`,
        fixes: by && verdict.path !== '.' ? [exception(pattern, by.file, project)] : [],
        related: by ? [relatedLine(by, project)] : [],
        // One file that is left out in many places.
        cause: `${source.context} ${pattern}`,
      };
    }
  },
};

/** Adds `!pattern` after all other patterns, since the last pattern that matches decides. */
function exception(pattern: string, file: string, project: Project): Fix {
  const read = project.workspace.read(file);
  const text = 'text' in read ? read.text : '';
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const before = text === '' || text.endsWith('\n') ? '' : newline;
  const edit = { range: { start: text.length, end: text.length }, text: `${before}!${pattern}${newline}` };
  return { title: `Add "!${pattern}" to ${file}`, edits: { [file]: [edit] }, safe: false };
}

function relatedLine(by: { readonly file: string; readonly line: number }, project: Project): Related {
  const read = project.workspace.read(by.file);
  const text = 'text' in read ? read.text : '';
  const starts = lineStarts(text);
  const start = starts[by.line - 1] ?? text.length;
  const end = start + text.slice(start, starts[by.line]).trimEnd().length;
  return { path: by.file, range: { start, end }, message: 'This pattern excludes it.' };
}
