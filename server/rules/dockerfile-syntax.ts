import { distinct } from '../analysis/distinct.ts';
import { brokenArray } from '../analysis/json-array.ts';
import { type RefusedWord, refusedWords } from '../analysis/refused-words.ts';
import type { Finding, Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'dockerfile-syntax',
  severity: 'error',
  title: 'BuildKit cannot parse the Dockerfile',
  why: `BuildKit refuses the whole file at the first thing that it cannot read: an unknown instruction or flag, a here-document
without its end, an instruction without its arguments. The rest of the file is still checked here.

In ADD, ARG, COPY, ENV, EXPOSE, LABEL, STOPSIGNAL, USER, VOLUME and WORKDIR it also reads quotes and variables itself, as a shell does, and
stops at a quote or a brace without its other half: \`ENV NOTE=it's\` fails with \`unexpected end of statement while looking for
matching single-quote\`. Quotes do not hold the words of COPY and ADD together: names with spaces need the array form.`,
  examples: [
    { file: 'Dockerfile', bad: 'FROM scratch\nHEALTHCHECK --interval=30s\n' },
    { title: 'A quote without its other half', file: 'Dockerfile', bad: "FROM debian:12\nLABEL summary=Lucid's API\n" },
    { title: 'A here-document that never ends', file: 'Dockerfile', bad: 'FROM debian:12\nRUN <<EOF\necho hello\n' },
  ],
  silent: [
    {
      title: 'Comments in continued lines, lower case, a here-document that looks like instructions',
      file: 'Dockerfile',
      text: 'from debian:12\nrun echo a \\\n  # why\n  && echo b\nRUN <<EOF\nFROM nothing\nEOF\n',
    },
    {
      title: 'Quotes that close, escaped ones, those of programs and here-documents, and a stage that is not built',
      file: 'Dockerfile',
      text: `FROM debian:12 AS unused
WORKDIR /it's
FROM debian:12
LABEL a="it's" b=it\\'s
WORKDIR /a'b'c
COPY <<'EOF' /x
it's \${X
EOF
HEALTHCHECK CMD echo it's
CMD echo it's
`,
    },
  ],
  *dockerfile(file, project) {
    // A SHELL in single quotes has a rule with a fix of its own.
    const told = new Set(file.instructions.filter(brokenArray).map(({ words }) => words[0]?.range.start));
    for (const { message, range } of file.problems) if (!told.has(range.start)) yield { range, message };
    yield* distinct(project.builds(file.path).flatMap((build) => refusedWords(file, build).map(refused)));
  },
};

function refused({ instruction, word, error }: RefusedWord): Finding {
  return {
    range: word.range,
    message: `BuildKit cannot read this (${error}): the build fails.${remedy(instruction, error)}`,
  };
}

function remedy({ keyword }: RefusedWord['instruction'], error: string): string {
  if (!error.endsWith('-quote')) return '';
  if (keyword === 'COPY' || keyword === 'ADD')
    return ` Quotes do not hold a name with spaces together here: write ${keyword} ["name", "/folder/"].`;
  return ' Close the quote, or put a value that has one inside into the other kind of quotes.';
}
