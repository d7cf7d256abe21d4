import { computed } from '../../memo.ts';
import { namedContext } from '../../model/build.ts';
import type { Instruction, Word } from '../../model/dockerfile.ts';
import type { Range } from '../../model/text.ts';
import { expand } from '../../parse/expansion/expand.ts';
import type { BuildTarget, StageView } from '../target.ts';
import { fromWords } from './from-words.ts';

/** A reference to an image as FROM, COPY --from or a mount writes it. Stages and named contexts are left out. */
export interface WrittenReference {
  readonly instruction: Instruction;
  readonly stage: StageView;
  readonly range: Range;
  /** As written. */
  readonly text: string;
  /** After expansion; undefined where it depends on an unknown value. */
  readonly value: string | undefined;
  /** Where the characters `start..end` of the value are written: here, or in the default of an ARG. */
  written(start: number, end: number): Range | undefined;
}

/** What FROM names in all stages; BuildKit expands them all, even where it skips the stage. */
export const baseReferences: (target: BuildTarget) => readonly WrittenReference[] = computed((target) =>
  target.stages.flatMap((stage) => (stage.base ? [fromReference(stage.base, stage)] : [])),
);

/** The images that the reached stages of a build name, in the order of the file. */
export const imageReferences: (target: BuildTarget) => readonly WrittenReference[] = computed((target) =>
  target.stages
    .filter((stage) => stage.isReached)
    .flatMap((stage) => [...(stage.base ? [fromReference(stage.base, stage)] : []), ...copiedReferences(stage)])
    .filter(meansImage),
);

/** The images that COPY --from and mounts of a stage name; BuildKit reads them also where it skips the stage. */
export const copiedReferences = (stage: StageView): readonly WrittenReference[] =>
  stage.instructions
    .flatMap((instruction) => fromWords(instruction).map((word) => literalReference(word, instruction, stage)))
    .filter(meansImage);

/** Tells references to images from names of stages and of named contexts. */
export function meansImage({ value, stage, instruction }: WrittenReference): boolean {
  if (value === undefined) {
    return true;
  }
  const { target, parent, index } = stage;
  // A capital letter in FROM names no stage, though `parent` is the one that is meant.
  const isStage =
    instruction.keyword === 'FROM'
      ? parent !== undefined && value === value.toLowerCase()
      : target.stageNamed(value, index) !== undefined;
  return !isStage && value !== 'scratch' && namedContext(target.build, value) === undefined;
}

function fromReference(base: Word, stage: StageView): WrittenReference {
  const { target } = stage;
  const expanded = expand(base.value, target.variables.global, target.file.escape);
  const value = expanded.unset.some((name) => mayBeGiven(name, target)) ? undefined : expanded.value;
  const read = value === undefined ? undefined : piecesOf(base, target);
  // The value may lack characters of the text, such as a byte order mark.
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
 * Whether a variable without a value may get one on the command line: an ARG declares it, and the build is not the plan's,
 * which names all its arguments. Compose and bake files take values from their surroundings.
 */
function mayBeGiven(name: string, { file, build }: BuildTarget): boolean {
  const isDeclared = file.globalArgs.some(({ words }) => words.some(({ value }) => value.split('=')[0] === name));
  return isDeclared && build.source !== 'plan';
}

function literalReference({ value: text, range }: Word, instruction: Instruction, stage: StageView): WrittenReference {
  const isPlain = stage.target.file.text.slice(range.start, range.end) === text;
  return {
    instruction,
    stage,
    range,
    text,
    value: text.includes('$') ? undefined : text,
    written: (start, end) => (isPlain ? { start: range.start + start, end: range.start + end } : undefined),
  };
}

/** A stretch of an expanded name and where it is written; undefined where it is not written as it is read. */
interface Piece {
  readonly at: number;
  readonly length: number;
  readonly source: number | undefined;
}

const pattern = /\$(\w+)|\$\{(\w+)(?:(:?-)([^${}]*))?\}|[^$]+/gy;

/** Undefined where the name uses more than plain variables and their defaults. */
function piecesOf(base: Word, target: BuildTarget): readonly Piece[] | undefined {
  const { file, variables } = target;
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
    const value = name === undefined ? whole : variables.global.get(name);
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
      pieces.push({ at, length: (value ?? '').length, source: defaultOf(name, value ?? '', target) });
    }
    at += pieces.at(-1)?.length ?? 0;
    from = pattern.lastIndex;
  }
  return pieces;
}

/** Where the default of a global ARG is written, if that is the value. */
function defaultOf(name: string, value: string, { file, build }: BuildTarget): number | undefined {
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
