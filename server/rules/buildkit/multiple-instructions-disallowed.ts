import { withoutInstruction } from '../../edits/lines.ts';
import type { StageView } from '../../image/target.ts';
import type { Instruction } from '../../model/dockerfile.ts';
import type { Rule } from '../rule.ts';
import { dispatched } from './dispatched.ts';
import { type Warning, warned } from './warned.ts';

export const rule: Rule = {
  id: 'multiple-instructions-disallowed',
  buildkit: 'MultipleInstructionsDisallowed',
  severity: 'warning',
  title: 'A stage has more than one CMD, ENTRYPOINT or HEALTHCHECK',
  fix: 'remove the one without effect',
  why: `Only the last one of a stage has an effect. BuildKit warns at each of the others.`,
  *dockerfile(target) {
    yield* warned('MultipleInstructionsDisallowed', target, target.stages.flatMap(overwritten));
  },
};

const once = new Set(['CMD', 'ENTRYPOINT', 'HEALTHCHECK']);

function overwritten(stage: StageView): readonly Warning[] {
  const { file } = stage.target;
  const last = new Map<string, Instruction>();
  return dispatched(stage).flatMap(({ instruction, place, at }): readonly Warning[] => {
    const { keyword } = instruction;
    const before = once.has(keyword) ? last.get(keyword) : undefined;
    last.set(keyword, place);
    if (!before) {
      return [];
    }
    const isOwn = before.keyword === keyword;
    const edits = { [file.path]: [withoutInstruction(file, before)] };
    return [
      {
        // BuildKit names the one without effect, and reads the comment above the other.
        ...(at && { at }),
        stage,
        range: before.keywordRange,
        about: before.range,
        message: `This ${keyword} has no effect: a later ${keyword} of the stage replaces it.`,
        related: [
          {
            path: file.path,
            range: place.keywordRange,
            message: `This ${keyword} ${isOwn ? 'counts' : 'comes later'}.`,
          },
        ],
        fixes: isOwn ? [{ title: `Remove this ${keyword}`, edits, safe: false }] : [],
      },
    ];
  });
}
