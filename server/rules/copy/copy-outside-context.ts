import { posix } from 'node:path';
import type { Rule } from '../../check/rule.ts';
import { copySources } from '../../context/sources.ts';
import { contextPath } from '../../context/verdict.ts';
import { replacePath } from '../../edits/replace.ts';

export const rule: Rule = {
  id: 'copy-outside-context',
  severity: 'warning',
  title: 'A source points above the build context',
  fix: 'the path that is read (safe)',
  why: `A build cannot read above its context. BuildKit does not refuse \`../shared\`: it drops every \`..\` that would leave the
context and reads \`shared\` from the context root. What is copied is then not what the path says, or the build fails because there is no
such file. Write the path that is really read, or give the image a context that holds the file.`,
  *dockerfile(file, project) {
    const reported = new Set<number>();
    for (const build of project.builds(file.path)) {
      for (const source of copySources(file, build)) {
        if (source.path === undefined || !leaves(source.path) || reported.has(source.word.range.start)) {
          continue;
        }
        reported.add(source.word.range.start);
        const read = contextPath(source.path);
        // Where nothing is read, the path still tells what was meant.
        const isThere =
          source.context !== undefined && project.workspace.kind(posix.join(source.context, read)) !== undefined;
        const edit = read === '.' ? undefined : replacePath(file, source.word, read);
        yield {
          range: source.word.range,
          message: `"${source.path}" points above the build context. BuildKit drops the "..", and reads "${read}" from the context root.`,
          fixes: edit
            ? [{ title: `Write what is read: "${read}"`, edits: { [file.path]: [edit] }, safe: isThere }]
            : [],
        };
      }
    }
  },
};

const leaves = (path: string): boolean => /^\.\.(\/|$)/.test(posix.normalize(path.replace(/^\/+/, '')));
