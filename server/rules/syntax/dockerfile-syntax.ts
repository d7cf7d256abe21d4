import { brokenArray } from '../../parse/dockerfile/json-array.ts';
import type { Finding, Rule } from '../rule.ts';
import { type RefusedWord, refusedWords } from './refused-words.ts';

export const rule: Rule = {
  id: 'dockerfile-syntax',
  severity: 'error',
  aboutForm: true,
  suppressible: false,
  title: 'BuildKit cannot parse the Dockerfile',
  why: `BuildKit refuses the whole file at the first thing that it cannot read: an unknown instruction or flag, a here-document
without its end, an instruction without its arguments. The rest of the file is still checked here.

In ADD, ARG, COPY, ENV, EXPOSE, LABEL, STOPSIGNAL, USER, VOLUME and WORKDIR it also reads quotes and variables itself, as a shell does, and
stops at a quote or a brace without its other half: \`ENV NOTE=it's\` fails with \`unexpected end of statement while looking for
matching single-quote\`. Quotes do not hold the words of COPY and ADD together: names with spaces need the array form.`,
  *dockerfile(target) {
    const { file } = target;
    // A SHELL in single quotes has a rule with a fix of its own.
    const told = new Set(file.instructions.filter(brokenArray).map(({ words }) => words[0]?.range.start));
    for (const { message, range } of file.problems) {
      if (!told.has(range.start)) {
        yield { range, message };
      }
    }
    yield* refusedWords(target).map(refused);
  },
};

function refused({ instruction, word, error }: RefusedWord): Finding {
  return {
    range: word.range,
    message: `BuildKit cannot read this (${error}): the build fails.${remedy(instruction, error)}`,
  };
}

function remedy({ keyword }: RefusedWord['instruction'], error: string): string {
  if (!error.endsWith('-quote')) {
    return '';
  }
  if (keyword === 'COPY' || keyword === 'ADD') {
    return ` Quotes do not hold a name with spaces together here: write ${keyword} ["name", "/folder/"].`;
  }
  return ' Close the quote, or put a value that has one inside into the other kind of quotes.';
}
