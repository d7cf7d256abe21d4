import { append } from '../../groups.ts';
import { stageReferences } from '../../image/references/stage-references.ts';
import { BuildTarget, type StageView } from '../../image/target.ts';
import { computed } from '../../memo.ts';
import { inferredBuild } from '../../model/build.ts';
import { editDistance } from '../../nearest.ts';
import type { Finding, Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'unreachable-stage',
  severity: 'info',
  alsoBy: { tally: 'tally/no-unreachable-stages' },
  title: 'No build makes this stage',
  why: `BuildKit makes the stage that a build names, by default the last one, and the stages that it needs. It skips the others
with all their mistakes: a test stage that is skipped tests nothing.

The rule looks at all builds of the Dockerfile in the plan and in compose and bake files. It ignores what people build by
hand: the last stage, which is the default, stages with names such as \`test\`, \`dev\` or \`lint\`, and every named stage of a
Dockerfile that no file declares a build of.`,
  dockerfile: (target) => (isFirst(target) ? unreachable(target) : []),
};

/** What all builds say together is said once. */
const isFirst = (target: BuildTarget): boolean => target.siblings[0] === target;

const byHand =
  /(?:^|[-_.\d])(?:ci|check|checks|debug|dev|devel|develop|development|docs?|e2e|export|lint|local|prod|production|release|tests?|testing|tools?|unit|vendor)(?:[-_.\d]|$)/i;

/** A file with more wrong names has other worries, and each is compared with every stage. */
const mostMisspelt = 20;

function unreachable(target: BuildTarget): readonly Finding[] {
  const { stages, siblings, build } = target;
  if (siblings.some(({ final }) => final === undefined)) {
    return [];
  }
  const made = new Set(siblings.flatMap(reachedBy));
  if (made.size === stages.length) {
    return [];
  }
  for (const other of elsewhere(target)) {
    for (const index of reachedBy(other)) {
      made.add(index);
    }
  }
  const skipped = stages.filter(({ index }) => !made.has(index));
  const needed = new Set(skipped.flatMap(needs));
  const misspelt = stageReferences(target).filter(({ origin }) => origin.kind === 'nothing');
  if (new Set(misspelt.map(({ word }) => word.value)).size > mostMisspelt) {
    return [];
  }
  const mayMean = (index: number, name: string) =>
    misspelt.some(({ word, stage }) => stage.index > index && isAlike(word.value, name));
  return skipped
    .filter(({ index, name }) => !needed.has(index) && !mayMean(index, name?.value ?? ''))
    .filter(({ name }) => name === undefined || (build.source !== 'inferred' && !byHand.test(name.value)))
    .map(({ name, base, from }) => ({
      range: name?.range ?? base?.range ?? from.range,
      message: `${name ? `No build makes the stage "${name.value}"` : 'No build makes this stage'}: BuildKit skips it. Remove it, or let a later stage or a build use it.`,
    }));
}

const reachedBy = ({ reached }: BuildTarget): readonly number[] => [...reached].map(({ index }) => index);

/** A build without a target, and those that compose and bake files declare beside the plan. */
function elsewhere({ file, project }: BuildTarget): readonly BuildTarget[] {
  const declared = [...project.compose(), ...project.bake()].flatMap(({ builds }) => builds);
  const targets = [
    undefined,
    ...declared.flatMap(({ dockerfile, target }) => (dockerfile === file.path && target ? [target] : [])),
  ];
  return [...new Set(targets)].map((target) => new BuildTarget(file, { ...inferredBuild('.'), target }, project));
}

/** Whether a name that means no stage may be this one, misspelt in a later stage: then that name is the mistake. */
function isAlike(word: string, name: string): boolean {
  const [one, other] = [word.toLowerCase(), name.toLowerCase()];
  return name !== '' && (one.includes(other) || other.includes(one) || editDistance(one, other, 3) < 3);
}

/** The stages that a stage needs directly. */
const needs = (stage: StageView): readonly number[] => [
  ...(stage.parent ? [stage.parent.index] : []),
  ...(referencesOf(stage.target).get(stage) ?? []),
];

const referencesOf = computed((target: BuildTarget): ReadonlyMap<StageView, readonly number[]> => {
  const needed = new Map<StageView, number[]>();
  for (const { stage, origin } of stageReferences(target)) {
    if (origin.kind === 'stage' || origin.kind === 'later') {
      append(needed, stage, origin.stage.index);
    }
  }
  return needed;
});
