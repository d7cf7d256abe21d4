import { readsAsWell } from '../../edits/readable.ts';
import type { Range } from '../../model/text.ts';
import { copyWords } from '../../parse/dockerfile/copy-words.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'copy-shell-syntax',
  severity: 'error',
  aboutForm: true,
  title: 'COPY or ADD contains shell operators',
  fix: 'remove them',
  why: `No shell runs COPY and ADD. In \`COPY a.txt /x 2>/dev/null || true\` every word is a path and the last word is the
destination, so the build fails: \`"/||": not found\`. A COPY cannot be optional, but a pattern that matches nothing copies
nothing: \`COPY a.tx[t] /x/\`.

The rule ignores JSON arrays and here-documents.`,
  *dockerfile({ file, stages }) {
    for (const stage of stages) {
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
        // The edit would change the meaning of an array, of a backslash at the end and of a here-document.
        const isUnclear =
          destination?.value.endsWith(file.escape) ||
          words[0]?.value.startsWith('[') ||
          heredocs.some((document) => document.range.start >= range.start);
        const end = isUnclear ? undefined : destination?.range.end;
        const edit = end === undefined ? undefined : { range: { start: end, end: range.end }, text: '' };
        yield {
          range,
          severity: stage.isReached ? 'error' : 'warning',
          message: `${instruction.keyword} contains shell operators, but no shell runs it: the build fails. "${shell.map(({ value }) => value).join(' ')}" ${shell.length === 1 ? 'is a path' : 'are paths'} for BuildKit. Remove ${shell.length === 1 ? 'it' : 'them'}.`,
          fixes:
            edit && sources.length > 0 && readsAsWell(file, [edit])
              ? [{ title: 'Remove the shell operators', edits: { [file.path]: [edit] }, safe: false }]
              : [],
        };
      }
    }
  },
};
