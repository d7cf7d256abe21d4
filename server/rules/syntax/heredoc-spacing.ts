import { readsAsWell } from '../../edits/readable.ts';
import type { Dockerfile, Heredoc } from '../../model/dockerfile.ts';
import type { Finding, Fix, Rule } from '../rule.ts';
import { frontendVersion } from './frontend.ts';

/** The first frontend that allows a space after `<<` (March 2025), and the first with here-documents. */
const tolerant = 16;
const first = 4;

export const rule: Rule = {
  id: 'heredoc-spacing',
  severity: 'error',
  title: 'A space after `<<`, which the pinned frontend does not support',
  fix: 'remove the space (safe)',
  why: `\`RUN cat > f << 'EOF'\` begins a here-document since Dockerfile frontend 1.16 (March 2025). An older frontend, pinned
with \`# syntax=\` as in \`docker/dockerfile:1.5\`, reads the next lines as instructions. The build fails with
\`unknown instruction\`, or runs a line that looks like an instruction. Without the space, every frontend since 1.4 reads the
here-document. The rule ignores files that do not pin a version.`,
  *dockerfile({ file }) {
    const syntax = file.directives.find(({ name }) => name === 'syntax');
    const version = syntax && frontendVersion(syntax.value);
    if (version === undefined || version >= tolerant) {
      return;
    }
    for (const { heredocs } of file.instructions) {
      for (const heredoc of heredocs) {
        if (heredoc.spaced) {
          yield finding(heredoc, version, file);
        }
      }
    }
  },
};

function finding(heredoc: Heredoc, version: number, file: Dockerfile): Finding {
  return {
    range: heredoc.range,
    message: `The space in "<< ${heredoc.name}" needs frontend 1.${tolerant}, but this file pins 1.${version}: BuildKit reads the lines below as instructions. ${remedy(heredoc, version)}`,
    fixes: version < first ? [] : join(heredoc, file),
  };
}

const remedy = ({ name }: Heredoc, version: number): string =>
  version < first ? 'Use docker/dockerfile:1.' : `Write <<${name}, or use docker/dockerfile:1.`;

function join({ range }: Heredoc, file: Dockerfile): readonly Fix[] {
  const [, mark = '', blanks = ''] = /^(\d*<<)([ \t]+)/.exec(file.text.slice(range.start, range.end)) ?? [];
  if (blanks === '') {
    return [];
  }
  const start = range.start + mark.length;
  const edit = { range: { start, end: start + blanks.length }, text: '' };
  // A here-document without its end or its destination would be worse than the mistake.
  if (!readsAsWell(file, [edit])) {
    return [];
  }
  return [{ title: 'Remove the space after <<', edits: { [file.path]: [edit] }, safe: true }];
}
