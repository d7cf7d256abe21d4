import { isAlias, isMap, isScalar, isSeq, type Node as LibraryNode, parseDocument, type YAMLError } from 'yaml';
import type { Range } from '../../model/text.ts';
import type { YamlFile, YamlNode, YamlPair } from './tree.ts';

/** Reads any YAML with the library. Tests compare the quick reader with it. */
export function parseAnyYaml(text: string): YamlFile {
  try {
    // Without `uniqueKeys`: the library compares each key with all before it, and callers find duplicates themselves.
    const document = parseDocument(text, { prettyErrors: false, uniqueKeys: false, logLevel: 'silent' });
    const root = document.contents ? convert(document.contents, text, new Map()) : undefined;
    return { root, errors: firstOfEach(document.errors, text) };
  } catch (error) {
    // The library and `convert` are recursive: thousands of brackets exhaust the stack.
    const message = error instanceof RangeError ? tooDeep : String(error);
    return { root: undefined, errors: [{ message, range: { start: 0, end: Math.min(1, text.length) } }] };
  }
}

const tooDeep = 'it is nested too deeply';

/**
 * One error for each place: the library repeats an error for every collection around it. After an exhausted stack, further
 * errors mean little, so that one stands alone.
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

/** Without the comments behind a block collection, which the library counts as part of it. */
function around(range: Range, last: YamlNode | undefined): Range {
  return { start: range.start, end: Math.max(range.start, last?.range.end ?? range.end) };
}

/** Without the line break behind a block scalar, which the library counts as part of it. */
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
