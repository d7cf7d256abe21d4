import type { Diagnosis } from '../check/check.ts';
import type { Project } from '../model/project.ts';
import { rules } from '../rules/index.ts';
import type { Severity } from '../rules/rule.ts';
import { count, painter, printable, type Terminal } from '../terminal.ts';
import { snippet } from './snippet.ts';
import { type Sources, sourcesOf } from './source.ts';

export interface Totals {
  /** How many files were checked. */
  readonly files: number;
  /** How many findings were fixed; undefined where that was not asked. */
  readonly fixed: number | undefined;
  readonly terminal: Pick<Terminal, 'colour' | 'columns'>;
}

const colours = { error: 'red', warning: 'yellow', info: 'blue', hint: 'gray' } as const;

/** The findings as a person reads them: where, what, the source line, and what to do. */
export function renderReport(project: Project, diagnoses: readonly Diagnosis[], totals: Totals): string {
  const paint = painter(totals.terminal.colour);
  const width = Math.min(Math.max(totals.terminal.columns ?? 120, 40), 160);
  const explained = new Set<string>();
  const sources = sourcesOf(project);
  const blocks = diagnoses.map((diagnosis) => {
    const rows = [...findingRows(sources, diagnosis, { width, paint })];
    const why = explained.has(diagnosis.rule) ? undefined : reason(diagnosis.rule);
    explained.add(diagnosis.rule);
    if (why !== undefined) {
      rows.push(`  ${paint('dim', `why: ${why}`)}`);
    }
    for (const fix of diagnosis.fixes) {
      const caution = fix.safe ? '' : paint('dim', ' (by hand: it needs your judgement)');
      rows.push(`  ${paint('green', 'fix:')} ${printable(fix.title)}${caution}`);
    }
    return `${rows.join('\n')}\n`;
  });
  return [...blocks, summary(diagnoses, totals, paint) + undeclared(diagnoses)].join('\n');
}

/** The choice that a person makes once for the workspace: from where its images are built. */
function undeclared(diagnoses: readonly Diagnosis[]): string {
  const files = new Set(diagnoses.filter(({ fixes }) => fixes.some(({ adopts }) => adopts)).map(({ file }) => file));
  if (files.size === 0) {
    return '';
  }
  const subject = files.size === 1 ? '1 Dockerfile has' : `${files.size} Dockerfiles have`;
  return `${subject} no declared build context: \`lucid adopt\` writes those of the embedded plan to lucid.yaml, and --fix then corrects the paths (\`--contexts sources\`: the folders that the sources resolve from).\n`;
}

function findingRows(sources: Sources, diagnosis: Diagnosis, layout: Layout): readonly string[] {
  const { paint } = layout;
  const { line, character } = sources.position(diagnosis.file, diagnosis.range.start);
  const place = `${printable(diagnosis.file)}:${line + 1}:${character + 1}`;
  return [
    `${paint('bold', place)}  ${paint(colours[diagnosis.severity], diagnosis.severity)}  ${paint('dim', diagnosis.rule)}`,
    ...indented(diagnosis.message),
    ...excerpt(sources, diagnosis, line, layout),
    ...diagnosis.related.flatMap((related) => indented(`${relatedPlace(sources, related)}: ${related.message}`)),
  ];
}

type Paint = ReturnType<typeof painter>;

const indented = (text: string): readonly string[] => text.split('\n').map((row) => `  ${printable(row)}`);

/** How findings are laid out. */
interface Layout {
  readonly width: number;
  readonly paint: Paint;
}

/** The first line of what the finding covers, with carets. */
function excerpt(
  sources: Sources,
  { file, range, severity }: Diagnosis,
  line: number,
  { width, paint }: Layout,
): readonly string[] {
  const starts = sources.starts(file);
  const begin = starts[line] ?? 0;
  const row = sources
    .text(file)
    .slice(begin, starts[line + 1])
    .replace(/\r?\n$/, '');
  if (row.trim() === '') {
    return [];
  }
  const number = String(line + 1);
  const margin = ' '.repeat(number.length);
  const shown = snippet(row, range.start - begin, Math.min(range.end - begin, row.length), width - number.length - 6);
  return [
    `    ${paint('dim', `${number} |`)} ${shown.source}`,
    `    ${paint('dim', `${margin} |`)} ${paint(colours[severity], shown.carets)}`,
  ];
}

function relatedPlace(sources: Sources, { path, range }: Diagnosis['related'][number]): string {
  const { line, character } = sources.position(path, range.start);
  return `${path}:${line + 1}:${character + 1}`;
}

/** The first paragraph of a rule's explanation, on one line. */
function reason(id: string): string | undefined {
  const why = rules.find((rule) => rule.id === id)?.why.trim();
  return why ? why.split(/\n\s*\n/, 1)[0]?.replace(/\s+/g, ' ') : undefined;
}

function summary(diagnoses: readonly Diagnosis[], { files, fixed }: Totals, paint: Paint): string {
  const done = fixed === undefined ? '' : `Fixed ${count(fixed, 'problem')}. `;
  const checked = count(files, 'file');
  if (diagnoses.length === 0) {
    return `${done}${paint('green', `No problems in ${checked}.`)}\n`;
  }
  const of = (severity: Severity): number => diagnoses.filter((each) => each.severity === severity).length;
  const parts = [
    paint('red', count(of('error'), 'error')),
    paint('yellow', count(of('warning'), 'warning')),
    paint('blue', count(of('info') + of('hint'), 'note')),
  ];
  const safe = diagnoses.filter((each) => each.fixes.some((fix) => fix.safe)).length;
  const offer = safe === 0 ? '' : ` ${safe} can be fixed with --fix.`;
  const affected = new Set(diagnoses.map((each) => each.file)).size;
  return `${done}${count(diagnoses.length, 'problem')} in ${affected} of ${checked}: ${parts.join(', ')}.${offer}\n`;
}
