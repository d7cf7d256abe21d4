import { documentedRules } from '../../scripts/rules.ts';
import { checkFile, type Diagnosis } from '../../server/check/check.ts';
import { fixAll, fixOnce } from '../../server/check/fix.ts';
import type { Project } from '../../server/model/project.ts';
import { applyEdits, type Range, type TextEdit, type WorkspaceEdits } from '../../server/model/text.ts';
import { parseDockerfile } from '../../server/parse/dockerfile/dockerfile.ts';
import type { Fix } from '../../server/rules/rule.ts';

/** A law that a fix broke. */
export interface Breach {
  readonly law: string;
  readonly rule: string;
  readonly fix: string;
  readonly detail: string;
}

/** One source is missing, left out or matches nothing; one command has no shell or no program: one mistake, several rules. */
const families: Readonly<Record<string, string>> = {
  'copy-source-missing': 'copy-source-missing, -ignored or copy-glob-empty',
  'copy-source-ignored': 'copy-source-missing, -ignored or copy-glob-empty',
  'copy-glob-empty': 'copy-source-missing, -ignored or copy-glob-empty',
  'distroless-shell': 'distroless-shell or -missing-tool',
  'distroless-missing-tool': 'distroless-shell or -missing-tool',
};
const familyOf = (rule: string): string => families[rule] ?? rule;

const unmasks = new Map((await documentedRules()).map(({ rule, unmasks }) => [rule.id, unmasks]));

/** Whether a fix of one rule may show an error of another that was there all along and could not be seen. */
const mayShow = (by: string, shown: string): boolean =>
  unmasks.get(by)?.some((one) => one.rules?.some((rule) => familyOf(rule) === shown) ?? true) === true;

/** What fixes may never do, asked of every finding of a file and of fix-all. */
export function breaches(project: Project, path: string): readonly Breach[] {
  const before = textOf(project, path);
  const found = checkFile(project, path);
  return [
    ...found.flatMap((one) => internal(one)),
    ...found.flatMap((one) => outside(one, before)),
    ...found.flatMap((one) =>
      // Adopting a plan is a choice: it declares what the sources then have to follow.
      one.fixes
        .filter(({ adopts }) => adopts === undefined)
        .flatMap((fix) => [
          ...overlaps(fix.edits).map((detail) => ({ law: 'edits overlap', rule: one.rule, fix: fix.title, detail })),
          ...(overlaps(fix.edits).length > 0 ? [] : afterFix({ project, path, found }, one, fix)),
        ]),
    ),
    ...afterAll(project, path, found),
  ];
}

/** Rules about lines that BuildKit or a shell reads as something else than what is meant. */
const unread = new Set(['dockerfile-syntax', 'shell-syntax', 'heredoc-spacing', 'copy-shell-syntax']);

/** What nothing uses any more after a fix, a comment or a stage, is a consequence of the fix and was in use before. */
const leftOver = new Set(['unused-suppression', 'unreachable-stage']);

/**
 * No finding hides another: what a later round of fix-all reports was reported in the first. Compared by number for each rule,
 * since an edit moves places and changes words.
 */
export function hidden(project: Project, path: string): readonly Breach[] {
  const first = checkFile(project, path);
  const count = (all: readonly Diagnosis[], rule: string) => all.filter((one) => familyOf(one.rule) === rule).length;
  const result: Breach[] = [];
  // What BuildKit cannot read is no instruction before the fix.
  const isMended = first.some(({ rule, fixes }) => unread.has(rule) && fixes.some((fix) => fix.safe));
  let current = project;
  // Two fixes of one place need two rounds; more than a few mean that the law is broken anyway.
  for (let round = 1; round < 6; round++) {
    const { changed } = fixOnce(current, [path]);
    if (changed.size === 0) {
      break;
    }
    current = current.withTexts(changed);
    const later = checkFile(current, path);
    for (const rule of new Set(later.map((one) => familyOf(one.rule)))) {
      if (!isMended && !leftOver.has(rule) && count(later, rule) > count(first, rule)) {
        const detail = later.filter((one) => familyOf(one.rule) === rule).map(({ message }) => message);
        result.push({ law: 'a finding was hidden', rule, fix: `round ${round}`, detail: detail.join(' | ') });
      }
    }
  }
  return result;
}

function internal({ rule, message }: Diagnosis): readonly Breach[] {
  return message.includes('This is a mistake in Lucid')
    ? [{ law: 'a rule failed', rule, fix: '', detail: message }]
    : [];
}

function outside({ rule, range, message }: Diagnosis, text: string): readonly Breach[] {
  const inside = range.start >= 0 && range.start <= range.end && range.end <= text.length;
  return inside ? [] : [{ law: 'a range is outside of the text', rule, fix: '', detail: message }];
}

/** Touching edits count: their order would decide. */
function overlaps(edits: WorkspaceEdits): readonly string[] {
  return Object.values(edits).flatMap((list) => {
    const ordered = list.map(({ range }) => range).sort((a, b) => a.start - b.start || a.end - b.end);
    return ordered.flatMap((range, index) => {
      const last: Range | undefined = ordered[index - 1];
      const touches = last && (range.start < last.end || range.start === last.start);
      return touches ? [`${JSON.stringify(last)} and ${JSON.stringify(range)}`] : [];
    });
  });
}

/** A file and what was found in it before any fix. */
interface Checked {
  readonly project: Project;
  readonly path: string;
  readonly found: readonly Diagnosis[];
}

function afterFix({ project, path, found }: Checked, one: Diagnosis, { title, edits }: Fix): readonly Breach[] {
  const texts = new Map(
    Object.entries(edits).map(([file, list]) => [file, applyEdits(textOf(project, file), list)] as const),
  );
  const breach = (law: string, detail: string): Breach => ({ law, rule: one.rule, fix: title, detail });
  if ([...texts].every(([file, text]) => text === textOf(project, file))) {
    return [breach('nothing changes', '')];
  }
  const after = project.withTexts(texts);
  const left = checkFile(after, path);
  const result: Breach[] = [];
  const [first, last] = moved(one.range.start, edits[path] ?? []);
  const stays = left.some(
    ({ rule, message, range }) =>
      rule === one.rule && message === one.message && range.start >= first && range.start <= last,
  );
  const same = (all: readonly Diagnosis[]) =>
    all.filter(({ rule, message }) => rule === one.rule && message === one.message).length;
  // The next one of the same kind may have moved up to where this one was.
  if (stays && same(left) >= same(found)) {
    result.push(breach('the finding stays', one.message));
  }
  for (const { rule, detail } of newErrors(found, left)) {
    if (!mayShow(one.rule, rule)) {
      result.push(breach(`a new error of ${rule}`, detail));
    }
  }
  const text = texts.get(path);
  if (text !== undefined) {
    result.push(...damage(textOf(project, path), text, path, breach));
  }
  return result;
}

/** Between which offsets a place is found after the edits: what is inserted there may have come before or behind it. */
function moved(offset: number, edits: readonly TextEdit[]): readonly [number, number] {
  let first = offset;
  let last = offset;
  for (const { range, text } of edits) {
    const grown = text.length - (range.end - range.start);
    if (range.end < offset || (range.end === offset && range.start < offset)) {
      first += grown;
      last += grown;
    } else if (range.start <= offset) {
      first -= offset - range.start;
      last += Math.max(0, text.length);
    }
  }
  return [first, last];
}

function afterAll(project: Project, path: string, found: readonly Diagnosis[]): readonly Breach[] {
  const { texts } = fixAll(project, [path]);
  const breach = (law: string, detail: string): Breach => ({ law, rule: 'all', fix: 'all', detail });
  const after = texts.size === 0 ? project : project.withTexts(texts);
  const again = fixAll(after, [path]);
  const left = checkFile(after, path);
  const applied = new Set(found.filter(({ fixes }) => fixes.some((fix) => fix.safe)).map(({ rule }) => rule));
  const text = texts.get(path);
  return [
    ...[...again.texts].map(([file, last]) => breach('a second run changes something', `${file}:\n${last}`)),
    ...newErrors(found, left)
      .filter(({ rule }) => ![...applied].some((by) => mayShow(by, rule)))
      .map(({ rule, detail }) => breach(`a new error of ${rule}`, detail)),
    ...(text === undefined ? [] : damage(textOf(project, path), text, path, breach)),
  ];
}

/** Errors of a rule that has more of them than before. */
function newErrors(
  before: readonly Diagnosis[],
  after: readonly Diagnosis[],
): readonly { readonly rule: string; readonly detail: string }[] {
  const errors = (all: readonly Diagnosis[], rule: string) =>
    all.filter((one) => familyOf(one.rule) === rule && one.severity === 'error');
  const rules = new Set(after.filter(({ severity }) => severity === 'error').map(({ rule }) => familyOf(rule)));
  return [...rules].flatMap((rule) => {
    const now = errors(after, rule);
    const then = errors(before, rule);
    if (now.length <= then.length) {
      return [];
    }
    return [{ rule, detail: now.map(({ message }) => message).join(' | ') }];
  });
}

/** What a text loses that no fix may touch: its line ends, its byte-order mark, its being readable. */
function damage(
  before: string,
  after: string,
  path: string,
  breach: (law: string, detail: string) => Breach,
): readonly Breach[] {
  const result: Breach[] = [];
  const problems = (text: string) => parseDockerfile(text, path).problems.map(({ message }) => message);
  if (problems(after).length > problems(before).length) {
    result.push(breach('the fixed text has new syntax problems', problems(after).join(' | ')));
  }
  if (!/(^|[^\r])\n/.test(before) && before.includes('\n') && /(^|[^\r])\n/.test(after)) {
    result.push(breach('a line of a CRLF file ends in LF', JSON.stringify(after)));
  }
  if (!before.includes('\r') && after.includes('\r')) {
    result.push(breach('a CR comes into an LF file', ''));
  }
  if (leadingMarks(before) !== leadingMarks(after)) {
    result.push(breach('the byte-order mark moves', JSON.stringify(after)));
  }
  return result;
}

const leadingMarks = (text: string): number => /^\ufeff*/.exec(text)?.[0].length ?? 0;

function textOf(project: Project, path: string): string {
  const read = project.workspace.read(path);
  return 'text' in read ? read.text : '';
}
