import { checkFile } from '../../server/check/check.ts';
import { targetsOf } from '../../server/image/target.ts';
import type { Project } from '../../server/model/project.ts';
import { openProject } from '../../server/project/open.ts';
import { examplePlan } from '../../server/rules/example.ts';
import { rules } from '../../server/rules/index.ts';
import { memoryWorkspace } from '../../server/workspace/memory.ts';
import { dockerfile } from './workspaces.ts';

/** The time to check a Dockerfile of `lines` lines over that of one half as long; 2 where time is linear. */
export function growth(lines: number): number {
  const checked = (length: number): number => {
    const project = openProject(
      memoryWorkspace({ Dockerfile: dockerfile('long', length), 'lucid.yaml': examplePlan('Dockerfile') }),
    );
    const text = project.dockerfile('Dockerfile')?.text ?? '';
    const times = Array.from({ length: 7 }, (_, run) => {
      const edited = project.withTexts(new Map([['Dockerfile', `${text}# ${run}\n`]]));
      const started = performance.now();
      checkFile(edited, 'Dockerfile');
      return performance.now() - started;
    });
    return Math.min(...times);
  };
  // The first round is for the compiler.
  checked(lines);
  return checked(lines) / checked(lines / 2);
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
