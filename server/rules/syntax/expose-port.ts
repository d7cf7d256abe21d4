import type { BuildTarget, StageView } from '../../image/target.ts';
import type { Word } from '../../model/dockerfile.ts';
import { readPort } from '../../parse/dockerfile/port.ts';
import type { Finding, Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'expose-port',
  severity: 'error',
  aboutForm: true,
  title: 'BuildKit refuses a port of EXPOSE',
  fix: 'blanks instead of commas (safe)',
  why: `BuildKit reads each word of EXPOSE as a port from 0 to 65535 or a range of ports, with \`/tcp\`, \`/udp\` or \`/sctp\`
behind it. It stops at any other word: \`invalid containerPort: 80000\`, \`invalid proto: http\`. Ports are separated by blanks,
so \`EXPOSE 8080,8081\` fails too. A host and a port of the host (\`127.0.0.1:80:8080\`) are accepted and ignored.

The rule ignores words with an unknown variable, and stages that are not built.`,
  dockerfile: (target) => target.stages.filter((stage) => stage.isReached).flatMap(refusedIn),
};

const refusedIn = ({ target, instructions }: StageView): readonly Finding[] =>
  instructions
    .filter(({ keyword }) => keyword === 'EXPOSE')
    .flatMap((instruction) =>
      instruction.words.flatMap((word) => {
        const value = target.value(word.value, instruction);
        return value === undefined ? [] : (refused(word, value, target) ?? []);
      }),
    );

function refused(word: Word, value: string, { file }: BuildTarget): Finding | undefined {
  // The value of a variable is split at its blanks.
  const read = value
    .split(/\s+/)
    .filter((part) => part !== '')
    .map(readPort);
  const wrong = read.find((one) => 'error' in one);
  if (wrong === undefined || !('error' in wrong)) {
    return undefined;
  }
  const listed = value.split(',').filter((part) => part !== '');
  const isWritten = file.text.slice(word.range.start, word.range.end) === value;
  const isList =
    listed.length > 0 && value.includes(',') && isWritten && listed.every((part) => !('error' in readPort(part)));
  return {
    range: word.range,
    message: `"${value}" is not a port that EXPOSE accepts: the build fails. BuildKit says "${wrong.error}". ${isList ? 'Separate ports by blanks.' : 'Write a number from 0 to 65535.'}`,
    fixes: isList
      ? [
          {
            title: 'Separate the ports by blanks',
            edits: { [file.path]: [{ range: word.range, text: listed.join(' ') }] },
            safe: true,
          },
        ]
      : [],
  };
}
