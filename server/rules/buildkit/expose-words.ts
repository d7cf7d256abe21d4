import type { StageView } from '../../image/target.ts';
import type { Instruction, Word } from '../../model/dockerfile.ts';
import { expandWords } from '../../parse/expansion/expand.ts';
import { dispatched } from './dispatched.ts';

/** A port of EXPOSE as BuildKit parts it: `address:host:container/protocol`. */
export interface WrittenPort {
  readonly word: Word;
  readonly place: Instruction;
  readonly at: Instruction | undefined;
  /** With its variables worked in. */
  readonly value: string;
  /** What stands before the port of the container. */
  readonly host: string;
  readonly protocol: string;
}

/** The ports that a stage exposes, up to the first that BuildKit cannot part. */
export function writtenPorts(stage: StageView): readonly WrittenPort[] {
  const { variables, file } = stage.target;
  return dispatched(stage)
    .filter(({ instruction }) => instruction.keyword === 'EXPOSE')
    .flatMap(({ instruction, place, at }) => {
      const environment = variables.at(instruction);
      const values = instruction.words.flatMap((word) =>
        (expandWords(word.value, environment, file.escape) ?? []).map((value) => ({ word, value })),
      );
      return values.flatMap(({ word, value }): readonly WrittenPort[] => {
        const colon = value.lastIndexOf(':');
        const [port, protocol = ''] = value.slice(colon + 1).split(/\/(.*)/s);
        const isRead = port !== '' && /^(?:|tcp|udp|sctp)$/i.test(protocol);
        return isRead ? [{ word, place, at, value, host: value.slice(0, Math.max(0, colon)), protocol }] : [];
      });
    });
}
