import type { Rule } from '../../check/rule.ts';
import { copyWords } from '../../context/words.ts';
import { readsAsWell } from '../../edits/readable.ts';
import { reachedStages } from '../../image/stages.ts';
import type { Range } from '../../model/text.ts';

export const rule: Rule = {
  id: 'copy-shell-syntax',
  severity: 'error',
  aboutForm: true,
  title: 'COPY or ADD with the operators of a shell',
  fix: 'drop them',
  why: `No shell reads COPY and ADD. In \`COPY a.txt /x 2>/dev/null || true\` every word is a path, the last one the destination, and
the build fails: \`"/||": not found\`. There is no COPY that may fail; a pattern that matches nothing copies nothing, so
\`COPY a.tx[t] /x/\` is as near as it gets.`,
  *dockerfile(file, project) {
    const reached = new Set(project.builds(file.path).flatMap((build) => [...reachedStages(file, build)]));
    for (const stage of file.stages) {
      for (const instruction of stage.instructions) {
        if (instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD') {
          continue;
        }
        const { shell, sources, destination } = copyWords(instruction);
        const { words, heredocs } = instruction;
        const [first] = shell;
        if (first === undefined) {
          continue;
        }
        const range: Range = { start: first.range.start, end: shell.at(-1)?.range.end ?? first.range.end };
        // Words of an array, a lone backslash and a here-document would turn into something else.
        const isUnclear =
          destination?.value.endsWith(file.escape) ||
          words[0]?.value.startsWith('[') ||
          heredocs.some((document) => document.range.start >= range.start);
        const end = isUnclear ? undefined : destination?.range.end;
        const edit = end === undefined ? undefined : { range: { start: end, end: range.end }, text: '' };
        yield {
          range,
          severity: reached.has(stage.index) ? 'error' : 'warning',
          message: `No shell reads ${instruction.keyword}: "${shell.map(({ value }) => value).join(' ')}" are paths to BuildKit, and the build fails because they do not exist.`,
          fixes:
            edit && sources.length > 0 && readsAsWell(file, [edit])
              ? [{ title: 'Drop the shell operators', edits: { [file.path]: [edit] }, safe: false }]
              : [],
        };
      }
    }
  },
};
