import { checkFile } from '../../server/check/check.ts';
import { targetsOf } from '../../server/image/target.ts';
import type { Project } from '../../server/model/project.ts';
import { openProject } from '../../server/project/open.ts';
import { examplePlan } from '../../server/rules/example.ts';
import { rules } from '../../server/rules/index.ts';
import type { Rule } from '../../server/rules/rule.ts';
import { memoryWorkspace } from '../../server/workspace/memory.ts';
import { dockerfile, manyStages } from './workspaces.ts';

/** The milliseconds that one check of a Dockerfile takes, all rules on, once the compiler has seen the rules. */
export function checkTime(text: string): number {
  checkFile(projectWith(text), 'Dockerfile');
  return fastest(
    3,
    () => projectWith(text),
    (project) => checkFile(project, 'Dockerfile'),
  );
}

/** The time to check a Dockerfile of `lines` lines over that of one half as long; 2 where time is linear. */
export function growth(lines: number): number {
  const check = (length: number) =>
    fastest(
      7,
      () => projectWith(dockerfile('long', length)),
      (project) => checkFile(project, 'Dockerfile'),
    );
  // The first round is for the compiler.
  check(lines);
  return check(lines) / check(lines / 2);
}

/** For each rule: its time on a Dockerfile of `lines` lines over that on one half as long, of two kinds, the larger. */
export function ruleGrowth(lines: number): readonly { readonly rule: string; readonly ratio: number }[] {
  const kinds = [(length: number) => dockerfile('long', length), manyStages];
  return rules
    .filter((rule) => rule.dockerfile)
    .map((rule) => ({ rule: rule.id, ratio: Math.max(...kinds.map((text) => growthOf(rule, text, lines))) }));
}

/** Milliseconds below which a ratio says more about the clock than about the rule. */
const noise = 1;

function growthOf(rule: Rule, text: (lines: number) => string, lines: number): number {
  const time = (length: number) =>
    fastest(
      5,
      () => targetsOf(projectWith(text(length)), 'Dockerfile'),
      (targets) => targets.flatMap((target) => [...(rule.dockerfile?.(target) ?? [])]),
    );
  time(lines / 4);
  return (time(lines) + noise) / (time(lines / 2) + noise);
}

const projectWith = (text: string): Project =>
  openProject(memoryWorkspace({ 'lucid.yaml': examplePlan('Dockerfile'), 'src/part1.py': '', Dockerfile: text }));

/** The fewest milliseconds of some runs, each with values of its own and without the garbage of the one before. */
function fastest<T>(runs: number, prepare: () => T, work: (value: T) => unknown): number {
  const times = Array.from({ length: runs }, () => {
    const value = prepare();
    globalThis.gc?.();
    const started = performance.now();
    work(value);
    return performance.now() - started;
  });
  return Math.min(...times);
}

/**
 * The median time of all rules together on a long Dockerfile that was just edited, and of the costliest ones when what several
 * of them ask for is known already.
 */
export function ruleTimes(): readonly { readonly rule: string; readonly milliseconds: number }[] {
  const parts = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`src/part${n}.py`, '']));
  const files = {
    ...parts,
    'requirements.txt': '',
    Dockerfile: dockerfile('rules', 876),
    'lucid.yaml': examplePlan('Dockerfile'),
  };
  const project = openProject(memoryWorkspace(files));
  const file = project.dockerfile('Dockerfile');
  if (!file) {
    throw new Error('the Dockerfile of the benchmark is not there');
  }
  const timed = (work: (run: number) => void): number => {
    const times = Array.from({ length: 60 }, (_, run) => {
      const started = performance.now();
      work(run);
      return performance.now() - started;
    }).sort((a, b) => a - b);
    return times[30] as number;
  };
  const edited = (run: number): Project =>
    project.withTexts(new Map([['Dockerfile', `${file.text}# edited ${run} times\n`]]));
  const [target] = targetsOf(project, 'Dockerfile');
  const each = rules
    .filter((rule) => rule.dockerfile)
    .map((rule) => ({
      rule: rule.id,
      milliseconds: timed(() => (target ? [...(rule.dockerfile?.(target) ?? [])] : [])),
    }));
  const all = timed((run) => checkFile(edited(run), 'Dockerfile'));
  const costly = [...each].sort((a, b) => b.milliseconds - a.milliseconds).slice(0, 6);
  return [{ rule: '(all together, reading included)', milliseconds: all }, ...costly];
}
