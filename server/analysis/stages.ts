import { rememberFor } from '../memo.ts';
import type { Dockerfile, Stage } from '../model/dockerfile.ts';
import type { Build } from '../project.ts';
import { mountsOf } from './mounts.ts';

/** The stage that a name or number means, among those before `before`; names compare without case. */
export function stageNamed(file: Dockerfile, name: string, before = file.stages.length): Stage | undefined {
  const wanted = name.toLowerCase();
  // The last one of a name wins, as in BuildKit.
  for (let index = Math.min(before, file.stages.length) - 1; index >= 0; index--) {
    if (file.stages[index]?.name?.value.toLowerCase() === wanted) return file.stages[index];
  }
  return /^\d+$/.test(name) && Number(name) < before ? file.stages[Number(name)] : undefined;
}

/** The stage that a build ends in: its target, else the last; undefined where the target does not exist. */
export function finalStage(file: Dockerfile, target?: string): Stage | undefined {
  return target ? stageNamed(file, target) : file.stages.at(-1);
}

/** Indexes of the stages that a build makes; BuildKit skips the others, mistakes and all. Nearly every rule asks. */
export const reachedStages: (file: Dockerfile, build: Pick<Build, 'target'>) => ReadonlySet<number> =
  rememberFor(findReached);

function findReached(file: Dockerfile, build: Pick<Build, 'target'>): ReadonlySet<number> {
  const reached = new Set<number>();
  const pending: Stage[] = [];
  const last = finalStage(file, build.target);
  if (last) pending.push(last);
  for (let stage = pending.pop(); stage; stage = pending.pop()) {
    if (reached.has(stage.index)) continue;
    reached.add(stage.index);
    for (const name of namesUsed(stage)) {
      const used = stageNamed(file, name, stage.index);
      if (used) pending.push(used);
    }
  }
  return reached;
}

function namesUsed(stage: Stage): readonly string[] {
  const names = stage.base ? [stage.base.value] : [];
  for (const instruction of stage.instructions) {
    if (instruction.keyword === 'COPY' || instruction.keyword === 'ADD') {
      for (const flag of instruction.flags) if (flag.name === 'from' && flag.value) names.push(flag.value);
    } else if (instruction.keyword === 'RUN') {
      for (const mount of mountsOf(instruction)) if (mount.from) names.push(mount.from.value);
    }
  }
  return names;
}
