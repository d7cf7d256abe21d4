import { append } from '../../groups.ts';
import { computed } from '../../memo.ts';
import type { BuildTarget, StageView } from '../target.ts';

/** The stages that share their name with others, by that name in lower case, in the order of the file. */
export const sharedNames: (target: BuildTarget) => ReadonlyMap<string, readonly StageView[]> = computed((target) => {
  const byName = new Map<string, StageView[]>();
  for (const stage of target.stages) {
    if (stage.name?.value) {
      append(byName, stage.name.value.toLowerCase(), stage);
    }
  }
  return new Map([...byName].filter(([, stages]) => stages.length > 1));
});

/** Whether a name in `--from` is that of several stages: it means the last one, wherever it stands. */
export const isShared = (name: string, target: BuildTarget): boolean => sharedNames(target).has(name.toLowerCase());
