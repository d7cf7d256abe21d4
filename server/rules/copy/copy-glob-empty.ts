import { posix } from 'node:path';
import type { CopySource } from '../../context/sources.ts';
import { judgeSources } from '../../context/verdict.ts';
import { describeContext } from '../../model/build.ts';
import { nearest } from '../../nearest.ts';
import { hasWildcard } from '../../workspace/patterns.ts';
import type { Fix, Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'copy-glob-empty',
  severity: 'warning',
  title: 'A pattern matches nothing',
  fix: 'nearest pattern',
  why: `A source with \`*\`, \`?\` or \`[…]\` that matches nothing is no error for BuildKit: the build passes and the image silently lacks the
files. Brackets are a pattern too, so \`COPY br[1].txt\` does not copy a file of that name. Behind a folder (\`data/*.csv\`) it is
worse: when nothing else asks for the folder, BuildKit is not sent it and the build fails with \`lstat /data: no such file or directory\`;
this rule then reports an error.

\`COPY package.json yarn.lock* ./\` is the usual way to copy a file that may be missing: one whole name, a \`*\` at its end, and another
source beside it, so that rule says nothing of it.`,
  *dockerfile(target) {
    for (const { source, verdict } of judgeSources(target)) {
      if ((verdict.kind !== 'empty' && verdict.kind !== 'empty-fails') || isOptional(source)) {
        continue;
      }
      const where = describeContext(target.build, source.contextName);
      const fails = verdict.kind === 'empty-fails';
      yield {
        range: source.word.range,
        severity: fails && source.stage.isReached ? 'error' : 'warning',
        message: fails
          ? `"${verdict.path}" matches nothing in ${where}, and nothing else brings the folder "${verdict.folder}" along: the build fails.`
          : `"${verdict.path}" matches nothing in ${where}: the build passes and copies nothing.`,
        fixes: nearestPattern(source),
      };
    }
  },
};

/**
 * `COPY package.json yarn.lock* ./`, `.npmr[c]`: one whole name with a pattern at its end, beside other sources, is how a
 * file is copied that may be missing.
 */
function isOptional({ word, instruction }: CopySource): boolean {
  if (instruction.keyword === 'RUN' || instruction.words.length < 3) {
    return false;
  }
  return (
    /(?:^|\/)[^/*?[\]]*[^/*?[\].]\.[^/*?[\].]*(?:\*|\[[^\]]\])$/.test(word.value) ||
    /(?:^|\/)\.[^/*?[\].]+(?:\*|\[[^\]]\])$/.test(word.value)
  );
}

/** `*.txs` where there are only `.txt` files: the nearest ending that exists. */
function nearestPattern(source: CopySource): readonly Fix[] {
  const { file, project } = source.stage.target;
  const text = file.text.slice(source.word.range.start, source.word.range.end);
  const match = /\*\.(\w+)"?$/.exec(text);
  if (!match || source.path === undefined || /[$\\]/.test(text)) {
    return [];
  }
  const folder = posix.join(source.context ?? '.', posix.dirname(`./${source.path.replace(/^\//, '')}`));
  const begin = posix.basename(source.path).replace(/\*\.\w+$/, '');
  if (hasWildcard(begin)) {
    return [];
  }
  const endings = new Set<string>();
  for (const entry of project.workspace.list(folder) ?? []) {
    const ending = /\.(\w+)$/.exec(entry.name)?.[1];
    if (ending && entry.name.startsWith(begin)) {
      endings.add(ending);
    }
  }
  const ending = nearest(match[1] as string, endings);
  if (ending === undefined) {
    return [];
  }
  const start = source.word.range.start + match.index + 2;
  const edit = { range: { start, end: start + (match[1] as string).length }, text: ending };
  return [{ title: `Use "*.${ending}"`, edits: { [file.path]: [edit] }, safe: false }];
}
