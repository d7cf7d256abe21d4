import { checkSettings } from '../../image/check-settings.ts';
import type { BuildTarget, StageView } from '../../image/target.ts';
import type { BuildKitCheck } from '../../model/buildkit-check.ts';
import type { Dockerfile, Instruction } from '../../model/dockerfile.ts';
import type { Range } from '../../model/text.ts';
import type { Finding } from '../rule.ts';

/** A warning of one of BuildKit's checks. */
export interface Warning extends Finding {
  /** The instruction above which a comment can skip it; undefined where only the top of the file can. */
  readonly at?: Instruction;
  /** The stage that must be built for it; undefined where BuildKit looks at the whole file. */
  readonly stage?: StageView;
}

/** What a check warns of, without what the file skips. Where `check=error=true` makes it fail the build, it is an error. */
export function* warned(
  check: BuildKitCheck,
  target: BuildTarget,
  warnings: Iterable<Warning>,
): Generator<Finding, void> {
  const { runs, isError } = checkSettings(target);
  for (const { at, stage, ...finding } of warnings) {
    if (!runs(check, at)) {
      continue;
    }
    const fails = isError && (stage === undefined || stage.isReached);
    yield fails
      ? {
          ...finding,
          severity: 'error',
          message: `${finding.message} With check=error=true the build fails: ${check}.`,
        }
      : { ...finding, message: `${finding.message} BuildKit warns: ${check}.` };
  }
}

/** A place on the line that BuildKit names, the first of the instruction: the word itself, or the keyword where it follows. */
export function onFirstLine({ text }: Dockerfile, { keywordRange }: Instruction, range: Range): Range {
  return text.slice(keywordRange.start, range.start).includes('\n') ? keywordRange : range;
}
