import { readsAsWell } from '../../edits/readable.ts';
import type { Dockerfile, Heredoc } from '../../model/dockerfile.ts';
import type { Finding, Fix, Rule } from '../rule.ts';
import { frontendVersion } from './frontend.ts';

/** The frontend that reads a blank behind `<<`, of March 2025, and the first with here-documents at all. */
const tolerant = 16;
const first = 4;

export const rule: Rule = {
  id: 'heredoc-spacing',
  severity: 'error',
  title: 'A blank behind `<<`, and a pinned frontend that knows no such here-document',
  fix: 'join `<<` and the name (safe)',
  why: `\`RUN cat > f << 'EOF'\` begins a here-document since Dockerfile frontend 1.16 (March 2025). A \`# syntax=\` that pins an older
one, such as \`docker/dockerfile:1.5\`, takes the following lines for instructions, and the build fails with \`unknown instruction\`, or
worse, runs what looks like one. Without the blank every frontend since 1.4 reads it. Without a pinned version nothing is said.`,
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
    message: `Frontend 1.${version}, which this file asks for, reads no here-document after "<< ${heredoc.name}": it takes the lines below for instructions. Write <<${heredoc.name}, or ask for docker/dockerfile:1.`,
    fixes: version < first ? [] : join(heredoc, file),
  };
}

function join({ range }: Heredoc, file: Dockerfile): readonly Fix[] {
  const [, mark = '', blanks = ''] = /^(\d*<<)([ \t]+)/.exec(file.text.slice(range.start, range.end)) ?? [];
  if (blanks === '') {
    return [];
  }
  const start = range.start + mark.length;
  const edit = { range: { start, end: start + blanks.length }, text: '' };
  // Without its end or a destination, a here-document is worse than none.
  if (!readsAsWell(file, [edit])) {
    return [];
  }
  return [{ title: 'Join << and the name', edits: { [file.path]: [edit] }, safe: true }];
}
