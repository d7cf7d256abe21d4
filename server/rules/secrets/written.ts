import { isSecretValue, mayShowSecret, secretSettings, shownSecrets } from '../../context/literals.ts';
import { isSecretName } from '../../context/secrets.ts';
import { groupBy } from '../../groups.ts';
import type { BuildTarget, StageView } from '../../image/target.ts';
import { literalOf, type WrittenVariable, writtenVariables } from '../../image/written-variables.ts';
import { computed } from '../../memo.ts';
import type { Dockerfile, Instruction } from '../../model/dockerfile.ts';
import type { Range } from '../../model/text.ts';

/** A secret that a Dockerfile spells out. */
export interface WrittenSecret {
  readonly range: Range;
  readonly value: string;
  readonly instruction: Instruction;
  /** What it is, for a message: `a GitHub token`, `the value of API_KEY`. */
  readonly what: string;
  /** Whether the image keeps it: in its configuration, its history or a file. */
  readonly ships: boolean;
}

/** Every secret that the text of a Dockerfile holds, in the order of the file. */
export const writtenSecrets: (target: BuildTarget) => readonly WrittenSecret[] = computed((target) => {
  const { file } = target;
  const shipping = shippingInstructions(target);
  const showsSome = mayShowSecret(file.text);
  const variables = groupBy(writtenVariables(file), ({ instruction }) => instruction);
  return file.instructions.flatMap((instruction) => {
    const found =
      instruction.keyword === 'ENV' || instruction.keyword === 'ARG'
        ? (variables.get(instruction) ?? []).flatMap((variable) => inVariable(variable, showsSome))
        : showsSome || instruction.heredocs.length > 0
          ? inText(instruction, file)
          : [];
    return found.map((secret) => ({ ...secret, instruction, ships: shipping.has(instruction) }));
  });
});

type Shown = Pick<WrittenSecret, 'range' | 'value' | 'what'>;

/** `showsSome`: the file has a mark of a secret that its form shows. */
function inVariable(variable: WrittenVariable, showsSome: boolean): readonly Shown[] {
  const { name, value } = variable;
  const shown = showsSome ? shownSecrets(value.value) : [];
  // An address with a password and a token are secrets under any name.
  if (shown[0]) {
    return [{ range: value.range, value: shown[0].value, what: `the value of ${name}` }];
  }
  const literal = isSecretName(name) ? literalOf(variable) : undefined;
  const isSecret = literal !== undefined && isSecretValue(name, literal);
  return isSecret ? [{ range: value.range, value: literal, what: `the value of ${name}` }] : [];
}

/** What every instruction but ENV, ARG and comments may spell out. */
function inText(instruction: Instruction, file: Dockerfile): readonly Shown[] {
  const { start, end } = instruction.range;
  const text = file.text.slice(start, end);
  const shown = shownSecrets(text, start);
  const documents = /^(?:COPY|ADD)$/.test(instruction.keyword) ? instruction.heredocs : [];
  const settings = documents.flatMap(({ contentRange }) =>
    secretSettings(file.text.slice(contentRange.start, contentRange.end), contentRange.start).map(
      ({ name, range, value }) => ({ range, value, what: `the value of ${name}` }),
    ),
  );
  const all = [...shown, ...settings.filter(({ range }) => !shown.some((one) => one.range.start === range.start))];
  if (all.length === 0) {
    return all;
  }
  const comments = file.comments.filter(({ range }) => range.start >= start && range.end <= end);
  return all.filter(
    ({ range }) => !comments.some((one) => range.start >= one.range.start && range.end <= one.range.end),
  );
}

/**
 * The instructions that the image keeps. A builder leaves nothing of its configuration and its history; ARG before the first
 * FROM is kept by the stages that declare it again.
 */
function shippingInstructions(target: BuildTarget): ReadonlySet<Instruction> {
  const stages: readonly StageView[] = target.final?.ancestry ?? [];
  const kept = new Set(stages.flatMap(({ instructions }) => instructions));
  const declared = new Set(
    [...kept].flatMap(({ keyword, words }) => (keyword === 'ARG' ? words.map(({ value }) => value) : [])),
  );
  for (const instruction of target.file.globalArgs) {
    if (instruction.words.some(({ value }) => declared.has(value.split('=', 1)[0] ?? ''))) {
      kept.add(instruction);
    }
  }
  return kept;
}
