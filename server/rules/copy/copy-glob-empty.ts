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
  title: 'A pattern matches no file',
  fix: 'the nearest file extension',
  why: `A source with \`*\`, \`?\` or \`[…]\` that matches nothing is not an error for BuildKit: the build passes, and the files
are missing in the image. Brackets are a pattern too, so \`COPY br[1].txt\` does not copy a file with that name. After a
folder (\`data/*.csv\`) it is worse: if no other source asks for the folder, BuildKit does not get it, and the build fails
with \`lstat /data: no such file or directory\`. Then the finding is an error.

The rule ignores \`COPY package.json yarn.lock* ./\`, the usual way to copy a file that may be missing: one whole name with
\`*\` at its end, next to another source.`,
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
          ? `"${verdict.path}" matches nothing in ${where}: the build fails. No other source sends the folder "${verdict.folder}" to BuildKit.`
          : `"${verdict.path}" matches nothing in ${where}: the build passes and copies nothing.`,
        fixes: nearestPattern(source),
      };
    }
  },
};

/**
 * `COPY package.json yarn.lock* ./`, `.npmr[c]`: the usual way to copy a file that may be missing. One whole name has a
 * pattern at its end, next to other sources.
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

/** For `*.txs`, if the folder has only `.txt` files: the nearest file extension that exists. */
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
