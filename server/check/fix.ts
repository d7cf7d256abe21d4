import type { Project } from '../model/project.ts';
import { applyEdits, type TextEdit } from '../model/text.ts';
import type { Fix } from '../rules/rule.ts';
import { type CheckOptions, checkFile, type Diagnosis } from './check.ts';

export interface FixOptions extends CheckOptions {
  /** Only the findings of this rule. */
  readonly rule?: string;
}

export interface Fixed {
  /** The new text of every file that changes. */
  readonly texts: ReadonlyMap<string, string>;
  /** How many fixes were applied. */
  readonly fixed: number;
  /** How many of them by the file of their finding. */
  readonly fixedIn: ReadonlyMap<string, number>;
}

/** One fix may uncover another finding. More rounds than this mean that two rules undo each other. */
const maximumRounds = 20;

/** Applies every safe fix, again and again until nothing changes. Nothing is written. */
export function fixAll(project: Project, paths: readonly string[], options: FixOptions = {}): Fixed {
  const texts = new Map<string, string>();
  let current = project;
  const fixedIn = new Map<string, number>();
  let pending = paths;
  for (let round = 0; round < maximumRounds && pending.length > 0; round++) {
    const { changed, taken } = fixOnce(current, pending, options);
    for (const [path, count] of taken) {
      fixedIn.set(path, (fixedIn.get(path) ?? 0) + count);
    }
    for (const [file, text] of changed) {
      texts.set(file, text);
    }
    if (changed.size > 0) {
      current = current.withTexts(changed);
    }
    pending = [...changed.keys()].filter((path) => paths.includes(path));
  }
  const fixed = [...fixedIn.values()].reduce((sum, count) => sum + count, 0);
  return { texts, fixed, fixedIn };
}

/** One round: the texts that change, and how many fixes were taken by the file of their finding. */
export function fixOnce(
  project: Project,
  paths: readonly string[],
  options: FixOptions = {},
): { readonly changed: ReadonlyMap<string, string>; readonly taken: ReadonlyMap<string, number> } {
  const edits = new Map<string, TextEdit[]>();
  const taken = new Map<string, number>();
  for (const path of paths) {
    taken.set(path, takeSafe(checkFile(project, path, options), options.rule, edits));
  }
  return { changed: apply(project, edits), taken };
}

/** Takes the first safe fix of each diagnosis that does not overlap one already taken; tells how many. */
function takeSafe(diagnoses: readonly Diagnosis[], rule: string | undefined, edits: Map<string, TextEdit[]>): number {
  let count = 0;
  for (const diagnosis of diagnoses) {
    if (rule !== undefined && diagnosis.rule !== rule) {
      continue;
    }
    const fix = diagnosis.fixes.find((candidate) => candidate.safe);
    if (fix === undefined || !fits(fix, edits)) {
      continue;
    }
    count++;
    for (const [file, list] of Object.entries(fix.edits)) {
      const taken = edits.get(file) ?? [];
      // Two findings may ask for the same edit; it is made once.
      taken.push(...list.filter((edit) => !taken.some((other) => same(other, edit))));
      edits.set(file, taken);
    }
  }
  return count;
}

/** The new texts of the files that the edits really change. */
function apply(project: Project, edits: ReadonlyMap<string, readonly TextEdit[]>): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const [file, list] of edits) {
    const read = project.workspace.read(file);
    const before = 'text' in read ? read.text : '';
    const after = applyEdits(before, list);
    if (after !== before) {
      texts.set(file, after);
    }
  }
  return texts;
}

function fits(fix: Fix, edits: ReadonlyMap<string, readonly TextEdit[]>): boolean {
  return Object.entries(fix.edits).every(([file, list]) =>
    list.every((edit) => (edits.get(file) ?? []).every((other) => same(other, edit) || !overlap(other, edit))),
  );
}

const same = (a: TextEdit, b: TextEdit): boolean =>
  a.range.start === b.range.start && a.range.end === b.range.end && a.text === b.text;

/** Touching edits count as overlapping, since their order would matter. */
const overlap = (a: TextEdit, b: TextEdit): boolean => a.range.start <= b.range.end && b.range.start <= a.range.end;
