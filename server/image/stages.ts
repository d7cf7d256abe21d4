import { rememberFor } from '../memo.ts';
import type { Dockerfile, Instruction, Stage } from '../model/dockerfile.ts';
import { mountsOf } from '../parse/dockerfile/mounts.ts';
import { expand } from '../parse/expansion/expand.ts';
import { type BuildScope, type Environments, environments } from './variables.ts';

/** The stage that a name or number means, among those before `before`; names compare without case. */
export function stageNamed(file: Dockerfile, name: string, before = file.stages.length): Stage | undefined {
  const wanted = name.toLowerCase();
  // The last one of a name wins, as in BuildKit.
  for (let index = Math.min(before, file.stages.length) - 1; index >= 0; index--) {
    if (file.stages[index]?.name?.value.toLowerCase() === wanted) {
      return file.stages[index];
    }
  }
  return /^\d+$/.test(name) && Number(name) < before ? file.stages[Number(name)] : undefined;
}

/** The stage that a build ends in: its target, else the last; undefined where the target does not exist. */
export function finalStage(file: Dockerfile, target?: string): Stage | undefined {
  return target ? stageNamed(file, target) : file.stages.at(-1);
}

/** The stage that FROM names, for which `FROM Build` finds no stage `Build` and `FROM build` does; undefined for images. */
export const parentStage = (file: Dockerfile, stage: Stage, scopes: Environments): Stage | undefined =>
  parents(file, scopes)[stage.index];

/** By the index of the stage, in one pass over all. */
const parents: (file: Dockerfile, scopes: Environments) => readonly (Stage | undefined)[] = rememberFor(findParents);

function findParents(file: Dockerfile, scopes: Environments): readonly (Stage | undefined)[] {
  const named = new Map<string, Stage>();
  return file.stages.map((stage) => {
    const name = stage.base && expand(stage.base.value, scopes.global, file.escape).value;
    // FROM knows stages by name alone: a number is an image. It asks for the name as it stands, and knows lower case only.
    const parent = name === undefined || /^\d+$/.test(name) ? undefined : named.get(name);
    if (stage.name) {
      named.set(stage.name.value.toLowerCase(), stage);
    }
    return parent;
  });
}

/**
 * What the ONBUILDs of a stage have every stage do that is built from it, right behind its FROM. The stages built from that
 * one do not.
 */
export const triggersOf = (stage: Stage | undefined): readonly Instruction[] =>
  stage?.instructions.flatMap(({ keyword, inner }) => (keyword === 'ONBUILD' && inner ? [inner] : [])) ?? [];

/** Indexes of the stages that a build makes; BuildKit skips the others, mistakes and all. Nearly every rule asks. */
export const reachedStages: (file: Dockerfile, build: BuildScope) => ReadonlySet<number> = rememberFor(findReached);

function findReached(file: Dockerfile, build: BuildScope): ReadonlySet<number> {
  const scopes = environments(file, build);
  const reached = new Set<number>();
  const pending: Stage[] = [];
  const last = finalStage(file, build.target);
  if (last) {
    pending.push(last);
  }
  for (let stage = pending.pop(); stage; stage = pending.pop()) {
    if (reached.has(stage.index)) {
      continue;
    }
    reached.add(stage.index);
    const parent = parentStage(file, stage, scopes);
    if (parent) {
      pending.push(parent);
    }
    for (const name of namesUsed([...triggersOf(parent), ...stage.instructions])) {
      const used = stageNamed(file, name, stage.index);
      if (used) {
        pending.push(used);
      }
    }
  }
  return reached;
}

function namesUsed(instructions: readonly Instruction[]): readonly string[] {
  const names: string[] = [];
  for (const instruction of instructions) {
    if (instruction.keyword === 'COPY' || instruction.keyword === 'ADD') {
      for (const flag of instruction.flags) {
        if (flag.name === 'from' && flag.value) {
          names.push(flag.value);
        }
      }
    } else if (instruction.keyword === 'RUN') {
      for (const mount of mountsOf(instruction)) {
        if (mount.from) {
          names.push(mount.from.value);
        }
      }
    }
  }
  return names;
}
