import type { StageView } from '../../image/target.ts';
import type { Instruction } from '../../model/dockerfile.ts';
import type { TextEdit } from '../../model/text.ts';
import type { Rule } from '../rule.ts';
import { dispatched } from './dispatched.ts';
import { type Warning, warned } from './warned.ts';

export const rule: Rule = {
  id: 'legacy-key-value-format',
  buildkit: 'LegacyKeyValueFormat',
  severity: 'info',
  title: 'ENV or LABEL without `=`',
  fix: '`NAME=value` (safe if the value is plain text)',
  why: `\`ENV NAME value\` is the old form: it takes one variable, and everything behind the name is the value. BuildKit still
reads it, and warns in each build. \`ENV NAME=value\` takes several, with quotes around values that contain blanks.`,
  *dockerfile(target) {
    yield* warned('LegacyKeyValueFormat', target, target.stages.flatMap(old));
  },
};

function old(stage: StageView): readonly Warning[] {
  const { path } = stage.target.file;
  return dispatched(stage).flatMap(({ instruction, place, at }): readonly Warning[] => {
    const { keyword } = instruction;
    if (!isOld(instruction)) {
      return [];
    }
    const name = instruction.words[0]?.value;
    const edits = at && modern(instruction, stage.target.file.text);
    return [
      {
        ...(at && { at }),
        stage,
        range: place.keywordRange,
        about: place.range,
        message: `${keyword} is written in the old form, without "=": write ${keyword} ${name}=value.`,
        fixes: edits ? [{ title: `Write ${name}=…`, edits: { [path]: edits }, safe: true }] : [],
      },
    ];
  });
}

/** Name and value alternate in both forms: in the old one, what stands between them begins with a blank. */
function isOld({ keyword, words, body }: Instruction): boolean {
  const [name] = words;
  return (
    (keyword === 'ENV' || keyword === 'LABEL') &&
    words.length === 2 &&
    name !== undefined &&
    /^[ \t]/.test(body.text.slice(name.value.length))
  );
}

/** Undefined where quotes, escapes, a continuation or a blank beyond ASCII would change the name or the value. */
function modern({ words }: Instruction, text: string): readonly TextEdit[] | undefined {
  const [name, value] = words;
  const between = name && value && { start: name.range.end, end: value.range.start };
  if (!between || /[\r\n]/.test(text.slice(between.start, between.end)) || !/^[!#-~]+$/.test(name.value)) {
    return undefined;
  }
  const written = text.slice(value.range.start, value.range.end);
  if (written !== value.value || written === '') {
    return undefined;
  }
  // One word, or one pair of quotes around all of it, means the same in both forms.
  if (/^(?:[^\s"'\\`]+|"[^"\\`]*"|'[^'\\`]*')$/.test(written)) {
    return [{ range: between, text: '=' }];
  }
  const needsQuotes = /^[^"'\\`]*$/.test(written);
  return needsQuotes
    ? [
        { range: between, text: '="' },
        { range: { start: value.range.end, end: value.range.end }, text: '"' },
      ]
    : undefined;
}
