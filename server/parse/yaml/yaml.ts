import { isAlias, isMap, isScalar, isSeq, type Node as LibraryNode, parseDocument, type YAMLError } from 'yaml';
import type { Range } from '../../model/text.ts';
import { readSimpleYaml } from './simple.ts';

/** A YAML document as a small tree with ranges; what compose files and the plan are read from. */
export type YamlNode = YamlScalar | YamlMap | YamlSeq | YamlAlias;

export interface YamlScalar {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** As written, without quotes and escapes resolved: `1.10` where the value is 1.1. */
  readonly source: string;
  readonly range: Range;
}

export interface YamlPair {
  readonly key: YamlNode;
  readonly value: YamlNode;
}

/** Keys that stand twice are both there. */
export interface YamlMap {
  readonly kind: 'map';
  readonly pairs: readonly YamlPair[];
  readonly range: Range;
}

export interface YamlSeq {
  readonly kind: 'seq';
  readonly items: readonly YamlNode[];
  readonly range: Range;
}

/** `*name`, and the node with the anchor: always one that ended before, so that no tree contains itself. */
export interface YamlAlias {
  readonly kind: 'alias';
  readonly name: string;
  readonly target: YamlNode | undefined;
  readonly range: Range;
}

export interface YamlFile {
  readonly root: YamlNode | undefined;
  readonly errors: readonly { readonly message: string; readonly range: Range }[];
}

/** The library takes seconds for more characters than this. */
const longest = 1_000_000;

/**
 * Reads one YAML document. Never throws. What nearly every file is made of is read by `readSimpleYaml`, ten times as
 * fast as the library; it gives up on everything else, and the library decides.
 */
export function parseYaml(text: string): YamlFile {
  const root = readSimpleYaml(text);
  if (root) {
    return { root, errors: [] };
  }
  if (text.length <= longest) {
    return parseAnyYaml(text);
  }
  const message = `${text.length} characters are too many for anything but the simplest YAML`;
  return { root: undefined, errors: [{ message, range: { start: 0, end: 1 } }] };
}

/** The library's answer alone: the judge of the quick reader. */
export function parseAnyYaml(text: string): YamlFile {
  try {
    // Readers find duplicate keys themselves: the library compares each key with all before it.
    const document = parseDocument(text, { prettyErrors: false, uniqueKeys: false, logLevel: 'silent' });
    const root = document.contents ? convert(document.contents, text, new Map()) : undefined;
    return { root, errors: firstOfEach(document.errors, text) };
  } catch (error) {
    // Both are recursive: thousands of brackets exhaust the stack, and nothing else is known to make them throw.
    const message = error instanceof RangeError ? tooDeep : String(error);
    return { root: undefined, errors: [{ message, range: { start: 0, end: Math.min(1, text.length) } }] };
  }
}

const tooDeep = 'it is nested too deeply';

/**
 * One error for each place: the library tells again what it tells about every collection around. Where the stack came to its
 * end, whatever the library did next may have failed of the same, so that is all there is to say.
 */
function firstOfEach(errors: readonly YAMLError[], text: string): YamlFile['errors'] {
  const exhausted = errors.find(({ message }) => /call stack|stack overflow/i.test(message));
  const found = new Map<number, YamlFile['errors'][number]>();
  for (const { message, pos } of exhausted ? [exhausted] : errors) {
    const start = Math.min(pos[0], text.length);
    const end = Math.max(start, Math.min(pos[1], text.length));
    if (!found.has(start)) {
      found.set(start, { message: exhausted ? tooDeep : message, range: { start, end } });
    }
  }
  return [...found.values()];
}

function convert(node: LibraryNode | null, text: string, anchors: Map<string, YamlNode>, at = 0): YamlNode {
  const nothing = isScalar(node) && node.value === null && node.source === '';
  const [start, end] = (nothing ? undefined : node?.range) ?? [at, at];
  const converted = convertContent(node, text, anchors, { start, end });
  if (node && 'anchor' in node && node.anchor) {
    anchors.set(node.anchor, converted);
  }
  return converted;
}

function convertContent(
  node: LibraryNode | null,
  text: string,
  anchors: Map<string, YamlNode>,
  range: Range,
): YamlNode {
  if (isMap(node)) {
    const pairs = node.items.map((pair): YamlPair => {
      const key = convert(pair.key as LibraryNode | null, text, anchors, range.start);
      return { key, value: convert(pair.value as LibraryNode | null, text, anchors, key.range.end + 1) };
    });
    return { kind: 'map', pairs, range: node.flow ? range : around(range, pairs.at(-1)?.value) };
  }
  if (isSeq(node)) {
    const items = node.items.map((item) => convert(item as LibraryNode | null, text, anchors, range.start));
    return { kind: 'seq', items, range: node.flow ? range : around(range, items.at(-1)) };
  }
  if (isAlias(node)) {
    return { kind: 'alias', name: node.source, target: anchors.get(node.source), range };
  }
  const value = isScalar(node) ? node.value : null;
  const known = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null;
  const source = isScalar(node) && node.source !== undefined ? node.source : known ? String(value ?? '') : '';
  return { kind: 'scalar', value: known ? value : source, source, range: trimmed(range, text) };
}

/** The library counts the comments behind a block collection as its own; nobody else does. */
function around(range: Range, last: YamlNode | undefined): Range {
  return { start: range.start, end: Math.max(range.start, last?.range.end ?? range.end) };
}

/** The library ends block scalars behind their line break. */
function trimmed(range: Range, text: string): Range {
  let end = Math.min(range.end, text.length);
  for (let at = end; at > range.start; ) {
    at -= 1;
    if (text[at] === '\n') {
      end = text[at - 1] === '\r' ? at - 1 : at;
    } else if (text[at] !== ' ' && text[at] !== '\r') {
      break;
    }
  }
  return { start: range.start, end: Math.max(range.start, end) };
}

/** The node that an alias stands for, or the node itself; undefined for an alias of nothing. */
export const resolved = (node: YamlNode): YamlNode | undefined => (node.kind === 'alias' ? node.target : node);

/** A mapping and those that it merges (`<<`), nearest first and each once: an earlier key hides a later one. */
export function withMerged(map: YamlMap): readonly YamlMap[] {
  const found = new Set<YamlMap>();
  const pending = [map];
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (found.has(next)) {
      continue;
    }
    found.add(next);
    pending.push(...mergedBy(next).toReversed());
  }
  return [...found];
}

function mergedBy(map: YamlMap): readonly YamlMap[] {
  return map.pairs.flatMap(({ key, value }) => {
    if (key.kind !== 'scalar' || key.source !== '<<') {
      return [];
    }
    const content = resolved(value);
    return (content?.kind === 'seq' ? content.items : [value]).flatMap((item) => {
      const other = resolved(item);
      return other?.kind === 'map' ? [other] : [];
    });
  });
}

export function asMap(node: YamlNode | undefined): YamlMap | undefined {
  const found = node && resolved(node);
  return found?.kind === 'map' ? found : undefined;
}

/** The value of a key, merged mappings included. Where a key stands twice, the last one counts. */
export function field(map: YamlMap, name: string): YamlNode | undefined {
  for (const { pairs } of withMerged(map)) {
    const pair = pairs.findLast(({ key }) => key.kind === 'scalar' && key.source === name);
    if (pair) {
      return pair.value;
    }
  }
  return undefined;
}

/** The keys of a mapping, those of merged mappings included. */
export function keysOf(map: YamlMap): ReadonlySet<string> {
  const keys = withMerged(map).flatMap(({ pairs }) =>
    pairs.map(({ key }) => (key.kind === 'scalar' ? key.source : '<<')),
  );
  return new Set(keys.filter((key) => key !== '<<'));
}
