import { computed } from '../memo.ts';
import type { BuildKitCheck } from '../model/buildkit-check.ts';
import type { Dockerfile, Instruction } from '../model/dockerfile.ts';
import {
  allows,
  type CheckOptions,
  checkDirective,
  noCheckOptions,
  readCheckOptions,
} from '../parse/dockerfile/check-options.ts';
import { commentsAbove } from '../parse/dockerfile/comments-above.ts';
import type { BuildTarget } from './target.ts';

/** Which checks of `docker build --check` run in a build. */
export interface CheckSettings {
  /**
   * Whether a check runs; `at` is the instruction whose comments may skip it. BuildKit reads those since its Dockerfile
   * frontend 1.21.
   */
  runs(check: BuildKitCheck, at?: Instruction): boolean;
  /** `check=error=true`: the build fails with the first warning. */
  readonly isError: boolean;
}

const experimental: ReadonlySet<BuildKitCheck> = new Set(['InvalidDefinitionDescription'] as const);

export const checkSettings: (target: BuildTarget) => CheckSettings = computed(({ file, build }) => {
  const given = build.args.BUILDKIT_DOCKERFILE_CHECK;
  const whole = optionsOf(given ?? checkDirective(file.text, file.directives)?.value ?? '') ?? noCheckOptions;
  const { isError } = whole;
  return {
    isError,
    runs(check, at) {
      const isExperimental = experimental.has(check);
      const above = at && optionsAbove(file).get(at);
      // What is said above an instruction comes on top of what is said for the file.
      return isExperimental
        ? allows(whole, check, true) || (above !== undefined && allows(above, check, true))
        : allows(whole, check, false) && (above === undefined || allows(above, check, false));
    },
  };
});

function optionsOf(value: string): CheckOptions | undefined {
  const options = readCheckOptions(value);
  return 'refused' in options ? undefined : options;
}

/** What the comment above an instruction says, where one does. The first that begins with `check=` counts. */
export const optionsAbove: (file: Dockerfile) => ReadonlyMap<Instruction, CheckOptions> = computed((file) => {
  const found = new Map<Instruction, CheckOptions>();
  for (const [instruction, comments] of commentsAbove(file)) {
    for (const comment of comments) {
      const [, value] = /^check\s*=\s*(.+?)\s*$/i.exec(comment) ?? [];
      const options = value === undefined ? undefined : optionsOf(value);
      if (options) {
        found.set(instruction, options);
      }
      if (value !== undefined) {
        break;
      }
    }
  }
  return found;
});
