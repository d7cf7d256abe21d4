import { isSignal } from '../../facts/signals.ts';
import type { BuildTarget } from '../../image/target.ts';
import { flagNamed, type Instruction, type Word } from '../../model/dockerfile.ts';
import { mountsOf } from '../../parse/dockerfile/mounts.ts';
import type { Finding } from '../rule.ts';
import { mountRefusal } from './refused-mounts.ts';

/** The values that BuildKit expands and then refuses, in the stages that a build makes. */
export const refusedValues = (target: BuildTarget): readonly Finding[] =>
  target.stages
    .filter((stage) => stage.isReached)
    .flatMap(({ instructions }) => instructions.flatMap((instruction) => refused(instruction, target)));

const checksum = /^(?:sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128})$/;

function refused(instruction: Instruction, target: BuildTarget): readonly Finding[] {
  const values = (words: readonly Word[]) =>
    words.map(({ value, range }) => ({ value: target.value(value, instruction), range }));
  const wrong = (range: Word['range'], what: string, remedy: string): Finding => ({
    range,
    message: `${what}: the build fails. ${remedy}`,
  });
  switch (instruction.keyword) {
    case 'STOPSIGNAL':
      return values(instruction.words).flatMap(({ value, range }) =>
        value === undefined || isSignal(value)
          ? []
          : [wrong(range, `"${value}" is not a signal`, 'Write a name such as SIGTERM, or a number.')],
      );
    case 'VOLUME':
      return values(instruction.words).flatMap(({ value, range }) =>
        value === '' ? [wrong(range, 'VOLUME has an empty path', 'Write the path, or remove it.')] : [],
      );
    case 'ADD': {
      const { value: written, valueRange } = flagNamed(instruction, 'checksum') ?? {};
      const value = target.value(written, instruction);
      const isHttp = instruction.words.some((word) => /^https?:\/\/.*(?<!\.git)$/i.test(word.value));
      return valueRange && value && isHttp && !checksum.test(value)
        ? [wrong(valueRange, `"${value}" is not a checksum`, 'Write sha256: and 64 hexadecimal digits.')]
        : [];
    }
    case 'RUN':
      return mountsOf(instruction).flatMap(({ target: place, flag }) => {
        const refusal = mountRefusal(flag.value ?? '', (text) => target.value(text, instruction));
        if (refusal !== undefined) {
          return [wrong(flag.range, 'BuildKit refuses this mount', `It says "${refusal}".`)];
        }
        return place && target.value(place.value, instruction) === '/'
          ? [wrong(flag.range, 'A mount at "/" hides everything', 'Mount it at a folder.')]
          : [];
      });
    default:
      return [];
  }
}
