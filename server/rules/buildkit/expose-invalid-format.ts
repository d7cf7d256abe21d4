import type { Rule } from '../rule.ts';
import { writtenPorts } from './expose-words.ts';
import { onFirstLine, warned } from './warned.ts';

export const rule: Rule = {
  id: 'expose-invalid-format',
  buildkit: 'ExposeInvalidFormat',
  severity: 'warning',
  title: 'EXPOSE names an address or a port of the host',
  fix: 'only the port of the container',
  why: `EXPOSE names ports of the container. An address and a port of the host belong to \`docker run --publish\` or to \`ports:\` of
a compose file; here they have no effect, and BuildKit will refuse them in a future release.`,
  *dockerfile(target) {
    const { file } = target;
    yield* warned(
      'ExposeInvalidFormat',
      target,
      target.stages.flatMap((stage) =>
        writtenPorts(stage)
          .filter(({ host }) => host.replaceAll(':', '') !== '')
          .map(({ word, place, at, value, host }) => {
            const isPlain = at && file.text.slice(word.range.start, word.range.end) === value;
            const edit = { range: { start: word.range.start, end: word.range.start + host.length + 1 }, text: '' };
            const port = value.slice(host.length + 1);
            const range = at ? onFirstLine(file, place, word.range) : place.keywordRange;
            return {
              ...(at && { at }),
              stage,
              range,
              about: at ? word.range : place.range,
              message: `"${host}" has no effect in EXPOSE, which names ports of the container: write ${port}.`,
              fixes:
                isPlain && range === word.range
                  ? [{ title: `Write ${port}`, edits: { [file.path]: [edit] }, safe: false }]
                  : [],
            };
          }),
      ),
    );
  },
};
