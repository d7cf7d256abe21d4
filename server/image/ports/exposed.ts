import type { Word } from '../../model/dockerfile.ts';
import { type PortRange, readPort } from '../../parse/dockerfile/port.ts';
import type { ImageStep, StageView } from '../target.ts';

/** Ports that a word of EXPOSE names. */
export interface ExposedPort extends PortRange {
  readonly word: Word;
}

/** The ports that the image of a stage exposes, base first; those that depend on an unknown value are left out. */
export const exposedPorts = ({ steps }: StageView): readonly ExposedPort[] => steps.flatMap(exposedBy);

/** The ports that a step exposes; nothing for other instructions than EXPOSE. */
export const exposedBy = (step: ImageStep): readonly ExposedPort[] =>
  step.instruction.keyword === 'EXPOSE' ? step.instruction.words.flatMap((word) => portsOf(word, step)) : [];

/** The value of a variable may hold several ports with blanks between them. */
function portsOf(word: Word, { stage, instruction }: ImageStep): readonly ExposedPort[] {
  const value = stage.target.value(word.value, instruction) ?? '';
  return value.split(/\s+/).flatMap((one) => {
    const read = one === '' ? undefined : readPort(one);
    return read === undefined || 'error' in read ? [] : [{ word, ...read }];
  });
}
