import type { StageView } from '../../image/target.ts';
import { flagNamed } from '../../model/dockerfile.ts';
import { expand } from '../../parse/expansion/expand.ts';
import type { Finding, Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'platform-invalid',
  severity: 'error',
  title: 'FROM --platform names no platform',
  why: `A platform is \`os/architecture\`, with a variant behind it where there is one: \`linux/arm64\`, \`linux/arm/v7\`. BuildKit
refuses the whole file for an empty or malformed one, also in a stage that it does not build:
\`empty platform value from expression $UNSET\`. FROM sees only the ARGs before the first FROM, and those that BuildKit sets,
such as \`BUILDPLATFORM\`.

The rule ignores an ARG without a default, since the command line may set it.`,
  dockerfile: ({ stages }) => stages.flatMap(invalid),
};

const part = /^[\w.-]+$/;
const system = /^[\w-]+(?:\([\w.-]*\))?$/;

function invalid({ from, target }: StageView): readonly Finding[] {
  const flag = flagNamed(from, 'platform');
  if (!flag?.value) {
    return [];
  }
  const { file, build, variables } = target;
  const { value, unset } = expand(flag.value, variables.global, file.escape);
  const declared = new Set(file.globalArgs.flatMap(({ words }) => words.map((word) => word.value)));
  if (value === undefined || (build.source !== 'plan' && unset.some((name) => declared.has(name)))) {
    return [];
  }
  const [first = '', ...others] = value.split('/');
  const isValid =
    others.length < 3 && (others.length === 0 ? part : system).test(first) && others.every((one) => part.test(one));
  if (isValid) {
    return [];
  }
  const what = value === '' ? `${flag.text} is empty` : `"${value}" is not a platform`;
  const message = `${what}: the build fails. Write os/architecture, such as linux/arm64, or remove the flag.`;
  return [{ range: flag.range, message }];
}
