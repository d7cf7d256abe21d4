import { namesSecretToBuildKit } from '../../context/secrets.ts';
import type { StageView } from '../../image/target.ts';
import { envPairs, type Instruction } from '../../model/dockerfile.ts';
import type { Range } from '../../model/text.ts';
import type { Rule } from '../rule.ts';
import { dispatched } from './dispatched.ts';
import { onFirstLine, type Warning, warned } from './warned.ts';

export const rule: Rule = {
  id: 'secrets-used-in-arg-or-env',
  buildkit: 'SecretsUsedInArgOrEnv',
  severity: 'info',
  title: 'ARG or ENV with the name of a secret',
  why: `The image and its history keep what ENV and ARG set, for everyone who can pull the image. A RUN gets a secret with
\`--mount=type=secret\`, a service when it starts. BuildKit looks at the name alone: \`PASSWORD\`, \`SECRET\`, \`TOKEN\`, \`KEY\` and
others as a word of it, without \`FILE\`, \`PUBLIC\` or \`VERSION\`. Where the value is a secret, \`secret-literal\` reports it instead.`,
  *dockerfile(target) {
    yield* warned('SecretsUsedInArgOrEnv', target, target.stages.flatMap(secretNames));
  },
};

function secretNames(stage: StageView): readonly Warning[] {
  const { file } = stage.target;
  return dispatched(stage).flatMap(({ instruction, place, at }) =>
    namesSet(instruction, stage)
      .filter(({ name }) => namesSecretToBuildKit(name))
      .map(({ name, range, whole }) => ({
        ...(at && { at }),
        stage,
        range: at ? onFirstLine(file, place, range) : place.keywordRange,
        about: at ? whole : place.range,
        message: `"${name}" is the name of a secret: the image keeps what ${instruction.keyword} sets. Use a secret mount, or pass it at start.`,
      })),
  );
}

interface NameSet {
  readonly name: string;
  readonly range: Range;
  /** With its value. */
  readonly whole: Range;
}

function namesSet(instruction: Instruction, { target }: StageView): readonly NameSet[] {
  if (instruction.keyword === 'ARG') {
    return instruction.words.map(({ value, range }) => {
      const [name = ''] = value.split('=', 1);
      return { name, range: { start: range.start, end: Math.min(range.end, range.start + name.length) }, whole: range };
    });
  }
  return envPairs(instruction).map(({ name, value }) => ({
    name: target.value(name.value, instruction) ?? name.value,
    range: name.range,
    whole: { start: name.range.start, end: value.range.end },
  }));
}
