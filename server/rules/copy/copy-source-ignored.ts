import { judgeSources } from '../../context/verdict.ts';
import { describeContext } from '../../model/build.ts';
import type { Project } from '../../model/project.ts';
import { lineStarts } from '../../model/text.ts';
import type { Fix, Related, Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'copy-source-ignored',
  severity: 'error',
  title: 'A source is left out of the build context by the ignore file',
  fix: 'add a `!` pattern',
  why: `What \`.dockerignore\` excludes is never sent to BuildKit, so a COPY of it fails with \`not found\` although the file is there.
\`<Dockerfile>.dockerignore\` beside the Dockerfile is read instead of \`.dockerignore\` when it exists. Patterns match from the context
root (\`.env\` does not match \`nested/.env\`, \`**/.env\` does), and a later \`!pattern\` takes a path back in. A pattern that
BuildKit cannot read, such as \`\\empty\`, fails every build that sends the context.

A folder of which the patterns leave out all that is in it, as \`data/*\` does, passes and arrives empty; that is a warning.`,
  *dockerfile(target) {
    const { project, build } = target;
    const refused = new Set<string>();
    for (const { source, verdict, view } of judgeSources(target)) {
      if (verdict.kind === 'ignore-refused' && !refused.has(verdict.ignoreFile)) {
        refused.add(verdict.ignoreFile);
        yield {
          range: source.word.range,
          message: `BuildKit cannot read a pattern of ${verdict.ignoreFile} (${verdict.reason}): no file of the context is sent and the build fails.`,
          related: [{ path: verdict.ignoreFile, range: { start: 0, end: 0 }, message: 'The ignore file' }],
        };
      }
      const emptied = verdict.kind === 'emptied';
      if (verdict.kind !== 'ignored' && !emptied) {
        continue;
      }
      const by = view?.excludedBy(emptied ? verdict.first : verdict.path);
      const line = by ? `line ${by.line} of ${by.file} (${by.text})` : (view?.ignoreFile ?? 'the ignore file');
      const where = describeContext(build, source.contextName);
      const pattern = emptied ? `${verdict.path}/**` : verdict.path;
      yield {
        range: source.word.range,
        severity: source.stage.isReached && !emptied ? 'error' : 'warning',
        message: emptied
          ? `The build passes, but ${verdict.path === '.' ? where : `"${verdict.path}"`} arrives as an empty folder: ${line} leaves out what is in it.`
          : `"${verdict.path}" is in ${where}, but ${line} leaves it out: the build fails with "not found".`,
        fixes: by && verdict.path !== '.' ? [exception(pattern, by.file, project)] : [],
        related: by ? [relatedLine(by, project)] : [],
      };
    }
  },
};

/** Adds `!pattern` behind all other patterns, since the last one that matches decides. */
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
  return { path: by.file, range: { start, end }, message: 'This pattern leaves it out' };
}
