import { posix } from 'node:path';
import type { Finding, Fix, Rule, Severity } from '../../check/rule.ts';
import { imageHistory } from '../../image/history.ts';
import { type From, fromsOf } from '../../image/origins.ts';
import { reachedStages } from '../../image/stages.ts';
import type { Dockerfile, Stage } from '../../model/dockerfile.ts';
import { listed } from '../../model/wording.ts';
import { editDistance, nearest } from '../../nearest.ts';
import { environments, expand } from '../../parse/expansion/expand.ts';
import type { Build, Project } from '../../project/project.ts';
import { hasWildcard } from '../../workspace/patterns.ts';

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
  *dockerfile(file, project) {
    const reported = new Set<number>();
    for (const build of project.builds(file.path)) {
      const reached = reachedStages(file, build);
      for (const from of fromsOf(file, build, project)) {
        if (reported.has(from.word.range.start)) {
          continue;
        }
        const finding =
          from.origin.kind === 'stage'
            ? missingPath(from, from.origin.stage, file, build, project)
            : wrongName(from, reached.has(from.stage.index), file, build);
        if (finding === undefined) {
          continue;
        }
        reported.add(from.word.range.start);
        yield finding;
      }
    }
  },
};

function wrongName(from: From, isReached: boolean, file: Dockerfile, build: Build): Finding | undefined {
  const { origin, word, stage, isMount } = from;
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
      const above = file.stages.slice(0, stage.index).flatMap(({ name }) => name?.value ?? []);
      const names = above.filter((name) => /^[a-z][\w.-]*$/i.test(name));
      const guess = nearestStage(word.value, names);
      const hint = guess
        ? ` Did you mean "${guess.name}"?`
        : names.length > 0
          ? ` The stages above are ${listed(names)}.`
          : '';
      // Whoever builds by hand may pass a context of that name.
      const mayBeContext = build.source === 'inferred' && guess === undefined;
      return found(
        `"${word.value}" is no stage above and no image of Docker Hub: ${mayBeContext ? 'unless the build is given a context of this name, it' : 'the build'} fails.${hint}`,
        mayBeContext ? 'warning' : severityOf(isReached),
        guess ? [replaceName(word.range, guess, file)] : [],
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

function replaceName(range: From['word']['range'], guess: Guess, file: Dockerfile): Fix {
  return {
    title: `Use the stage "${guess.name}"`,
    edits: { [file.path]: [{ range, text: guess.name }] },
    safe: guess.sure,
  };
}

/** Folders that bases have; what is in them is not judged. */
function missingPath(from: From, maker: Stage, file: Dockerfile, build: Build, project: Project): Finding | undefined {
  if (from.isMount) {
    return undefined;
  }
  const made = pathsMade(maker, file, build, project);
  if (made === undefined) {
    return undefined;
  }
  const scopes = environments(file, build);
  for (const word of from.instruction.words.slice(0, -1)) {
    const value = expand(word.value, scopes.at(from.instruction), file.escape).value;
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
function pathsMade(stage: Stage, file: Dockerfile, build: Build, project: Project): readonly string[] | undefined {
  const { steps, result } = imageHistory(file, stage, build, project);
  if (result.lineage.base.kind !== 'scratch') {
    return undefined;
  }
  const scopes = environments(file, build);
  const made: string[] = [];
  for (const { instruction, file: source, before } of steps) {
    const { keyword, words } = instruction;
    if (keyword === 'RUN' || keyword === 'ADD' || keyword === 'ONBUILD' || source !== file) {
      return undefined;
    }
    if (keyword !== 'COPY' && keyword !== 'WORKDIR') {
      continue;
    }
    const last = words.at(-1);
    const value = last && expand(last.value, scopes.at(instruction), file.escape).value;
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
