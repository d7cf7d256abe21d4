import { type Flag, type Logical, sourceOffset, type Word } from '../../model/dockerfile.ts';
import type { Range } from '../../model/text.ts';
import type { FlagSpan } from './flags.ts';
import type { Span } from './words.ts';

/** The source range of a stretch of a logical text. An empty stretch stands behind the text before it, not on the next line. */
export function rangeIn(logical: Logical, start: number, end: number): Range {
  const only = logical.segments.length === 1 ? logical.segments[0] : undefined;
  if (only) {
    return { start: only.source + start - only.at, end: only.source + end - only.at };
  }
  if (end > start) {
    return { start: sourceOffset(logical, start), end: sourceOffset(logical, end - 1) + 1 };
  }
  const at = start > 0 ? sourceOffset(logical, start - 1) + 1 : sourceOffset(logical, 0);
  return { start: at, end: at };
}

/** A stretch of a logical text as a logical text of its own. */
export function cut(logical: Logical, start: number, end: number): Logical {
  const text = logical.text.slice(start, end);
  const only = logical.segments.length === 1 ? logical.segments[0] : undefined;
  if (only) {
    return { text, segments: [{ at: 0, source: only.source + start - only.at }] };
  }
  const segments = [{ at: 0, source: rangeIn(logical, start, end).start }];
  for (const { at, source } of logical.segments) {
    if (at > start && at < end) {
      segments.push({ at: at - start, source });
    }
  }
  return { text, segments };
}

export const toWord = (logical: Logical, { value, start, end }: Span): Word => ({
  value,
  range: rangeIn(logical, start, end),
});

/** A flag of the text that begins at `from`. */
export function toFlag(logical: Logical, flag: FlagSpan, from: number): Flag {
  const equals = flag.text.indexOf('=');
  const start = flag.start + from;
  const end = flag.end + from;
  return {
    name: flag.text.slice(2, equals < 0 ? undefined : equals),
    value: equals < 0 ? undefined : flag.text.slice(equals + 1),
    text: flag.text,
    range: rangeIn(logical, start, end),
    valueRange: flag.valueStart === undefined ? undefined : rangeIn(logical, flag.valueStart + from, end),
  };
}
