import { computed } from '../../memo.ts';
import { namedContext } from '../../model/build.ts';
import type { Instruction, Word } from '../../model/dockerfile.ts';
import type { BuildTarget, StageView } from '../target.ts';
import { fromWords } from './from-words.ts';
import { mayBeImage } from './meant-stage.ts';

/** What `--from`, or the `from=` of a mount, means. */
type Origin =
  | { readonly kind: 'stage'; readonly stage: StageView }
  /** A named context, or something that is or may be an image. */
  | { readonly kind: 'context' | 'image' }
  /** BuildKit expands no variables here. */
  | { readonly kind: 'variable' }
  /** The stage itself or a later one: BuildKit refuses both. */
  | { readonly kind: 'later'; readonly stage: StageView }
  /** A number that no stage has. */
  | { readonly kind: 'number' }
  /** No stage, no context, and no image of Docker Hub can have this name. */
  | { readonly kind: 'nothing' };

/** A `--from` of COPY or a `from=` of a mount. */
export interface StageReference {
  readonly stage: StageView;
  readonly instruction: Instruction;
  readonly word: Word;
  readonly isMount: boolean;
  readonly origin: Origin;
}

/** Every place of a Dockerfile that reads from a stage, a named context or an image. */
export const stageReferences: (target: BuildTarget) => readonly StageReference[] = computed((target) =>
  target.stages.flatMap((stage) =>
    stage.executed
      .filter(({ keyword }) => keyword === 'COPY' || keyword === 'RUN')
      .flatMap((instruction) => fromWords(instruction).map((word) => stageReference(word, instruction, stage))),
  ),
);

function stageReference(word: Word, instruction: Instruction, stage: StageView): StageReference {
  const isMount = instruction.keyword === 'RUN';
  return { stage, instruction, word, isMount, origin: originOf(word.value, isMount, stage) };
}

function originOf(name: string, isMount: boolean, stage: StageView): Origin {
  const { target } = stage;
  // The parser reports a variable in a mount.
  if (name.includes('$')) {
    return { kind: isMount ? 'image' : 'variable' };
  }
  if (namedContext(target.build, name)) {
    return { kind: 'context' };
  }
  if (/^\d+$/.test(name) && isMount) {
    return { kind: 'number' };
  }
  const found = target.stageNamed(name);
  if (found) {
    return { kind: found.index < stage.index ? 'stage' : 'later', stage: found };
  }
  if (/^\d+$/.test(name)) {
    return { kind: 'number' };
  }
  const isImage = mayBeImage(name, target.project.plan);
  return { kind: isImage ? 'image' : 'nothing' };
}
