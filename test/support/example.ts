import { checkFile, type Diagnosis } from '../../server/check/check.ts';
import { fixAll } from '../../server/check/fix.ts';
import type { Project } from '../../server/model/project.ts';
import { applyEdits } from '../../server/model/text.ts';
import { openProject } from '../../server/project/open.ts';
import { type Example, examplePlan, type Silent } from '../../server/rules/example.ts';
import { memoryWorkspace } from '../../server/workspace/memory.ts';

/** The workspace of an example: the file under test, what stands beside it and a plan. */
export function projectOf(file: string, text: string, others: Readonly<Record<string, string>> = {}): Project {
  const isPlan = file === 'lucid.yaml';
  const plan = isPlan || others['lucid.yaml'] !== undefined ? {} : { 'lucid.yaml': examplePlan(file) };
  return openProject(memoryWorkspace({ ...plan, ...others, [file]: text }));
}

/** What one rule says of an example. */
export function findings(
  rule: string,
  file: string,
  text: string,
  others?: Readonly<Record<string, string>>,
): readonly Diagnosis[] {
  return checkFile(projectOf(file, text, others), file).filter((diagnosis) => diagnosis.rule === rule);
}

/** The text after the example's fix: the named one of the first finding, else every safe fix of the rule. */
export function fixed(
  rule: string,
  example: Example,
): { readonly file: string; readonly others: Record<string, string> } {
  const project = projectOf(example.file, example.bad, example.with);
  const all: Record<string, string> = { ...example.with, [example.file]: example.bad };
  if (example.fix === undefined) {
    const { texts } = fixAll(project, [example.file], { rule });
    Object.assign(all, Object.fromEntries(texts));
  } else {
    const wanted = example.fix;
    const fixes = checkFile(project, example.file)
      .filter((one) => one.rule === rule)
      .flatMap((one) => one.fixes);
    const fix = fixes.find((candidate) => candidate.title.startsWith(wanted));
    if (!fix) {
      throw new Error(`no fix "${wanted}…", only: ${fixes.map((one) => one.title).join(' | ') || 'none'}`);
    }
    for (const [path, edits] of Object.entries(fix.edits)) {
      all[path] = applyEdits(all[path] ?? '', edits);
    }
  }
  const { [example.file]: file, ...others } = all;
  return { file: file as string, others };
}

export const silentFindings = (rule: string, { file, text, with: others }: Silent): readonly Diagnosis[] =>
  findings(rule, file, text, others);
