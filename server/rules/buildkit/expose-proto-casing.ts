import type { Rule } from '../rule.ts';
import { writtenPorts } from './expose-words.ts';
import { onFirstLine, warned } from './warned.ts';

export const rule: Rule = {
  id: 'expose-proto-casing',
  buildkit: 'ExposeProtoCasing',
  severity: 'info',
  title: 'A protocol of EXPOSE has capital letters',
  fix: 'lower case (safe)',
  why: `BuildKit writes the protocol in lower case into the image, and warns in each build.`,
  *dockerfile(target) {
    const { file } = target;
    yield* warned(
      'ExposeProtoCasing',
      target,
      target.stages.flatMap((stage) =>
        writtenPorts(stage)
          .filter(({ protocol }) => protocol !== protocol.toLowerCase())
          .map(({ word, place, at, value, protocol }) => {
            const lower = protocol.toLowerCase();
            const isPlain = at && file.text.slice(word.range.start, word.range.end) === value;
            const edit = { range: { start: word.range.end - protocol.length, end: word.range.end }, text: lower };
            return {
              ...(at && { at }),
              stage,
              range: at ? onFirstLine(file, place, word.range) : place.keywordRange,
              about: at ? word.range : place.range,
              message: `The protocol of "${value}" has capital letters: write "${lower}".`,
              fixes: isPlain ? [{ title: `Write "${lower}"`, edits: { [file.path]: [edit] }, safe: true }] : [],
            };
          }),
      ),
    );
  },
};
