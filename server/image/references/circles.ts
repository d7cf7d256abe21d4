import { append } from '../../groups.ts';
import { computed } from '../../memo.ts';
import type { BuildTarget, StageView } from '../target.ts';
import { stageReferences } from './stage-references.ts';

/**
 * The stages that read from each other in a circle, with those between two circles. BuildKit refuses a circle even where the
 * build needs none of its stages.
 */
export const circularStages: (target: BuildTarget) => ReadonlySet<StageView> = computed((target) => {
  const reads = new Map<StageView, StageView[]>();
  const readBy = new Map<StageView, StageView[]>();
  for (const { stage, origin } of stageReferences(target)) {
    if (origin.kind === 'stage' || origin.kind === 'later') {
      append(reads, stage, origin.stage);
      append(readBy, origin.stage, stage);
    }
  }
  const left = new Set([...reads.keys()].filter((stage) => readBy.has(stage)));
  dropEnds(left, reads, readBy);
  dropEnds(left, readBy, reads);
  return left;
});

type Links = ReadonlyMap<StageView, readonly StageView[]>;

/** Takes away the stages that lead nowhere, again and again. */
function dropEnds(left: Set<StageView>, onward: Links, back: Links): void {
  const open = new Map<StageView, number>();
  for (const stage of left) {
    open.set(stage, onward.get(stage)?.filter((other) => left.has(other)).length ?? 0);
  }
  const ends = [...left].filter((stage) => open.get(stage) === 0);
  for (const end of ends) {
    left.delete(end);
    for (const other of back.get(end) ?? []) {
      const count = (open.get(other) ?? 0) - 1;
      open.set(other, count);
      if (count === 0 && left.has(other)) {
        ends.push(other);
      }
    }
  }
}
