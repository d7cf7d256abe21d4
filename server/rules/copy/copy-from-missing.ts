import { posix } from 'node:path';
import { programsIn } from '../../image/programs/programs.ts';
import { circularStages } from '../../image/references/circles.ts';
import type { Guess } from '../../image/references/meant-stage.ts';
import { isShared } from '../../image/references/stage-names.ts';
import { type StageReference, stageReferences } from '../../image/references/stage-references.ts';
import type { BuildTarget, StageView } from '../../image/target.ts';
import { isDeclared } from '../../model/build.ts';
import type { Instruction } from '../../model/dockerfile.ts';
import { parseReference } from '../../model/reference.ts';
import type { Range } from '../../model/text.ts';
import { cleanPath } from '../../workspace/paths.ts';
import { hasWildcard } from '../../workspace/patterns.ts';
import type { Finding, Fix, Rule, Severity } from '../rule.ts';
import { listed } from '../wording.ts';

export const rule: Rule = {
  id: 'copy-from-missing',
  severity: 'error',
  aboutForm: true,
  title: '--from names a stage that does not exist, or a path that the stage does not contain',
  fix: 'the nearest stage name (safe for a typing mistake)',
  why: `\`--from\` names a stage above, a named context of the build, or an image. BuildKit takes a misspelt stage for an
image and pulls it: \`docker.io/library/biulder:latest: not found\`. These fail too: a number without a stage
(\`invalid stage index\`), a stage further down (\`needs to be defined before current stage\`), the stage itself
(\`circular dependency\`), and a variable, which is not expanded. A mount (\`RUN --mount=from=…\`) finds stages only by name.

A plain word is compared with the list of Docker's official images, since no other image has such a short name. A path is
judged only if everything in the stage is known: a stage \`FROM scratch\` in which only COPY and WORKDIR make files, or nothing
does. Other stages are ignored.`,
  dockerfile: (target) =>
    stageReferences(target).flatMap((reference) => {
      const { origin, word } = reference;
      // `stage-name-duplicate` reports what a name means that several stages have.
      if ('stage' in origin && isShared(word.value, target)) {
        return [];
      }
      return (origin.kind === 'stage' ? missingPath(reference, origin.stage) : wrongName(reference)) ?? [];
    }),
};

function wrongName({ origin, word, stage, isMount }: StageReference): Finding | undefined {
  const { target, isReached } = stage;
  const found = (message: string, severity: Severity = 'error', fixes: readonly Fix[] = []): Finding => ({
    range: word.range,
    severity,
    message,
    fixes,
    cause: message,
  });
  switch (origin.kind) {
    case 'variable':
      return found(
        `"${word.value}" in --from is not expanded: the build fails. Write "FROM ${word.value} AS name" above, and use that name here.`,
      );
    case 'number':
      // COPY looks for the number among all stages, built or not. A mount takes the number for an image.
      if (isMount) {
        return found(
          `"${word.value}" is not the name of a stage: the build fails. A mount finds stages only by name, and pulls this as an image.`,
          severityOf(isReached),
        );
      }
      return found(`Stage ${word.value} does not exist: the build fails. ${numbers(stage.index)}.`);
    case 'later': {
      const what = origin.stage === stage ? 'is this stage itself' : 'comes further down';
      return found(
        `Stage "${word.value}" ${what}: the build fails. --from reads only stages above.`,
        // A circle fails the build even where nothing needs its stages.
        severityOf(isReached || circularStages(target).has(stage)),
      );
    }
    case 'nothing': {
      const names = target.namesAbove(stage.index);
      const guess = target.guessAbove(word.value, stage.index);
      const hint = guess
        ? ` Did you mean "${guess.name}"?`
        : names.length > 0
          ? ` Stages above: ${listed(named(names))}.`
          : '';
      // A build by hand may get a context with this name.
      const mayBeContext = !isDeclared(target.build) && guess === undefined;
      return found(
        `"${word.value}" is not a stage above and not an image on Docker Hub: the build fails${mayBeContext ? ', unless it gets a context with this name' : ''}.${hint}`,
        mayBeContext ? 'warning' : severityOf(isReached || parseReference(word.value) === undefined),
        guess ? [replaceName(word.range, guess, target)] : [],
      );
    }
    default:
      return undefined;
  }
}

/** A message names at most so many stages: a generated file has thousands. */
const mostNamed = 10;
const named = (names: readonly string[]): readonly string[] =>
  names.length > mostNamed ? [...names.slice(0, mostNamed), `${names.length - mostNamed} more`] : names;

const severityOf = (isReached: boolean): Severity => (isReached ? 'error' : 'warning');
const numbers = (count: number): string =>
  count === 0
    ? 'There is no stage above'
    : count === 1
      ? 'The only stage above is 0'
      : `The stages above are 0 to ${count - 1}`;

function replaceName(range: Range, guess: Guess, { file }: BuildTarget): Fix {
  return {
    title: `Use the stage "${guess.name}"`,
    edits: { [file.path]: [{ range, text: guess.name }] },
    safe: guess.sure,
  };
}

/** A path that is copied from a stage whose contents are all known, and that is not among them. */
function missingPath({ isMount, instruction, stage }: StageReference, maker: StageView): Finding | undefined {
  const made = isMount ? undefined : pathsMade(maker);
  if (made === undefined) {
    return undefined;
  }
  for (const word of instruction.words.slice(0, -1)) {
    const value = stage.target.value(word.value, instruction);
    if (value === undefined || hasWildcard(value)) {
      continue;
    }
    const path = cleanPath(`/${value}`);
    const isThere = made.some(
      (one) => one === path || path.startsWith(`${one}/`) || one.startsWith(path === '/' ? '/' : `${path}/`),
    );
    if (isThere || path === '/') {
      continue;
    }
    const name = maker.name?.value ?? String(maker.index);
    return {
      range: word.range,
      severity: severityOf(stage.isReached),
      message: `"${path}" is not in stage "${name}": COPY does not find it. ${made.length === 0 ? 'The stage is empty: it is FROM scratch, and nothing is copied into it' : `The stage contains ${listed(made.map((one) => `"${one}"`))}`}.`,
    };
  }
  return undefined;
}

const lacksShell = (stage: StageView, run: Instruction): boolean => programsIn(stage)?.has('/bin/sh', run) === false;

/** All paths that a stage contains. Undefined if it may contain others. */
function pathsMade(maker: StageView): readonly string[] | undefined {
  const { target, lineage, steps } = maker;
  if (lineage.base.kind !== 'scratch') {
    return undefined;
  }
  const made: string[] = [];
  for (const { instruction, stage, before } of steps) {
    const { keyword, words } = instruction;
    // A shell form without a shell fails, whatever it is about to make.
    if (keyword === 'RUN' && !instruction.json && before.shell === undefined && lacksShell(maker, instruction)) {
      continue;
    }
    if (keyword === 'RUN' || keyword === 'ADD' || keyword === 'ONBUILD' || stage.target !== target) {
      return undefined;
    }
    if (keyword !== 'COPY' && keyword !== 'WORKDIR') {
      continue;
    }
    const value = target.value(words.at(-1)?.value, instruction);
    if (value === undefined || before.workdir === undefined) {
      return undefined;
    }
    const path = posix.resolve(before.workdir, value);
    // A copy into the root may bring any path.
    if (path === '/' && keyword === 'COPY') {
      return undefined;
    }
    made.push(path);
  }
  return made;
}
