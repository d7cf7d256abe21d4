import type { BuildTarget, StageView } from '../../image/target.ts';
import { namedContext } from '../../model/build.ts';
import { envPairs, type Instruction } from '../../model/dockerfile.ts';
import type { Range } from '../../model/text.ts';
import { expand, expandContent } from '../../parse/expansion/expand.ts';
import { unknown } from '../../parse/expansion/value.ts';
import type { Rule } from '../rule.ts';
import { type Dispatched, dispatched } from './dispatched.ts';
import { type ExpandedText, expandedTexts } from './expanded.ts';
import { didYouMean } from './misspelt.ts';
import { environmentNames, type Names, newNames, setNames } from './names.ts';
import { onFirstLine, type Warning, warned } from './warned.ts';

export const rule: Rule = {
  id: 'undefined-var',
  buildkit: 'UndefinedVar',
  severity: 'warning',
  title: 'A variable is used before anything sets it',
  why: `BuildKit replaces variables itself in ADD, ARG, COPY, ENV, LABEL, STOPSIGNAL, USER, VOLUME, WORKDIR and mounts of RUN. A
variable that no ENV or ARG of the stage sets is empty there: \`COPY app $DEST/\` copies to \`/\`. An ARG before FROM counts only
where the stage repeats it (\`ARG VERSION\`).

The base image may set a variable, too. Where its variables are not known, the finding is only a note.`,
  *dockerfile(target) {
    yield* warned('UndefinedVar', target, undefinedIn(target));
  },
};

/** More suggestions than a person reads are not worth their time. */
const mostSuggestions = 100;

function* undefinedIn(target: BuildTarget): Generator<Warning> {
  const scopes = new Map<StageView, Names>();
  const everywhere = new Set<string>();
  let suggestions = 0;
  for (const stage of target.stages) {
    const names = newNames(stage.parent && scopes.get(stage.parent), everywhere);
    scopes.set(stage, names);
    // A context of its name replaces the stage.
    if (stage.name && namedContext(target.build, stage.name.value)) {
      continue;
    }
    for (const one of dispatched(stage)) {
      for (const { name, range, word } of unsetIn(one, stage, names)) {
        const isKnown = target.variables.at(one.instruction).get(name) !== unknown;
        const meant = suggestions++ < mostSuggestions ? didYouMean(name, environmentNames(names)) : undefined;
        yield {
          ...(one.at && { at: one.at }),
          stage,
          range: one.at ? onFirstLine(target.file, one.place, range) : one.place.keywordRange,
          about: one.at ? word : one.place.range,
          ...(!isKnown && { severity: 'info' }),
          message: `${messageFor(name, stage, isKnown)}${meant === undefined ? '' : ` Did you mean "$${meant}"?`}`,
        };
      }
      setByEnv(one, stage, names);
    }
  }
}

function messageFor(name: string, stage: StageView, isKnown: boolean): string {
  const isGlobal = stage.target.file.globalArgs.some(({ words }) =>
    words.some(({ value }) => value === name || value.startsWith(`${name}=`)),
  );
  const remedy = isGlobal ? ` The ARG above FROM counts only after another "ARG ${name}" in this stage.` : '';
  const base = isKnown ? '' : ', unless the base image sets it';
  return `"$${name}" is not set here: it is empty${base}.${remedy}`;
}

interface Unset {
  readonly name: string;
  readonly range: Range;
  /** The text that holds it. */
  readonly word: Range;
}

/** The variables that an instruction uses and that no instruction before it sets. Adds those of ARG. */
function unsetIn({ instruction }: Dispatched, stage: StageView, names: Names): readonly Unset[] {
  if (instruction.keyword === 'ARG') {
    return ofArg(instruction, stage, names);
  }
  return expandedTexts(instruction).flatMap((text) => unsetOf(text, instruction, stage, names));
}

/** The names of one ENV count from the next instruction on. */
function setByEnv({ instruction }: Dispatched, { target }: StageView, names: Names): void {
  const set = envPairs(instruction).flatMap(({ name }) => target.value(name.value, instruction) ?? []);
  setNames(names, set);
}

/** The defaults of one ARG see the names before them. */
function ofArg(instruction: Instruction, stage: StageView, names: Names): readonly Unset[] {
  const { build, variables } = stage.target;
  return instruction.words.flatMap(({ value, range }) => {
    const equals = value.indexOf('=');
    const name = equals < 0 ? value : value.slice(0, equals);
    const isGiven = Object.hasOwn(build.args, name);
    const text = { text: value.slice(equals + 1), range };
    const found = equals < 0 || isGiven ? [] : unsetOf(text, instruction, stage, names);
    const hasValue = equals >= 0 || isGiven || variables.global.get(name) !== undefined;
    setNames(names, [name], hasValue);
    return found;
  });
}

function unsetOf(
  { text, range, isContent }: ExpandedText,
  instruction: Instruction,
  stage: StageView,
  names: Names,
): readonly Unset[] {
  if (!text.includes('$')) {
    return [];
  }
  const { file, variables } = stage.target;
  const environment = { get: (name: string) => (names.has(name) ? unknown : undefined) };
  const { unset } = isContent ? expandContent(text, environment) : expand(text, environment, file.escape);
  return unset
    .filter((name) => typeof variables.at(instruction).get(name) !== 'string')
    .map((name) => ({ name, range: placeOf(name, range, file.text), word: range }));
}

/** Where a variable stands in a text: all of the text where it is broken into lines. */
function placeOf(name: string, range: Range, text: string): Range {
  const written = text.slice(range.start, range.end);
  for (const [before, after] of [
    ['${', ''],
    ['$', ''],
  ] as const) {
    const at = written.indexOf(before + name + after);
    if (at >= 0) {
      const end = range.start + at + before.length + name.length;
      return { start: range.start + at, end: text[end] === '}' && before === '${' ? end + 1 : end };
    }
  }
  return range;
}
