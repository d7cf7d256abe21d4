import { maximumTextBytes, type ShippedText, shippedTexts } from '../../context/shipped-texts.ts';
import { append } from '../../groups.ts';
import type { BuildTarget } from '../../image/target.ts';
import type { Isolation, PlanImage } from '../../model/plan.ts';
import type { Range } from '../../model/text.ts';
import type { Finding, Related, Rule } from '../rule.ts';
import { findersOf } from './isolated-words.ts';

export const rule: Rule = {
  id: 'tron-isolation',
  severity: 'warning',
  title: 'An image mentions an isolated group of the plan',
  why: `The plan keeps some images apart (\`isolation:\`; in the Lucid plan, everything that talks to TRON). An audit must be
able to say that no other image holds their keys or code. So the names, packages, hosts and folders of the group may not
occur in the instructions of other images, and not in the sources and the configuration that these images copy, from the
context or from a builder. Only whole words count: \`electron\` does not contain \`tron\`, but \`TRON_API\` and \`TronClient\` do.
Comments are ignored, and in sources a word of up to three lower-case letters outside of quotes: code calls a transaction \`trx\`.

Of the files that an image copies, the rule reads source code, configuration and lists of packages up to 256 KB, at most 400 of
an image. A COPY that brings such words along is one finding, which names the places in the files.`,
  *dockerfile(target) {
    const { image } = target.build;
    for (const group of image ? target.project.plan.isolation.filter(isOutside(image)) : []) {
      const told = new Set<number>();
      for (const range of inInstructions(group, target)) {
        told.add(range.start);
        yield {
          range,
          message: `"${target.file.text.slice(range.start, range.end)}" belongs to the isolated group "${group.id}": ${image?.id} may not mention it. Remove it, or allow ${image?.id} in the plan.`,
        };
      }
      yield* inSources(group, target, [...told]);
    }
  },
};

const isOutside =
  ({ id }: PlanImage) =>
  ({ images, allowed }: Isolation): boolean =>
    !images.includes(id) && !allowed.includes(id);

function* inInstructions(group: Isolation, { file }: BuildTarget): Iterable<Range> {
  const { words } = findersOf(group);
  for (const instruction of file.instructions) {
    const { start, end } = instruction.range;
    const found = words(file.text.slice(start, end));
    if (found.length === 0) {
      continue;
    }
    const comments = file.comments.filter(({ range }) => range.start >= start && range.end <= end);
    for (const word of found) {
      const range = { start: start + word.start, end: start + word.end };
      if (!comments.some((comment) => range.start >= comment.range.start && range.end <= comment.range.end)) {
        yield range;
      }
    }
  }
}

/** A place of a word in a file that a COPY brings along: in its text, or in its name. */
interface Place extends ShippedText {
  readonly word: string;
  readonly range: Range;
  /** From 1; undefined for a word in the name. */
  readonly line: number | undefined;
}

/** More places in a finding tell no more. */
const maximumRelated = 10;

/** `told` are the words of the Dockerfile that are reported: a source with one of them is not reported again. */
function* inSources(group: Isolation, target: BuildTarget, told: readonly number[]): Iterable<Finding> {
  const bySource = new Map<number, Place[]>();
  for (const text of shippedTexts(target)) {
    for (const place of placesIn(text, group, target)) {
      append(bySource, text.source.word.range.start, place);
    }
  }
  for (const places of bySource.values()) {
    const [first] = places;
    const { range } = (first as Place).source.word;
    if (!first || told.some((at) => at >= range.start && at < range.end)) {
      continue;
    }
    const where = first.line === undefined ? first.path : `${first.path}, line ${first.line}`;
    const id = target.build.image?.id;
    const related = places.slice(0, maximumRelated).map(
      (place): Related => ({
        path: place.path,
        range: place.range,
        message: `"${place.word}" of the group "${group.id}".`,
      }),
    );
    yield {
      range,
      message: `"${first.source.path}" brings "${first.word}" of the isolated group "${group.id}": ${id} may not hold it (${where}). Do not copy it, or allow ${id} in the plan.`,
      related,
    };
  }
}

function placesIn(text: ShippedText, group: Isolation, { project: { workspace } }: BuildTarget): readonly Place[] {
  const finders = findersOf(group);
  const read = workspace.parsed(text.path, finders[text.comments], maximumTextBytes) ?? [];
  // The name of a file that the COPY names is part of the instruction.
  const inName = text.isNamed ? [] : finders.words(nameBelow(text));
  if (read.length === 0 && inName.length === 0) {
    return [];
  }
  const content = workspace.read(text.path, maximumTextBytes);
  const whole = 'text' in content ? content.text : '';
  const names = inName.slice(0, 1).map(({ start, end }): Place => {
    const word = nameBelow(text).slice(start, end);
    return { ...text, word, range: { start: 0, end: 0 }, line: undefined };
  });
  const words = read.map((range): Place => {
    const line = whole.slice(0, range.start).split('\n').length;
    return { ...text, word: whole.slice(range.start, range.end), range, line };
  });
  return [...names, ...words];
}

/** The path of a file below the folder that is copied. */
function nameBelow({ path, source: { context, read } }: ShippedText): string {
  const folder = [context, read].filter((part) => part !== undefined && part !== '.').join('/');
  return folder !== '' && path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path;
}
