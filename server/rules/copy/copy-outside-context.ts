import { posix } from 'node:path';
import { copySources } from '../../context/sources.ts';
import { replacePath } from '../../edits/replace.ts';
import { contextPath } from '../../workspace/paths.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'copy-outside-context',
  severity: 'warning',
  title: 'A source points above the build context',
  fix: 'the path that is read (safe)',
  why: `A build cannot read above its context. BuildKit does not refuse \`../shared\`: it drops every \`..\` that would leave the
context and reads \`shared\` from the context root. What is copied is then not what the path says, or the build fails because there is no
such file. Write the path that is really read, or give the image a context that holds the file.`,
  *dockerfile(target) {
    const { file, project } = target;
    for (const { path, context, word } of copySources(target)) {
      if (path === undefined || !leaves(path)) {
        continue;
      }
      const read = contextPath(path);
      // Where nothing is read, the path still tells what was meant.
      const isThere = context !== undefined && project.workspace.kind(posix.join(context, read)) !== undefined;
      const edit = read === '.' ? undefined : replacePath(file, word, read);
      yield {
        range: word.range,
        message: `"${path}" points above the build context. BuildKit drops the "..", and reads "${read}" from the context root.`,
        fixes: edit ? [{ title: `Write what is read: "${read}"`, edits: { [file.path]: [edit] }, safe: isThere }] : [],
      };
    }
  },
};

const leaves = (path: string): boolean => /^\.\.(\/|$)/.test(posix.normalize(path.replace(/^\/+/, '')));
