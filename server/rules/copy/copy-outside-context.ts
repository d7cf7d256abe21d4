import { posix } from 'node:path';
import { copySources } from '../../context/sources.ts';
import { replacePath } from '../../edits/replace.ts';
import { contextPath } from '../../workspace/paths.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'copy-outside-context',
  severity: 'warning',
  title: 'A source points outside the build context',
  fix: 'the path that BuildKit reads (safe if it exists)',
  why: `A build cannot read outside its build context. BuildKit does not refuse \`../shared\`: it drops every \`..\` that would
leave the build context, and reads \`shared\` from the root of the context. So the build copies another file than the path
says, or fails because there is no such file. Write the path that BuildKit reads, or give the image a build context that
contains the file.

The rule ignores a \`..\` that stays in the build context, as in \`src/../a.txt\`.`,
  *dockerfile(target) {
    const { file, project } = target;
    for (const { path, context, word } of copySources(target)) {
      if (path === undefined || !leaves(path)) {
        continue;
      }
      const read = contextPath(path);
      // Without such a file, only a person knows what the path means.
      const isThere = context !== undefined && project.workspace.kind(posix.join(context, read)) !== undefined;
      const edit = read === '.' ? undefined : replacePath(file, word, read);
      yield {
        range: word.range,
        message: `"${path}" points outside the build context: BuildKit drops the ".." and reads "${read}". Write that path, or use a larger build context.`,
        fixes: edit
          ? [{ title: `Write the path that BuildKit reads: "${read}"`, edits: { [file.path]: [edit] }, safe: isThere }]
          : [],
      };
    }
  },
};

const leaves = (path: string): boolean => /^\.\.(\/|$)/.test(posix.normalize(path.replace(/^\/+/, '')));
