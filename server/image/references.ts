import { rememberFor } from '../memo.ts';
import type { Dockerfile, Flag, Instruction, Stage, Word } from '../model/dockerfile.ts';
import type { Range } from '../model/text.ts';
import { mountsOf } from '../parse/dockerfile/mounts.ts';
import { expand } from '../parse/expansion/expand.ts';
import type { Environment } from '../parse/expansion/value.ts';
import type { Build } from '../project/project.ts';
import { parentStage, reachedStages, stageNamed } from './stages.ts';
import { environments } from './variables.ts';

/** A name of an image in FROM, COPY --from or a mount. Names of stages and of additional contexts are none. */
export interface ImageName {
  readonly instruction: Instruction;
  readonly stage: Stage;
  readonly range: Range;
  /** As written. */
  readonly text: string;
  /** After expansion; undefined where it depends on an unknown value. */
  readonly value: string | undefined;
  /** Where the characters `start..end` of the value are written: here, or in the default of an ARG. */
  written(start: number, end: number): Range | undefined;
}

/** The images that FROM names in all stages, which BuildKit expands whether it needs the stage or not. */
export function baseNames(file: Dockerfile, build: Build): readonly ImageName[] {
  const { global } = environments(file, build);
  return file.stages.flatMap((stage) => (stage.base ? [fromName(stage.base, stage, file, build, global)] : []));
}

/** The images that the reached stages of a build name, in the order of the file. */
export const imageNames: (file: Dockerfile, build: Build) => readonly ImageName[] = rememberFor(readImageNames);

function readImageNames(file: Dockerfile, build: Build): readonly ImageName[] {
  const reached = reachedStages(file, build);
  const { global } = environments(file, build);
  return file.stages
    .filter(({ index }) => reached.has(index))
    .flatMap((stage) => [
      ...(stage.base ? [fromName(stage.base, stage, file, build, global)] : []),
      ...stage.instructions.flatMap((instruction) => usedNames(instruction, stage, file)),
    ])
    .filter(namesImage(file, build));
}

/** Tells names of images from those of stages and of additional contexts. */
export function namesImage(file: Dockerfile, build: Build): (name: ImageName) => boolean {
  const scopes = environments(file, build);
  const isContext = (name: string) =>
    Object.keys(build.contexts).some((context) => context.toLowerCase() === name.toLowerCase());
  return ({ value, stage, instruction }) => {
    if (value === undefined) {
      return true;
    }
    const isStage =
      instruction.keyword === 'FROM'
        ? parentStage(file, stage, scopes) !== undefined
        : stageNamed(file, value, stage.index) !== undefined;
    return !isContext(value) && value !== 'scratch' && !isStage;
  };
}

function fromName(base: Word, stage: Stage, file: Dockerfile, build: Build, global: Environment): ImageName {
  const expanded = expand(base.value, global, file.escape);
  const value = expanded.unset.some((name) => mayBeGiven(name, file, build)) ? undefined : expanded.value;
  const read = value === undefined ? undefined : piecesOf(base, file, build, global);
  // A byte-order mark, for one, is in the text and not in the value.
  const isWhole = read?.reduce((sum, { length }) => sum + length, 0) === value?.length;
  const pieces = isWhole ? read : undefined;
  const written = (start: number, end: number): Range | undefined => {
    const piece = pieces?.find((one) => start >= one.at && end <= one.at + one.length);
    if (!piece || piece.source === undefined) {
      return undefined;
    }
    return { start: piece.source + start - piece.at, end: piece.source + end - piece.at };
  };
  return { instruction: stage.from, stage, range: base.range, text: base.value, value, written };
}

/**
 * Whether a variable without a value may get one on the command line: an ARG waits for it, and no plan says that nothing
 * comes. Compose and bake files take values from their surroundings.
 */
function mayBeGiven(name: string, file: Dockerfile, build: Build): boolean {
  const isDeclared = file.globalArgs.some(({ words }) => words.some(({ value }) => value.split('=')[0] === name));
  return isDeclared && build.source !== 'plan';
}

function usedNames(instruction: Instruction, stage: Stage, file: Dockerfile): readonly ImageName[] {
  const literal = (text: string, range: Range): ImageName => ({
    instruction,
    stage,
    range,
    text,
    value: text.includes('$') ? undefined : text,
    written: (start, end) =>
      file.text.slice(range.start, range.end) === text
        ? { start: range.start + start, end: range.start + end }
        : undefined,
  });
  if (instruction.keyword === 'COPY' || instruction.keyword === 'ADD') {
    return instruction.flags.flatMap(({ name, value, valueRange }: Flag) =>
      name === 'from' && value && valueRange ? [literal(value, valueRange)] : [],
    );
  }
  if (instruction.keyword !== 'RUN') {
    return [];
  }
  return mountsOf(instruction).flatMap(({ from }) => (from?.value ? [literal(from.value, from.range)] : []));
}

/** A stretch of an expanded name and where it is written; undefined where it is not written as it is read. */
interface Piece {
  readonly at: number;
  readonly length: number;
  readonly source: number | undefined;
}

const pattern = /\$(\w+)|\$\{(\w+)(?:(:?-)([^${}]*))?\}|[^$]+/gy;

/** Undefined where the name uses more than plain variables and their defaults. */
function piecesOf(base: Word, file: Dockerfile, build: Build, global: Environment): readonly Piece[] | undefined {
  const text = base.value;
  if (file.text.slice(base.range.start, base.range.end) !== text || /["'\\`]/.test(text)) {
    return undefined;
  }
  const pieces: Piece[] = [];
  let at = 0;
  for (let from = 0; from < text.length; ) {
    pattern.lastIndex = from;
    const match = pattern.exec(text);
    if (!match) {
      return undefined;
    }
    const [whole, bare, braced, operator, fallback] = match;
    const name = bare ?? braced;
    const value = name === undefined ? whole : global.get(name);
    if (typeof value === 'symbol') {
      return undefined;
    }
    if (name === undefined) {
      pieces.push({ at, length: whole.length, source: base.range.start + from });
    } else if (operator && fallback !== undefined && (value === undefined || (value === '' && operator === ':-'))) {
      pieces.push({
        at,
        length: fallback.length,
        source: base.range.start + from + whole.indexOf(operator) + operator.length,
      });
    } else {
      pieces.push({ at, length: (value ?? '').length, source: defaultOf(name, value ?? '', file, build) });
    }
    at += pieces.at(-1)?.length ?? 0;
    from = pattern.lastIndex;
  }
  return pieces;
}

/** Where the default of a global ARG is written, if that is the value. */
function defaultOf(name: string, value: string, file: Dockerfile, build: Build): number | undefined {
  if (Object.hasOwn(build.args, name)) {
    return undefined;
  }
  const words = file.globalArgs.flatMap((instruction) => instruction.words);
  const word = words.findLast((one) => one.value.startsWith(`${name}=`));
  if (!word) {
    return undefined;
  }
  const start = word.range.start + name.length + 1;
  const quote = /^["']/.test(file.text.slice(start, start + 1)) ? 1 : 0;
  return file.text.startsWith(value, start + quote) && word.range.end === start + value.length + quote * 2
    ? start + quote
    : undefined;
}
