import { checkAll, checkedFiles, type Diagnosis } from '../check/check.ts';
import { fixAll } from '../check/fix.ts';
import { isChecked } from '../check/source-file.ts';
import type { BuildKitCheck } from '../model/buildkit-check.ts';
import type { SeverityName } from '../model/plan.ts';
import type { Project } from '../model/project.ts';
import type { Position } from '../model/text.ts';
import { openProject } from '../project/open.ts';
import { rules } from '../rules/index.ts';
import type { Severity } from '../rules/rule.ts';
import { json, type Terminal, UsageError } from '../terminal.ts';
import { diskWorkspace } from '../workspace/disk.ts';
import { findRoot, matchingPaths, unknownName, workspacePath } from './place.ts';
import { renderReport } from './report.ts';
import { sourcesOf } from './source.ts';
import { writeTexts } from './write.ts';

export interface CheckOptions {
  readonly root?: string;
  readonly plan?: string;
  readonly fix?: boolean;
  readonly format: 'text' | 'json';
  /** `id=severity`. */
  readonly rule: readonly string[];
  /** The least severity that makes the exit code 1. */
  readonly failOn: Severity;
}

/** One finding as `--format json` prints it. Lines and UTF-16 columns count from zero, as in the LSP. */
export interface JsonFinding {
  readonly file: string;
  readonly range: { readonly start: Position; readonly end: Position };
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly fixes: readonly { readonly title: string; readonly safe: boolean }[];
  /** What `docker build --check` calls it; several names where one finding stands for several of its warnings. */
  readonly buildkit?: BuildKitCheck | readonly BuildKitCheck[];
}

export interface Unreadable {
  readonly file: string;
  readonly reason: string;
}

/** `lucid check`: 0 where nothing is wrong, 1 with findings, 2 where something could not be checked. */
export function check(paths: readonly string[], options: CheckOptions, terminal: Terminal, cwd: string): number {
  const root = findRoot(cwd, options.root);
  const severities = parseSeverities(options.rule);
  const planPath = options.plan === undefined ? undefined : workspacePath(root, cwd, options.plan);
  const workspace = diskWorkspace(root);
  const open = (): Project => openProject(workspace, planPath === undefined ? {} : { planPath });

  const before = open();
  const named = choose(before, root, cwd, paths);
  // Hooks name every file that changed: one that is not checked is named and changes no exit code.
  const [chosen, others] = parted(named, (path) => isChecked(before.kindOf(path)));
  for (const path of others) {
    terminal.err(`lucid: ${path} was not checked: it is no Dockerfile and no plan.\n`);
  }
  const { fixed, unwritten } = options.fix
    ? writeFixes(before, chosen, severities, root)
    : { fixed: undefined, unwritten: [] };
  if (options.fix) {
    workspace.forget();
  }
  const project = options.fix ? open() : before;
  const { diagnoses, files, unreadable } = checkAll(project, chosen, { severities });
  const failed = [...unreadable, ...unwritten];

  if (options.format === 'json') {
    const findings = diagnoses.map(jsonFindings(project));
    terminal.out(`${json({ version: 1, findings, files, unreadable: failed }, 2)}\n`);
  } else {
    printFailures(failed, terminal);
    if (named.length === 0) {
      terminal.err(`lucid: there is no Dockerfile and no plan ${placesOf(paths, root)}.\n`);
    }
    terminal.out(renderReport(project, diagnoses, { files, fixed, terminal }));
  }
  const weight = (severity: Severity): number => ['error', 'warning', 'info', 'hint'].indexOf(severity);
  if (diagnoses.some((diagnosis) => weight(diagnosis.severity) <= weight(options.failOn))) {
    return 1;
  }
  return failed.length > 0 ? 2 : 0;
}

interface Written {
  /** How many findings are fixed on disk. */
  readonly fixed: number;
  readonly unwritten: readonly Unreadable[];
}

function writeFixes(project: Project, paths: readonly string[], severities: Severities, root: string): Written {
  const result = fixAll(project, paths, { severities });
  const unwritten = writeTexts(root, project.workspace, result.texts);
  const fixed = unwritten.reduce((sum, { file }) => sum - (result.fixedIn.get(file) ?? 0), result.fixed);
  return { fixed, unwritten };
}

function printFailures(failed: readonly Unreadable[], terminal: Terminal): void {
  for (const { file, reason } of failed) {
    terminal.err(`lucid: ${reason.includes(file) ? reason : `${file}: ${reason}`}\n`);
  }
}

/** The files to check: all that the project knows, or those that were named and those in the folders that were named. */
function choose(project: Project, root: string, cwd: string, typed: readonly string[]): readonly string[] {
  const all = checkedFiles(project);
  const named = typed.flatMap((path) => matchingPaths(root, cwd, path, all) ?? [workspacePath(root, cwd, path)]);
  if (typed.length === 0 || named.includes('.')) {
    return all;
  }
  const chosen = named.flatMap((path) =>
    project.workspace.kind(path) === 'directory' ? all.filter((file) => file.startsWith(`${path}/`)) : [path],
  );
  return [...new Set(chosen)];
}

const placesOf = (typed: readonly string[], root: string): string => (typed.length === 0 ? `in ${root}` : 'there');

function parted<T>(items: readonly T[], test: (item: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}

type Severities = Readonly<Record<string, SeverityName>>;

function parseSeverities(texts: readonly string[]): Severities {
  const names: readonly string[] = ['error', 'warning', 'info', 'hint', 'off'] satisfies SeverityName[];
  const known = rules.map((rule) => rule.id);
  const severities: Record<string, SeverityName> = {};
  for (const text of texts) {
    const [id = '', severity = ''] = text.split('=');
    if (!names.includes(severity)) {
      throw new UsageError(`--rule ${text}: write id=severity with one of ${names.join(', ')}.`);
    }
    if (!known.includes(id)) {
      throw unknownName('rule', id, known);
    }
    severities[id] = severity as SeverityName;
  }
  return severities;
}

function jsonFindings(project: Project): (diagnosis: Diagnosis) => JsonFinding {
  const sources = sourcesOf(project);
  return ({ file, range, rule, severity, message, fixes, buildkit = [] }) => ({
    file,
    range: { start: sources.position(file, range.start), end: sources.position(file, range.end) },
    rule,
    severity,
    message,
    fixes: fixes.map(({ title, safe }) => ({ title, safe })),
    ...(buildkit[0] === undefined ? {} : { buildkit: buildkit.length === 1 ? buildkit[0] : buildkit }),
  });
}
