import { parentStage, reachedStages, triggersOf } from '../image/stages.ts';
import { type Environments, environments } from '../image/variables.ts';
import { rememberFor } from '../memo.ts';
import type { Dockerfile, Instruction, Stage, Word } from '../model/dockerfile.ts';
import { brokenArray } from '../parse/dockerfile/json-array.ts';
import { mountsOf } from '../parse/dockerfile/mounts.ts';
import { expand } from '../parse/expansion/expand.ts';
import type { Build } from '../project/project.ts';
import { copyWords } from './words.ts';

/** A path of COPY, ADD or a bind mount that BuildKit reads from a build context. */
export interface CopySource {
  readonly instruction: Instruction;
  readonly stage: Stage;
  /** What to underline and to edit. */
  readonly word: Word;
  /** After expansion; undefined where the value depends on something unknown. */
  readonly path: string | undefined;
  /** From the workspace root; undefined when the context lies elsewhere. */
  readonly context: string | undefined;
  /** The name of an additional context; undefined for the build's own. */
  readonly contextName: string | undefined;
  readonly kind: 'copy' | 'mount';
  /** `--parents`: the path is a pattern from a pivot `/./`. */
  readonly parents: boolean;
  /** `--exclude` patterns. */
  readonly excludes: readonly string[];
  /** The stage is part of what the build makes. */
  readonly reached: boolean;
}

/** True for what ADD fetches instead of reading it from the context. */
export function isRemote(source: string): boolean {
  return /^https?:\/\//i.test(source) || /^(git@|git:\/\/|ssh:\/\/)/.test(source);
}

/** Every source that a build reads from a context, in the order of the file. */
export const copySources: (file: Dockerfile, build: Build) => readonly CopySource[] = rememberFor(readSources);

function readSources(file: Dockerfile, build: Build): readonly CopySource[] {
  const scopes = environments(file, build);
  const reached = reachedStages(file, build);
  return file.stages.flatMap((stage) => {
    const instructions = [...triggersOf(parentStage(file, stage, scopes)), ...stage.instructions];
    return instructions.flatMap((instruction) => {
      const inStage = { file, build, scopes, stage, reached: reached.has(stage.index) };
      if (instruction.keyword === 'COPY' || instruction.keyword === 'ADD') {
        return ofCopy(instruction, inStage);
      }
      if (instruction.keyword === 'RUN') {
        return ofMounts(instruction, inStage);
      }
      return [];
    });
  });
}

interface InStage {
  readonly file: Dockerfile;
  readonly build: Build;
  readonly scopes: Environments;
  readonly stage: Stage;
  readonly reached: boolean;
}

function ofCopy(instruction: Instruction, { file, build, scopes, stage, reached }: InStage): readonly CopySource[] {
  const context = contextFor(instruction.flags.find((flag) => flag.name === 'from')?.value, build);
  // Names in an array that is no JSON are no names: `json-form` speaks of it.
  if (context === undefined || brokenArray(instruction)) {
    return [];
  }
  const environment = scopes.at(instruction);
  const documents = new Set(instruction.heredocs.map((document) => document.range.start));
  const parents = instruction.flags.some((flag) => flag.name === 'parents' && flag.value !== 'false');
  const excludes = instruction.flags.flatMap((flag) => (flag.name === 'exclude' && flag.value ? [flag.value] : []));
  return copyWords(instruction).sources.flatMap((word) => {
    if (documents.has(word.range.start)) {
      return [];
    }
    const path = expand(word.value, environment, file.escape).value;
    if (path !== undefined && isRemote(path)) {
      return [];
    }
    return [{ instruction, stage, word, path, ...context, kind: 'copy' as const, parents, excludes, reached }];
  });
}

function ofMounts(instruction: Instruction, { file, build, scopes, stage, reached }: InStage): readonly CopySource[] {
  return mountsOf(instruction).flatMap((mount) => {
    if (mount.type !== 'bind' || mount.source === undefined) {
      return [];
    }
    const context = contextFor(mount.from?.value, build);
    if (context === undefined) {
      return [];
    }
    const path = expand(mount.source.value, scopes.at(instruction), file.escape).value;
    const kind = 'mount' as const;
    return [{ instruction, stage, word: mount.source, path, ...context, kind, parents: false, excludes: [], reached }];
  });
}

/** The context that `from` names: the build's own without one, none for a stage or an image. */
function contextFor(
  from: string | undefined,
  build: Build,
): { readonly context: string | undefined; readonly contextName: string | undefined } | undefined {
  if (from === undefined || from === '') {
    return { context: build.context, contextName: undefined };
  }
  // A named context hides a stage of the same name.
  const name = Object.keys(build.contexts).find((known) => known.toLowerCase() === from.toLowerCase());
  if (name !== undefined) {
    return { context: build.contexts[name], contextName: name };
  }
  return undefined;
}
