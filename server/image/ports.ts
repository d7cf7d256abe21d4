import type { Word } from '../model/dockerfile.ts';
import type { ImageStep, StageView } from './target.ts';

/** A port of EXPOSE. */
export interface ExposedPort {
  readonly word: Word;
  readonly port: number;
  /** As the value has them: `08080` is port 8080. */
  readonly digits: string;
  readonly protocol: string;
}

/** The ports that the image of a stage exposes, base first; those that depend on an unknown value are left out. */
export const exposedPorts = ({ steps }: StageView): readonly ExposedPort[] => steps.flatMap(exposedBy);

/** The ports that a step exposes; nothing for other instructions than EXPOSE. */
export const exposedBy = (step: ImageStep): readonly ExposedPort[] =>
  step.instruction.keyword === 'EXPOSE' ? step.instruction.words.flatMap((word) => portOf(word, step)) : [];

function portOf(word: Word, step: ImageStep): readonly ExposedPort[] {
  const value = step.stage.target.value(word.value, step.instruction) ?? '';
  const [, digits, protocol = 'tcp'] = /^(\d+)(?:\/(tcp|udp|sctp))?$/i.exec(value) ?? [];
  return digits === undefined ? [] : [{ word, port: Number(digits), digits, protocol: protocol.toLowerCase() }];
}
