import type { BuildTarget } from '../../image/target.ts';
import { flagNamed } from '../../model/dockerfile.ts';
import type { Range } from '../../model/text.ts';
import { expand } from '../../parse/expansion/expand.ts';
import { unknown } from '../../parse/expansion/value.ts';
import type { Rule } from '../rule.ts';
import { didYouMean } from './misspelt.ts';
import { onFirstLine, type Warning, warned } from './warned.ts';

export const rule: Rule = {
  id: 'undefined-arg-in-from',
  buildkit: 'UndefinedArgInFrom',
  severity: 'warning',
  title: 'FROM uses an ARG that is not declared before the first FROM',
  fix: 'the name that differs by a letter or two',
  why: `FROM sees only the ARGs before the first FROM, and those that BuildKit sets itself, such as \`TARGETARCH\`. Any other
variable is empty. Where the base is no valid image then, \`image-reference\` reports an error instead.`,
  *dockerfile(target) {
    yield* warned('UndefinedArgInFrom', target, undeclared(target));
  },
};

const parts = ['PLATFORM', 'OS', 'OSVERSION', 'ARCH', 'VARIANT'];
const predefined = [...parts.map((part) => `BUILD${part}`), ...parts.map((part) => `TARGET${part}`), 'TARGETSTAGE'];

function* undeclared({ file, stages }: BuildTarget): Generator<Warning> {
  const declared = new Set([
    ...file.globalArgs.flatMap(({ words }) => words.map(({ value }) => value.split('=', 1)[0] ?? '')),
    ...predefined,
  ]);
  const environment = { get: (name: string) => (declared.has(name) ? unknown : undefined) };
  for (const { from, base } of stages) {
    const platform = flagNamed(from, 'platform');
    const texts: readonly { readonly text: string; readonly range: Range }[] = [
      ...(base ? [{ text: base.value, range: base.range }] : []),
      ...(platform?.value && platform.valueRange ? [{ text: platform.value, range: platform.valueRange }] : []),
    ];
    for (const { text, range } of texts) {
      for (const name of expand(text, environment, file.escape).unset) {
        const meant = didYouMean(name, declared);
        const at = file.text.slice(range.start, range.end).search(new RegExp(`(?<![\\w])${name}(?![\\w])`, 'u'));
        const spot = at < 0 ? undefined : { start: range.start + at, end: range.start + at + name.length };
        yield {
          at: from,
          range: onFirstLine(file, from, spot ?? range),
          about: range,
          message: `"${name}" is not declared before the first FROM: it is empty here.${meant === undefined ? ` Write ARG ${name}=… above.` : ` Did you mean "${meant}"?`}`,
          fixes:
            spot && meant !== undefined
              ? [{ title: `Write "${meant}"`, edits: { [file.path]: [{ range: spot, text: meant }] }, safe: false }]
              : [],
        };
      }
    }
  }
}
