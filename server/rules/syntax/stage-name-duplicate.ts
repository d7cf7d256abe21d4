import { groupBy } from '../../groups.ts';
import { circularStages } from '../../image/references/circles.ts';
import { sharedNames } from '../../image/references/stage-names.ts';
import { type StageReference, stageReferences } from '../../image/references/stage-references.ts';
import type { BuildTarget, StageView } from '../../image/target.ts';
import type { Word } from '../../model/dockerfile.ts';
import type { Finding, Fix, Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'stage-name-duplicate',
  severity: 'warning',
  aboutForm: true,
  title: 'Two stages have the same name',
  speaksFor: ['DuplicateStageName'],
  fix: 'remove the name of the last stage, where only its own `--from` use it',
  why: `BuildKit allows it, with the warning \`DuplicateStageName\`. A name in \`--from\` then means the last stage of that name, even
one further down, so that the others cannot be reached by name. If that is the stage itself or a later one, the build fails
with \`circular dependency detected on stage\` or \`needs to be defined before current stage\`: then the finding is an error.
FROM takes the last stage of the name above it. Names compare without case.

The rule reports the second name once, and names the others. \`copy-from-missing\` is silent about what follows from it.`,
  dockerfile(target) {
    const shared = sharedNames(target);
    if (shared.size === 0) {
      return [];
    }
    const references = groupBy(stageReferences(target), ({ word }) => word.value.toLowerCase());
    return [...shared].map(([name, stages]) => finding(name, stages, references.get(name) ?? []));
  },
};

function finding(name: string, stages: readonly StageView[], references: readonly StageReference[]): Finding {
  const [first, second, ...more] = stages as readonly [StageView, StageView, ...StageView[]];
  const { target } = second;
  const { name: written } = second as StageView & { readonly name: Word };
  // A reference above the first stage of the name would fail anyway.
  const later = references.filter(({ origin, stage }) => origin.kind === 'later' && stage.index > first.index);
  // BuildKit refuses a stage that needs itself, also where it does not build it.
  const failing = later.filter(({ stage }) => stage.isReached || circularStages(target).has(stage));
  const [failed] = failing;
  const outcome = failed
    ? `the build fails. --from=${failed.word.value} means the last of them, which is ${failed.origin.kind === 'later' && failed.origin.stage === failed.stage ? 'this stage itself' : 'further down'}`
    : `--from and FROM mean the last of them`;
  return {
    range: written.range,
    severity: failed ? 'error' : 'warning',
    message: `Stage name "${written.value}" is used ${stages.length === 2 ? 'twice' : `${stages.length} times`}: ${outcome}. Give each stage a name of its own.`,
    related: [
      related(first, 'The first stage of this name.'),
      ...more.map((stage) => related(stage, 'Another stage of this name.')),
      ...failing.map(({ word }) => ({
        path: target.file.path,
        range: word.range,
        message: 'Fails because of the name.',
      })),
    ],
    fixes: isOnlyOwn(name, stages, references) ? nameless(stages.at(-1) as StageView) : [],
  };
}

function related({ target, from, name }: StageView, message: string): NonNullable<Finding['related']>[number] {
  return { path: target.file.path, range: name?.range ?? from.range, message };
}

/** Whether the last stage of the name is the last of the file, and only it uses the name, meaning another one. */
function isOnlyOwn(name: string, stages: readonly StageView[], references: readonly StageReference[]): boolean {
  const last = stages.at(-1) as StageView;
  const { target } = last;
  const isAsked = target.siblings.some(({ build }) => build.target?.toLowerCase() === name);
  const users = references.filter(({ origin }) => 'stage' in origin && origin.stage === last);
  return stages.length === 2 && !isAsked && last === target.stages.at(-1) && users.every(({ stage }) => stage === last);
}

/** Removes `AS name`. */
function nameless({ target, from, name }: StageView): readonly Fix[] {
  const { file }: BuildTarget = target;
  const before = file.text.slice(from.range.start, name?.range.start);
  const as = /[ \t]+as[ \t]+$/i.exec(before);
  if (!name || !as) {
    return [];
  }
  const range = { start: from.range.start + as.index, end: name.range.end };
  return [{ title: `Remove the name "${name.value}"`, edits: { [file.path]: [{ range, text: '' }] }, safe: false }];
}
