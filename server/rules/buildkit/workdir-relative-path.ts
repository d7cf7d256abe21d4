import type { BuildTarget, StageView } from '../../image/target.ts';
import { variablesOf } from '../../image/variables.ts';
import { computed } from '../../memo.ts';
import { expand } from '../../parse/expansion/expand.ts';
import { cleanPath } from '../../workspace/paths.ts';
import type { Finding, Rule } from '../rule.ts';
import { dispatched } from './dispatched.ts';
import { onFirstLine, type Warning, warned } from './warned.ts';

export const rule: Rule = {
  id: 'workdir-relative-path',
  buildkit: 'WorkdirRelativePath',
  severity: 'warning',
  title: 'The first WORKDIR is relative to the folder of the base image',
  fix: 'the absolute path, where the folder of the base image is known',
  why: `A relative WORKDIR counts from the one before it. The first of a Dockerfile counts from that of the base image, which
the Dockerfile does not show, and which may change with the next version of the base.`,
  *dockerfile(target) {
    const set = new Set<StageView>();
    const warnings: Warning[] = [];
    for (const stage of target.stages) {
      if (stage.parent && set.has(stage.parent)) {
        set.add(stage);
      }
      for (const { instruction, place, at } of dispatched(stage)) {
        const [word] = instruction.keyword === 'WORKDIR' ? instruction.words : [];
        if (!word || set.has(stage)) {
          continue;
        }
        set.add(stage);
        const known = target.value(word.value, instruction);
        const path = known ?? expand(word.value, plainVariables(target).at(instruction), target.file.escape).value;
        if (path === undefined || path.startsWith('/')) {
          continue;
        }
        // Only where the base image sets none of its variables, unless it begins without one.
        const isSure = known !== undefined || /^[\w.-]/.test(word.value);
        warnings.push({
          ...(at && { at }),
          stage,
          range: at ? onFirstLine(target.file, place, word.range) : place.keywordRange,
          about: place.range,
          ...(!isSure && { severity: 'info' as const }),
          message: `WORKDIR ${word.value} is relative to the folder of the base image, which may change. Write an absolute path.`,
          fixes:
            path === word.value && at ? absolute(stage, word.range, path, stage.imageBefore(instruction).workdir) : [],
        });
      }
    }
    yield* warned('WorkdirRelativePath', target, warnings);
  },
};

/** The variables if the base images set nothing but PATH. */
const plainVariables = computed(({ file, build }: BuildTarget) => variablesOf(file, build, 'plain'));

function absolute(
  { target: { file } }: StageView,
  range: { readonly start: number; readonly end: number },
  path: string,
  before: string | undefined,
): Finding['fixes'] & object {
  const whole = before === undefined ? undefined : cleanPath(`${before}/${path}`);
  if (whole === undefined || file.text.slice(range.start, range.end) !== path) {
    return [];
  }
  return [{ title: `Write "${whole}"`, edits: { [file.path]: [{ range, text: whole }] }, safe: false }];
}
