import type { BuildTarget, StageView } from '../image/target.ts';
import { computed } from '../memo.ts';
import { type Build, namedContext } from '../model/build.ts';
import { flagNamed, fromOf, type Instruction, type Word } from '../model/dockerfile.ts';
import { copyWords } from '../parse/dockerfile/copy-words.ts';
import { brokenArray } from '../parse/dockerfile/json-array.ts';
import { mountsOf } from '../parse/dockerfile/mounts.ts';
import { contextPath } from '../workspace/paths.ts';

/** A path of COPY, ADD or a bind mount that BuildKit reads from a build context. */
export interface CopySource {
  readonly instruction: Instruction;
  readonly stage: StageView;
  /** What to underline and to edit. */
  readonly word: Word;
  /** After expansion; undefined where the value depends on something unknown. */
  readonly path: string | undefined;
  /** What BuildKit reads, from the root of the context; undefined where `path` is. */
  readonly read: string | undefined;
  /** From the workspace root; undefined when the context lies elsewhere. */
  readonly context: string | undefined;
  /** The name of an additional context; undefined for the build's own. */
  readonly contextName: string | undefined;
  readonly kind: 'copy' | 'mount';
  /** `--parents`: the path is a pattern from a pivot `/./`. */
  readonly parents: boolean;
  /** `--exclude` patterns. */
  readonly excludes: readonly string[];
}

/** Whether ADD fetches a source instead of reading it from the context. */
function isRemote(source: string): boolean {
  return /^https?:\/\//i.test(source) || /^(git@|git:\/\/|ssh:\/\/)/.test(source);
}

/** Every source that a build reads from a context, in the order of the file. */
export const copySources: (target: BuildTarget) => readonly CopySource[] = computed((target) =>
  target.stages.flatMap((stage) =>
    stage.executed.flatMap((instruction) => {
      if (instruction.keyword === 'COPY' || instruction.keyword === 'ADD') {
        return ofCopy(instruction, stage);
      }
      return instruction.keyword === 'RUN' ? ofMounts(instruction, stage) : [];
    }),
  ),
);

function ofCopy(instruction: Instruction, stage: StageView): readonly CopySource[] {
  const context = contextFor(fromOf(instruction)?.value, stage.target.build);
  // The words of a broken array are not paths: `json-form` reports it.
  if (context === undefined || brokenArray(instruction)) {
    return [];
  }
  const documents = new Set(instruction.heredocs.map((document) => document.range.start));
  const parents = flagNamed(instruction, 'parents');
  const excludes = instruction.flags.flatMap(({ name, value }) => (name === 'exclude' && value ? [value] : []));
  const common = { instruction, stage, ...context, kind: 'copy' as const, excludes };
  return copyWords(instruction).sources.flatMap((word) => {
    if (documents.has(word.range.start)) {
      return [];
    }
    const path = stage.target.value(word.value, instruction);
    if (path !== undefined && isRemote(path)) {
      return [];
    }
    return [{ ...common, word, path, read: readBy(path), parents: parents !== undefined && parents.value !== 'false' }];
  });
}

function ofMounts(instruction: Instruction, stage: StageView): readonly CopySource[] {
  return mountsOf(instruction).flatMap((mount) => {
    if (mount.type !== 'bind' || mount.source === undefined) {
      return [];
    }
    const context = contextFor(mount.from?.value, stage.target.build);
    if (context === undefined) {
      return [];
    }
    const path = stage.target.value(mount.source.value, instruction);
    const kind = 'mount' as const;
    return [
      {
        instruction,
        stage,
        word: mount.source,
        path,
        read: readBy(path),
        ...context,
        kind,
        parents: false,
        excludes: [],
      },
    ];
  });
}

/** The context that `from` names: the build's own without one; undefined for a stage or an image. */
function contextFor(from: string | undefined, build: Build): Pick<CopySource, 'context' | 'contextName'> | undefined {
  if (from === undefined || from === '') {
    return { context: build.context, contextName: undefined };
  }
  const named = namedContext(build, from);
  return named && { context: named.path, contextName: named.name };
}

const readBy = (path: string | undefined): string | undefined => (path === undefined ? undefined : contextPath(path));
