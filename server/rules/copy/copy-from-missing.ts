import { posix } from 'node:path';
import { type StageReference, stageReferences } from '../../image/stage-references.ts';
import type { BuildTarget, StageView } from '../../image/target.ts';
import type { Range } from '../../model/text.ts';
import { editDistance, nearest } from '../../nearest.ts';
import { hasWildcard } from '../../workspace/patterns.ts';
import type { Finding, Fix, Rule, Severity } from '../rule.ts';
import { listed } from '../wording.ts';

export const rule: Rule = {
  id: 'copy-from-missing',
  severity: 'error',
  aboutForm: true,
  title: '--from names no stage, or a path that the stage does not make',
  fix: 'the nearest stage (safe for a slip of the pen)',
  why: `What \`--from\` names is a stage above, a named context of the build, or an image. A misspelt stage is taken for an image and
pulled: \`docker.io/library/biulder:latest: not found\`. A number that no stage has is \`invalid stage index\`, a stage further down
\`needs to be defined before current stage\`, the stage itself a \`circular dependency\`, and variables are not expanded. A mount
(\`RUN --mount=from=…\`) knows stages by name only.

Bare words are judged by the list of Docker's official images, for no other image has such a name. A path is judged only where
everything in the stage can be seen: one \`FROM scratch\` in which nothing but COPY makes files.`,
  unmasks: [
    {
      why: 'A stage that nothing asked for is not built, and so its mistakes are none; copied from, it is part of the build.',
    },
  ],
  dockerfile: (target) =>
    stageReferences(target).flatMap((reference) => {
      const { origin } = reference;
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
  });
  switch (origin.kind) {
    case 'variable':
      return found(
        `BuildKit expands no variables in --from: the build fails. Write FROM ${word.value} AS … above, and name that stage here.`,
      );
    case 'number':
      // The index is looked up in every stage, built or not; a mount takes the number for an image.
      if (isMount) {
        return found(
          `A mount knows stages by name only, so "${word.value}" is pulled as an image: the build fails.`,
          severityOf(isReached),
        );
      }
      return found(`There is no stage ${word.value}: the build fails. The stages above are ${numbers(stage.index)}.`);
    case 'later': {
      const what = origin.stage === stage ? 'is this stage itself' : 'comes further down';
      return found(
        `Stage "${word.value}" ${what}, and only stages above can be read: the build fails.`,
        severityOf(isReached),
      );
    }
    case 'nothing': {
      // In a half-typed file a stage may be called what BuildKit takes for no name.
      const above = target.stages.slice(0, stage.index).flatMap(({ name }) => name?.value ?? []);
      const names = above.filter((name) => /^[a-z][\w.-]*$/i.test(name));
      const guess = nearestStage(word.value, names);
      const hint = guess
        ? ` Did you mean "${guess.name}"?`
        : names.length > 0
          ? ` The stages above are ${listed(names)}.`
          : '';
      // Whoever builds by hand may pass a context of that name.
      const mayBeContext = target.build.source === 'inferred' && guess === undefined;
      return found(
        `"${word.value}" is no stage above and no image of Docker Hub: ${mayBeContext ? 'unless the build is given a context of this name, it' : 'the build'} fails.${hint}`,
        mayBeContext ? 'warning' : severityOf(isReached),
        guess ? [replaceName(word.range, guess, target)] : [],
      );
    }
    default:
      return undefined;
  }
}

const severityOf = (isReached: boolean): Severity => (isReached ? 'error' : 'warning');
const numbers = (count: number): string => (count === 0 ? 'none' : count === 1 ? '0' : `0 to ${count - 1}`);

interface Guess {
  readonly name: string;
  readonly sure: boolean;
}

const plain = (name: string): string => name.toLowerCase().replace(/[-_.]/g, '');

/** The stage that a name may have meant; sure where only `-`, `_` or an ending differs, or a slip of the pen in a longer name. */
function nearestStage(name: string, stages: readonly string[]): Guess | undefined {
  const wanted = plain(name);
  const alike = stages.filter((stage) => plain(stage) === wanted);
  if (alike.length === 1) {
    return { name: alike[0] as string, sure: true };
  }
  const near = nearest(name, stages);
  const begun = stages.filter((stage) => {
    const other = plain(stage);
    return Math.min(other.length, wanted.length) >= 3 && (other.startsWith(wanted) || wanted.startsWith(other));
  });
  const guess = near ?? (begun.length === 1 ? begun[0] : undefined);
  if (guess === undefined) {
    return undefined;
  }
  const distance = (stage: string) => editDistance(name.toLowerCase(), stage.toLowerCase(), 3);
  // Stages such as `test1` and `test2` are as near to each other as a slip of the pen.
  const isOnly = stages.filter((stage) => distance(stage) <= distance(guess)).length === 1;
  return { name: guess, sure: isOnly && name.length >= 5 && distance(guess) <= 2 };
}

function replaceName(range: Range, guess: Guess, { file }: BuildTarget): Fix {
  return {
    title: `Use the stage "${guess.name}"`,
    edits: { [file.path]: [{ range, text: guess.name }] },
    safe: guess.sure,
  };
}

/** A path that is copied from a stage in which everything can be seen, and that the stage does not make. */
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
    const path = posix.normalize(`/${value}`).replace(/(?<=.)\/$/, '');
    const isThere = made.some(
      (one) => one === path || path.startsWith(`${one}/`) || one.startsWith(path === '/' ? '/' : `${path}/`),
    );
    if (isThere || path === '/') {
      continue;
    }
    const name = maker.name?.value ?? String(maker.index);
    return {
      range: word.range,
      severity: 'warning',
      message: `Nothing in stage "${name}" makes "${path}": it holds ${listed(made.map((one) => `"${one}"`))}.`,
    };
  }
  return undefined;
}

/** Where everything that a stage holds was copied to; undefined where it may hold more than can be seen. */
function pathsMade({ target, lineage, steps }: StageView): readonly string[] | undefined {
  if (lineage.base.kind !== 'scratch') {
    return undefined;
  }
  const made: string[] = [];
  for (const { instruction, stage, before } of steps) {
    const { keyword, words } = instruction;
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
    // What is copied into the root may be anything.
    if (path === '/' && keyword === 'COPY') {
      return undefined;
    }
    made.push(path);
  }
  return made.length === 0 ? undefined : made;
}
