import type { Diagnosis } from '../../check/check.ts';
import type { Range, TextEdit } from '../../model/text.ts';

/** The part of a text in which another one differs, and by how much the text behind it has moved. */
interface Change extends Range {
  readonly shift: number;
}

function changeBetween(before: string, after: string): Change {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) {
    start++;
  }
  let same = 0;
  while (
    same < shorter - start &&
    before.charCodeAt(before.length - 1 - same) === after.charCodeAt(after.length - 1 - same)
  ) {
    same++;
  }
  return { start, end: before.length - same, shift: after.length - before.length };
}

/** Where a range of the text before stands in the text after; undefined where the change touches it. */
function carryRange(range: Range, { start, end, shift }: Change, after: string): Range | undefined {
  // A line that is inserted before or behind another one does not touch it.
  const endsLine = range.end === start && /^[\r\n]?$/.test(after.charAt(start));
  if (range.end < start || endsLine) {
    return range;
  }
  const moved = { start: range.start + shift, end: range.end + shift };
  const beginsLine = range.start === end && after.charAt(moved.start - 1) === '\n';
  return range.start > end || beginsLine ? moved : undefined;
}

/**
 * Findings of a text, at their places in a newer text of the same file. Those that the change touches are left out: they
 * may no longer hold.
 */
export function carry(diagnoses: readonly Diagnosis[], before: string, after: string): readonly Diagnosis[] {
  if (before === after || diagnoses.length === 0) {
    return diagnoses;
  }
  const change = changeBetween(before, after);
  const carryEdit = (edit: TextEdit): readonly TextEdit[] => {
    const range = carryRange(edit.range, change, after);
    return range ? [{ ...edit, range }] : [];
  };
  return diagnoses.flatMap((diagnosis) => {
    const range = carryRange(diagnosis.range, change, after);
    if (range === undefined) {
      return [];
    }
    const fixes = diagnosis.fixes.flatMap((fix) => {
      const edits = fix.edits[diagnosis.file] ?? [];
      const carried = edits.flatMap(carryEdit);
      return carried.length === edits.length ? [{ ...fix, edits: { [diagnosis.file]: carried } }] : [];
    });
    return [{ ...diagnosis, range, fixes }];
  });
}
