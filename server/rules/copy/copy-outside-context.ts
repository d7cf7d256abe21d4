import { posix } from 'node:path';
import { copySources } from '../../context/sources.ts';
import { type Judged, judgeSources } from '../../context/verdict.ts';
import { replacePath } from '../../edits/replace.ts';
import { isDeclared } from '../../model/build.ts';
import { contextPath } from '../../workspace/paths.ts';
import type { Rule } from '../rule.ts';
import { leavesContext, meantByDockerfile } from './candidates.ts';

export const rule: Rule = {
  id: 'copy-outside-context',
  severity: 'warning',
  title: 'A source points outside the build context',
  fix: 'the path that BuildKit reads (safe in a declared context, if it exists and the path leads to no other file)',
  why: `A build cannot read outside its build context. BuildKit does not refuse \`../shared\`: it drops every \`..\` that would
leave the build context, and reads \`shared\` from the root of the context. So the build copies another file than the path
says, or fails because there is no such file. Write the path that BuildKit reads, or give the image a build context that
contains the file.

The rule ignores a \`..\` that stays in the build context, as in \`src/../a.txt\`. If the build context has no file at the path
that BuildKit reads, the rule \`copy-source-missing\` reports it.`,
  *dockerfile(target) {
    const { file, project, siblings } = target;
    const missing = new Set(siblings.flatMap((build) => judgeSources(build).flatMap(missingPlace)));
    for (const { path, context, word } of copySources(target)) {
      // A source that is not found is another rule's finding, which tells about the ".." as well.
      if (path === undefined || !leavesContext(path) || missing.has(word.range.start)) {
        continue;
      }
      const read = contextPath(path);
      const place = context === undefined ? undefined : posix.join(context, read);
      const meant = meantByDockerfile(path, file.path);
      const isOther = meant !== place && project.workspace.kind(meant) !== undefined;
      // Without such a file, with another one where the path leads, or in a context that is a guess, a person must look.
      const isThere = place !== undefined && project.workspace.kind(place) !== undefined;
      const edit = read === '.' ? undefined : replacePath(file, word, read);
      const other = isOther
        ? ` That is "${place}" of the workspace; from the Dockerfile, the path leads to "${meant}".`
        : '';
      yield {
        range: word.range,
        message: `"${path}" points outside the build context: BuildKit drops the ".." and reads "${read}".${other} Write that path, or use a larger build context.`,
        fixes: edit
          ? [
              {
                title: `Write the path that BuildKit reads: "${read}"`,
                edits: { [file.path]: [edit] },
                safe: isDeclared(target.build) && isThere && !isOther,
              },
            ]
          : [],
      };
    }
  },
};

const missingPlace = ({ source, verdict }: Judged): readonly number[] =>
  verdict.kind === 'missing' ? [source.word.range.start] : [];
