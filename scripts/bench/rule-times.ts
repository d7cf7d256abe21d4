import { openProject } from '../../server/project.ts';
import { examplePlan } from '../../server/rule.ts';
import { rules } from '../../server/rules/index.ts';
import { memoryWorkspace } from '../../server/workspace/memory.ts';
import { dockerfile } from './workspaces.ts';

/** The median time of each rule, and of all together, on one long Dockerfile. Costliest first. */
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
  if (!file) throw new Error('the Dockerfile of the benchmark is not there');
  const timed = (work: () => void): number => {
    const times = Array.from({ length: 30 }, () => {
      const started = performance.now();
      work();
      return performance.now() - started;
    }).sort((a, b) => a - b);
    return times[15] as number;
  };
  const each = rules
    .filter((rule) => rule.dockerfile)
    .map((rule) => ({ rule: rule.id, milliseconds: timed(() => [...(rule.dockerfile?.(file, project) ?? [])]) }));
  const all = each.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const costly = [...each].sort((a, b) => b.milliseconds - a.milliseconds).slice(0, 6);
  return [{ rule: '(all together)', milliseconds: all }, ...costly];
}
