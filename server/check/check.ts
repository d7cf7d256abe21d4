import { targetsOf } from '../image/target.ts';
import type { BuildKitCheck } from '../model/buildkit-check.ts';
import type { SeverityName } from '../model/plan.ts';
import type { Project } from '../model/project.ts';
import type { Range } from '../model/text.ts';
import type { Suppression } from '../parse/suppressions.ts';
import { rules as allRules } from '../rules/index.ts';
import type { Finding, Fix, Related, Rule, Severity } from '../rules/rule.ts';
import { distinct } from './distinct.ts';
import { gathered } from './gather.ts';
import { checkedKinds, type SourceFile, sourceFile, suppressionsIn } from './source-file.ts';
import { type Found, spokenOnce } from './spoken.ts';

/** A finding with its file, its severity and its rule. */
export interface Diagnosis {
  readonly file: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly range: Range;
  readonly fixes: readonly Fix[];
  readonly related: readonly Related[];
  /** What `docker build --check` calls it; absent where it does not warn. */
  readonly buildkit?: readonly BuildKitCheck[];
  readonly cause?: string;
}

export interface CheckOptions {
  /** Severities that the user set, on top of the plan's. */
  readonly severities?: Readonly<Record<string, SeverityName>>;
  /** By default all rules. */
  readonly rules?: readonly Rule[];
}

export interface Report {
  readonly diagnoses: readonly Diagnosis[];
  /** How many files were checked. */
  readonly files: number;
  readonly unreadable: readonly { readonly file: string; readonly reason: string }[];
}

/** Everything that is wrong with one file; nothing for a file that Lucid does not check. */
export function checkFile(project: Project, path: string, options: CheckOptions = {}): readonly Diagnosis[] {
  const file = sourceFile(project, path);
  return file === undefined ? [] : checkSource(file, project, path, options);
}

function checkSource(file: SourceFile, project: Project, path: string, options: CheckOptions): readonly Diagnosis[] {
  const rules = options.rules ?? allRules;
  const found = spokenOnce(rules.flatMap((rule) => diagnose(rule, path, () => findingsIn(file, rule, project))));
  // Comments come before severities: a comment is in use even while its rule is off.
  const { kept, unused } = suppress(found, suppressionsIn(file));
  const ids = rules.map((rule) => rule.id);
  const useless = rules.flatMap((rule) =>
    rule.suppression
      ? diagnose(rule, path, () => unused.flatMap((one) => [...(rule.suppression?.(one, ids) ?? [])]))
      : [],
  );
  const weighed = [...gathered(kept), ...useless].flatMap((diagnosis) => {
    const set = options.severities?.[diagnosis.rule] ?? project.plan.rules[diagnosis.rule];
    return set === 'off' ? [] : [set === undefined ? diagnosis : { ...diagnosis, severity: set }];
  });
  return weighed.sort(
    (a, b) => a.range.start - b.range.start || a.range.end - b.range.end || a.rule.localeCompare(b.rule),
  );
}

/** Checks many files. A file that cannot be read is listed, and the others are checked all the same. */
export function checkAll(project: Project, paths: readonly string[], options: CheckOptions = {}): Report {
  const diagnoses: Diagnosis[] = [];
  const unreadable: { file: string; reason: string }[] = [];
  let files = 0;
  for (const path of paths) {
    const file = sourceFile(project, path);
    const read = file === undefined ? project.workspace.read(path) : undefined;
    if (read && 'failure' in read) {
      unreadable.push({ file: path, reason: read.failure });
      continue;
    }
    files++;
    if (file) {
      for (const diagnosis of checkSource(file, project, path, options)) {
        diagnoses.push(diagnosis);
      }
    }
  }
  return { diagnoses, files, unreadable };
}

/** The files that a check of the whole workspace looks at. */
export function checkedFiles(project: Project): readonly string[] {
  const files = project.files();
  return checkedKinds.flatMap((kind) => files[kind]);
}

/** What a rule finds in a file. A Dockerfile is looked at in each of its builds; each mistake is reported once. */
function findingsIn(file: SourceFile, rule: Rule, project: Project): readonly Finding[] {
  switch (file.kind) {
    case 'plan':
      return [...(rule.plan?.(file.plan, project) ?? [])];
    case 'dockerfile': {
      const targets = rule.dockerfile ? targetsOf(project, file.dockerfile.path) : [];
      return distinct(
        targets.map((target) => [...(rule.dockerfile?.(target) ?? [])]),
        rule.severity,
      );
    }
  }
}

/** A rule that throws is a mistake in Lucid: it is shown at the top of the file, and the other rules go on. */
function diagnose(rule: Rule, path: string, find: () => readonly Finding[]): readonly (Diagnosis & Found)[] {
  try {
    return find().map((finding) => ({
      file: path,
      rule: rule.id,
      severity: finding.severity ?? rule.severity,
      message: finding.message,
      range: finding.range,
      fixes: finding.fixes ?? [],
      related: finding.related ?? [],
      buildkit: rule.buildkit === undefined ? [] : [rule.buildkit],
      about: finding.about ?? finding.range,
      speaksFor: rule.speaksFor ?? [],
      ...(finding.cause !== undefined && { cause: finding.cause }),
    }));
  } catch (error) {
    const message = `The rule ${rule.id} failed on this file and was skipped. This is a mistake in Lucid: ${error instanceof Error ? error.message : error}`;
    const range = { start: 0, end: 0 };
    const nothing = { fixes: [], related: [], buildkit: [], about: range, speaksFor: [] };
    return [{ file: path, rule: rule.id, severity: 'warning', message, range, ...nothing }];
  }
}

function suppress(
  diagnoses: readonly Diagnosis[],
  suppressions: readonly Suppression[],
): { readonly kept: readonly Diagnosis[]; readonly unused: readonly Suppression[] } {
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
  return { kept, unused: suppressions.filter((one) => !used.has(one)) };
}

const within = (offset: number, range: Range): boolean => offset >= range.start && offset <= range.end;
