import { copyWords } from '../../context/words.ts';
import { readsAsWell } from '../../edits/readable.ts';
import type { Range } from '../../model/text.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'copy-shell-syntax',
  severity: 'error',
  aboutForm: true,
  title: 'COPY or ADD with the operators of a shell',
  fix: 'drop them',
  why: `No shell reads COPY and ADD. In \`COPY a.txt /x 2>/dev/null || true\` every word is a path, the last one the destination, and
the build fails: \`"/||": not found\`. There is no COPY that may fail; a pattern that matches nothing copies nothing, so
\`COPY a.tx[t] /x/\` is as near as it gets.`,
  unmasks: [
    {
      rules: [
        'distroless-shell',
        'distroless-missing-tool',
        'entrypoint-repeated',
        'no-user-creation',
        'python-packages-path',
        'python-venv-dangling',
        'unknown-user',
        'user-nonroot',
      ],
      why: 'What an unclear COPY would bring into the image is unknown: perhaps a shell, a program or /etc/passwd.',
    },
  ],
  *dockerfile(target) {
    const { file, siblings } = target;
    for (const stage of target.stages) {
      // Where one of several builds makes the stage, it fails.
      const isReached = siblings.some(({ stages }) => stages[stage.index]?.isReached);
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
          severity: isReached ? 'error' : 'warning',
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
