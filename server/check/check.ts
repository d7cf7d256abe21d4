import type { Dockerfile } from '../model/dockerfile.ts';
import type { SeverityName } from '../model/plan.ts';
import type { Range } from '../model/text.ts';
import type { Project } from '../project/project.ts';
import { rules as allRules } from '../rules/index.ts';
import { kindByName } from '../workspace/file-kinds.ts';
import type { Finding, Fix, Related, Rule, Severity } from './rule.ts';
import { describeUnused, dockerfileSuppressions, lineSuppressions, type Suppression } from './suppressions.ts';

/** A finding with its place, its weight and the rule that made it. */
export interface Diagnosis {
  readonly file: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly range: Range;
  readonly fixes: readonly Fix[];
  readonly related: readonly Related[];
}

export interface CheckOptions {
  /** Severities that the user set, on top of the plan's. */
  readonly severities?: Readonly<Record<string, SeverityName>>;
  /** Other rules than all of them. */
  readonly rules?: readonly Rule[];
}

export interface Report {
  readonly diagnoses: readonly Diagnosis[];
  /** How many files were checked. */
  readonly files: number;
  readonly unreadable: readonly { readonly file: string; readonly reason: string }[];
}

/** Everything that is wrong with one file; nothing for a file that Lucid does not read. */
export function checkFile(project: Project, path: string, options: CheckOptions = {}): readonly Diagnosis[] {
  const subject = subjectOf(project, path);
  if (subject === undefined) {
    return [];
  }
  const rules = options.rules ?? allRules;
  const found = rules.flatMap((rule) => runRule(rule, subject, project, path));
  // First the comments, then the severities: a comment has its use even while its rule is off.
  const { kept, unused } = suppress(found, subject.suppressions, path, rules);
  const weighed = [...kept, ...unused].flatMap((diagnosis) => {
    const set = options.severities?.[diagnosis.rule] ?? project.plan.rules[diagnosis.rule];
    return set === 'off' ? [] : [set === undefined ? diagnosis : { ...diagnosis, severity: set }];
  });
  return weighed.sort(
    (a, b) => a.range.start - b.range.start || a.range.end - b.range.end || a.rule.localeCompare(b.rule),
  );
}

/** Checks many files; one that cannot be read is listed and stops none of the others. */
export function checkAll(project: Project, paths: readonly string[], options: CheckOptions = {}): Report {
  const diagnoses: Diagnosis[] = [];
  const unreadable: { file: string; reason: string }[] = [];
  let files = 0;
  for (const path of paths) {
    const read = project.workspace.read(path);
    if ('failure' in read) {
      unreadable.push({ file: path, reason: read.failure });
      continue;
    }
    files++;
    diagnoses.push(...checkFile(project, path, options));
  }
  return { diagnoses, files, unreadable };
}

/** The files that a check of the whole workspace looks at. */
export function checkedFiles(project: Project): readonly string[] {
  const plan = project.planFile.path;
  return [...(plan === undefined ? [] : [plan]), ...project.files().dockerfiles];
}

interface Subject {
  readonly run: (rule: Rule, project: Project) => Iterable<Finding>;
  readonly suppressions: readonly Suppression[];
}

function subjectOf(project: Project, path: string): Subject | undefined {
  if (path === project.planFile.path) {
    const file = project.planFile;
    return { run: (rule, all) => rule.plan?.(file, all) ?? [], suppressions: lineSuppressions(file.text) };
  }
  if (
    kindByName(path) === 'dockerfile' ||
    project.plan.phases.some((phase) => phase.images.some((i) => i.dockerfile === path))
  ) {
    const file: Dockerfile | undefined = project.dockerfile(path);
    if (file === undefined) {
      return undefined;
    }
    return { run: (rule, all) => rule.dockerfile?.(file, all) ?? [], suppressions: dockerfileSuppressions(file) };
  }
  return undefined;
}

/** A rule that throws is a mistake of ours: it is shown at the top of the file, and the other rules go on. */
function runRule(rule: Rule, subject: Subject, project: Project, path: string): readonly Diagnosis[] {
  try {
    return [...subject.run(rule, project)].map((finding) => ({
      file: path,
      rule: rule.id,
      severity: finding.severity ?? rule.severity,
      message: finding.message,
      range: finding.range,
      fixes: finding.fixes ?? [],
      related: finding.related ?? [],
    }));
  } catch (error) {
    const message = `The rule ${rule.id} failed on this file and was skipped. This is a mistake in Lucid: ${error instanceof Error ? error.message : error}`;
    const range = { start: 0, end: 0 };
    return [{ file: path, rule: rule.id, severity: 'warning', message, range, fixes: [], related: [] }];
  }
}

function suppress(
  diagnoses: readonly Diagnosis[],
  suppressions: readonly Suppression[],
  path: string,
  rules: readonly Rule[],
): { readonly kept: readonly Diagnosis[]; readonly unused: readonly Diagnosis[] } {
  if (suppressions.length === 0) {
    return { kept: diagnoses, unused: [] };
  }
  const used = new Set<Suppression>();
  const kept = diagnoses.filter((diagnosis) => {
    const by = suppressions.filter((one) => one.rule === diagnosis.rule && within(diagnosis.range.start, one.covers));
    for (const one of by) {
      used.add(one);
    }
    return by.length === 0;
  });
  const known = rules.map((rule) => rule.id);
  const unused = suppressions
    .filter((one) => !used.has(one))
    .map((one) => ({
      file: path,
      rule: 'unused-suppression',
      severity: 'warning' as const,
      message: describeUnused(one, known),
      range: one.range,
      fixes: [],
      related: [],
    }));
  return { kept, unused };
}

const within = (offset: number, range: Range): boolean => offset >= range.start && offset <= range.end;
