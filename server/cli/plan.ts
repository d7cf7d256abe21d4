import type { PlanFile } from '../model/plan.ts';
import { lineStarts, positionAt } from '../model/text.ts';
import { effectivePlan, effectivePlanText } from '../plan/write.ts';
import { declaredPlan } from '../project/contexts.ts';
import { openProject } from '../project/open.ts';
import { count, json, type Terminal } from '../terminal.ts';
import { diskWorkspace } from '../workspace/disk.ts';
import { findRoot, workspacePath } from './place.ts';

export interface PlanOptions {
  readonly root?: string;
  readonly plan?: string;
  readonly format: 'yaml' | 'json';
}

/** `lucid plan`: the plan in force with everything filled in; 2 where its file has errors. */
export function plan(options: PlanOptions, terminal: Terminal, cwd: string): number {
  const root = findRoot(cwd, options.root);
  const path = options.plan === undefined ? undefined : workspacePath(root, cwd, options.plan);
  const project = openProject(diskWorkspace(root), path === undefined ? {} : { planPath: path });
  const file = project.planFile;
  const shown = declaredPlan(project);
  const starts = lineStarts(file.text);
  for (const { message, range, severity } of file.problems) {
    const { line, character } = positionAt(starts, range.start);
    terminal.err(`${file.path ?? 'embedded plan'}:${line + 1}:${character + 1}  ${severity}  ${message}\n`);
  }
  if (options.format === 'json') {
    terminal.out(`${json(effectivePlan(shown), 2)}
`);
  } else {
    terminal.out(`# ${originOf(file)}\n${effectivePlanText(shown)}`);
  }
  const errors = file.problems.filter((problem) => problem.severity === 'error').length;
  if (errors > 0) {
    terminal.err(`lucid: ${count(errors, 'error')} in ${file.path ?? 'the plan'}.\n`);
  }
  return errors > 0 ? 2 : 0;
}

/** Where a plan comes from, in words. */
export function originOf(file: PlanFile): string {
  if (file.path !== undefined) {
    return `${file.path}${file.force === 'text' ? '' : ', as far as it can be read'}`;
  }
  return file.kind === 'embedded'
    ? 'the embedded plan: there is no lucid.yaml, and some of its Dockerfiles are here'
    : 'no plan: there is no lucid.yaml here';
}
