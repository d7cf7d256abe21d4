import { isOfficialImage } from '../facts/official-images.ts';
import type { Dockerfile, Instruction, Stage, Word } from '../model/dockerfile.ts';
import { imagesOf } from '../model/plan.ts';
import { mountsOf } from '../parse/dockerfile/mounts.ts';
import type { Build, Project } from '../project/project.ts';
import { parentStage, triggersOf } from './stages.ts';
import { environments } from './variables.ts';

/** What `--from`, or the `from=` of a mount, means. */
export type Origin =
  | { readonly kind: 'stage'; readonly stage: Stage }
  /** A named context, or something that is or may be an image. */
  | { readonly kind: 'context' | 'image' }
  /** BuildKit expands no variables here. */
  | { readonly kind: 'variable' }
  /** The stage itself, or one further down: BuildKit refuses both. */
  | { readonly kind: 'later'; readonly stage: Stage }
  /** A number that no stage has. */
  | { readonly kind: 'number' }
  /** No stage, no context, and no image of Docker Hub can have this name. */
  | { readonly kind: 'nothing' };

/** A `--from` of COPY or a `from=` of a mount. */
export interface From {
  readonly stage: Stage;
  readonly instruction: Instruction;
  readonly word: Word;
  readonly isMount: boolean;
  readonly origin: Origin;
}

/** Every place of a Dockerfile that reads from a stage, a named context or an image. */
export function fromsOf(file: Dockerfile, build: Build, project: Project): readonly From[] {
  const scopes = environments(file, build);
  return file.stages.flatMap((stage) =>
    [...triggersOf(parentStage(file, stage, scopes)), ...stage.instructions].flatMap((instruction) =>
      fromWords(instruction).map(({ word, isMount }) => ({
        stage,
        instruction,
        word,
        isMount,
        origin: originOf(word.value, isMount, stage, file, build, project),
      })),
    ),
  );
}

function fromWords(instruction: Instruction): readonly { readonly word: Word; readonly isMount: boolean }[] {
  if (instruction.keyword === 'RUN') {
    return mountsOf(instruction).flatMap(({ from }) => (from?.value ? [{ word: from, isMount: true }] : []));
  }
  if (instruction.keyword !== 'COPY') {
    return [];
  }
  return instruction.flags.flatMap(({ name, value, valueRange }) =>
    name === 'from' && value && valueRange ? [{ word: { value, range: valueRange }, isMount: false }] : [],
  );
}

function originOf(
  name: string,
  isMount: boolean,
  stage: Stage,
  file: Dockerfile,
  build: Build,
  project: Project,
): Origin {
  // In a mount the parser has refused it already.
  if (name.includes('$')) {
    return { kind: isMount ? 'image' : 'variable' };
  }
  const wanted = name.toLowerCase();
  if (/^\d+$/.test(name)) {
    if (isMount) {
      return { kind: 'number' };
    }
    const numbered = file.stages[Number(name)];
    return numbered === undefined ? { kind: 'number' } : placed(numbered, stage);
  }
  const named = file.stages.findLast((one) => one.name?.value.toLowerCase() === wanted);
  if (named) {
    return placed(named, stage);
  }
  if (Object.keys(build.contexts).some((context) => context.toLowerCase() === wanted)) {
    return { kind: 'context' };
  }
  if (/[/:@.]/.test(name) || wanted === 'scratch' || isOfficialImage(name)) {
    return { kind: 'image' };
  }
  if (imagesOf(project.plan).some(({ id, image }) => id === name || image === name)) {
    return { kind: 'image' };
  }
  return { kind: 'nothing' };
}

const placed = (found: Stage, by: Stage): Origin => ({
  kind: found.index < by.index ? 'stage' : 'later',
  stage: found,
});
