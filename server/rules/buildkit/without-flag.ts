import type { Dockerfile, Flag } from '../../model/dockerfile.ts';
import type { Fix } from '../rule.ts';

/** Takes a flag away with the blanks behind it. */
export function withoutFlag({ path, text }: Dockerfile, { range }: Flag, safe: boolean): Fix {
  const blanks = /^[ \t]*/.exec(text.slice(range.end, range.end + 80))?.[0].length ?? 0;
  const edit = { range: { start: range.start, end: range.end + blanks }, text: '' };
  return { title: 'Remove the flag: the stage follows the build', edits: { [path]: [edit] }, safe };
}
